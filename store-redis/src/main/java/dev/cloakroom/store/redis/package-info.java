/**
 * The shared store: {@link dev.cloakroom.store.redis.RedisSessionStore}, over Redis or Valkey, standalone, with
 * Sentinel or as a Cluster. Any number of instances use it at once and none of them keeps anything of a session.
 */
@NullMarked
package dev.cloakroom.store.redis;

import org.jspecify.annotations.NullMarked;
