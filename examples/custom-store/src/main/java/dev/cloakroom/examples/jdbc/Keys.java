package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was done under idempotency keys: a row for each, for the life of its session (R6). */
enum Keys {
    /** Of appends; the places are those of entries. */
    APPEND,
    /** Of files; the places are those of files. */
    FILES;

    /** What a key was used for. */
    record Recorded(String digest, long first, long last) {
        static Recorded of(byte[] digest, long first, long last) {
            return new Recorded(HexFormat.of().formatHex(digest), first, last);
        }

        boolean isOf(byte[] other) {
            return digest.equals(HexFormat.of().formatHex(other));
        }
    }

    Optional<Recorded> find(Transaction tx, Claim claim, @Nullable IdempotencyKey key) throws SQLException {
        if (key == null) {
            return Optional.empty();
        }
        return tx.query(
                "SELECT digest, first, last FROM cr_key WHERE session = ? AND kind = ? AND scoped = ?",
                rows -> rows.next()
                        ? Optional.of(
                                new Recorded(rows.getString("digest"), rows.getLong("first"), rows.getLong("last")))
                        : Optional.empty(),
                claim.id(),
                this,
                key.scopedTo(claim.principal()));
    }

    /** In the transaction of what was done, so that there is never one without the other. */
    void record(Transaction tx, Claim claim, @Nullable IdempotencyKey key, Recorded done) throws SQLException {
        if (key != null) {
            tx.execute(
                    "INSERT INTO cr_key (session, kind, scoped, digest, first, last) VALUES (?, ?, ?, ?, ?, ?)",
                    claim.id(),
                    this,
                    key.scopedTo(claim.principal()),
                    done.digest(),
                    done.first(),
                    done.last());
        }
    }
}
