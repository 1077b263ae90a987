/** Sessions and their history. Most callers need only a registry and a claim. */
@NullMarked
package dev.cloakroom.session;

import org.jspecify.annotations.NullMarked;
