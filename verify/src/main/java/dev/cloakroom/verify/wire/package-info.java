/** Requests as they go over the network: whole, cut, and as streams. */
@NullMarked
package dev.cloakroom.verify.wire;

import org.jspecify.annotations.NullMarked;
