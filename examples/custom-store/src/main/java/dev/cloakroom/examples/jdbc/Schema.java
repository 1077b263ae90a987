package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Result;
import dev.cloakroom.session.StoreUnavailable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The tables, made where there are none. All that differs between the databases is the clock: it has to go on within a
 * transaction, since a lock may be waited for, so {@code CURRENT_TIMESTAMP} will not do.
 */
final class Schema {
    private static final String H2_CLOCK = "CREATE ALIAS IF NOT EXISTS cr_now FOR 'java.lang.System.currentTimeMillis'";
    private static final String POSTGRESQL_CLOCK = "CREATE OR REPLACE FUNCTION cr_now() RETURNS BIGINT LANGUAGE SQL"
            + " VOLATILE AS 'SELECT CAST(FLOOR(EXTRACT(EPOCH FROM clock_timestamp()) * 1000) AS BIGINT)'";

    private static final int ATTEMPTS = 10;

    private Schema() {}

    /** Instances that start at once over an empty database get into each other's way: who fails looks again. */
    static void prepare(Database database) {
        for (int attempt = 1; !isThere(database); attempt++) {
            try {
                make(database);
            } catch (StoreUnavailable e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }

    private static boolean isThere(Database database) {
        try {
            return database.reading(tx -> tx.query(
                    "SELECT cr_now() FROM cr_session s LEFT JOIN cr_name n ON n.session = s.id WHERE s.format < 0",
                    rows -> !rows.next()));
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    private static void make(Database database) {
        Result<Boolean> unused = database.changing(tx -> {
            String product = tx.product();
            int changed = tx.update(product.equals("H2") ? H2_CLOCK : POSTGRESQL_CLOCK);
            return Result.done(changed + tx.update(text()) == 0);
        });
    }

    private static String text() {
        try (InputStream sql = Objects.requireNonNull(Schema.class.getResourceAsStream("schema.sql"))) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
