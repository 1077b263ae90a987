/** JMH benchmarks. */
@NullMarked
package dev.cloakroom.benchmarks;

import org.jspecify.annotations.NullMarked;
