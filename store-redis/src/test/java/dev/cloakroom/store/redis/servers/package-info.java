/**
 * Real Redis servers for tests, of this module and of others: started on free ports of the loopback with directories of
 * their own, and ended with the test's process. When no server can be had the tests fail; none is skipped.
 */
@NullMarked
package dev.cloakroom.store.redis.servers;

import org.jspecify.annotations.NullMarked;
