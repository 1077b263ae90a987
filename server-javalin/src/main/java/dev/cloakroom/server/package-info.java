/** The standalone server: routes translate, the core decides. */
@NullMarked
package dev.cloakroom.server;

import org.jspecify.annotations.NullMarked;
