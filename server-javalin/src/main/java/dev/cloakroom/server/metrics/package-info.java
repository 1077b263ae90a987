/**
 * What an instance tells of itself: numbers for Prometheus, and the overview of the last minutes for administrators. It
 * reads what the rooms below count, and they know nothing of it. {@code Metrics} is the way in.
 */
@NullMarked
package dev.cloakroom.server.metrics;

import org.jspecify.annotations.NullMarked;
