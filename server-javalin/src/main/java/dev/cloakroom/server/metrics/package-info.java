/**
 * What is measured, and what was lately: numbers of requests, of the store and of refusals, for Prometheus and for
 * administrators. No label and no line of it holds an id, a user, a tenant, a path or content.
 */
@NullMarked
package dev.cloakroom.server.metrics;

import org.jspecify.annotations.NullMarked;
