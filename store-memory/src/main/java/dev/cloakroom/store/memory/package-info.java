/** The embedded default store: sessions live in this process and end with it. */
@NullMarked
package dev.cloakroom.store.memory;

import org.jspecify.annotations.NullMarked;
