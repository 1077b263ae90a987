/**
 * What Cloakroom costs beside doing without it: each benchmark runs both sides in turns and compares their ratio with a
 * target. {@link dev.cloakroom.benchmarks.Main} is where to begin.
 */
@NullMarked
package dev.cloakroom.benchmarks;

import org.jspecify.annotations.NullMarked;
