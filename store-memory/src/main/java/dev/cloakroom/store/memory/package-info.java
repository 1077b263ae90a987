/**
 * The embedded store: {@link dev.cloakroom.store.memory.CaffeineSessionStore}. Sessions live in this process and end
 * with it.
 */
@NullMarked
package dev.cloakroom.store.memory;

import org.jspecify.annotations.NullMarked;
