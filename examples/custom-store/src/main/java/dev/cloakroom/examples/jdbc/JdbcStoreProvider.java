package dev.cloakroom.examples.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStoreProvider;
import dev.cloakroom.session.StoreUnavailable;
import java.net.URI;
import java.util.Set;

/** Opens {@code jdbc:h2:..} and {@code jdbc:postgresql:..}; the URI is the driver's own. Thread-safe. */
public final class JdbcStoreProvider implements SessionStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public JdbcStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("jdbc");
    }

    @Override
    public SessionStore open(URI uri, Limits limits) {
        if (!uri.toString().matches("jdbc:(h2|postgresql):.+")) {
            throw new InvalidInput("this store is jdbc:h2:PATH or jdbc:postgresql://HOST/DATABASE");
        }
        HikariConfig config = Database.pooled();
        config.setJdbcUrl(uri.toString());
        return open(config, limits);
    }

    /** The store over what {@code config} leads to. */
    static JdbcSessionStore open(HikariConfig config, Limits limits) {
        HikariDataSource pool = connect(config);
        try {
            return new JdbcSessionStore(new Database(pool), limits);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static HikariDataSource connect(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            // not as the cause: it would tell the address, and whatever secret stands in it
            throw new StoreUnavailable(
                    "no connection to the database: " + e.getClass().getSimpleName());
        }
    }
}
