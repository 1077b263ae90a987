/**
 * A store of one's own, as a model: sessions in a database, over plain JDBC. Found through
 * {@link dev.cloakroom.session.SessionStoreProvider} as {@code jdbc:}; {@code docs/writing-a-store.md} walks through
 * it.
 */
@NullMarked
package dev.cloakroom.examples.jdbc;

import org.jspecify.annotations.NullMarked;
