/**
 * Shows that no log tells a secret (R12): an {@code Agent} in every process of the tests writes down each secret that
 * there is and everything that is logged, and {@code Search} looks for the one in the other.
 */
@NullMarked
package dev.cloakroom.tracing;

import org.jspecify.annotations.NullMarked;
