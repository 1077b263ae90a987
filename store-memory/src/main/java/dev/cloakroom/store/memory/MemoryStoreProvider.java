package dev.cloakroom.store.memory;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStoreProvider;
import java.net.URI;
import java.util.Set;

/** Opens {@code memory:}, with {@code ?sessions=N&bytes=N} for the most it holds. Thread-safe. */
public final class MemoryStoreProvider implements SessionStoreProvider {
    /** For {@link java.util.ServiceLoader}. */
    public MemoryStoreProvider() {}

    @Override
    public Set<String> schemes() {
        return Set.of("memory");
    }

    @Override
    public SessionStore open(URI uri, Limits limits) {
        CaffeineSessionStore.Builder store = CaffeineSessionStore.builder().limits(limits);
        String rest = uri.toString().substring(uri.getScheme().length() + 1);
        if (!rest.isEmpty() && !rest.startsWith("?")) {
            throw notUnderstood();
        }
        for (String setting : rest.isEmpty() ? new String[0] : rest.substring(1).split("&", -1)) {
            int equals = setting.indexOf('=');
            switch (equals < 0 ? setting : setting.substring(0, equals)) {
                case "sessions" -> store = store.mostSessions(number(setting.substring(equals + 1)));
                case "bytes" -> store = store.mostBytes(number(setting.substring(equals + 1)));
                default -> throw notUnderstood();
            }
        }
        return store.build();
    }

    private static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw notUnderstood();
        }
        return Long.parseLong(text);
    }

    private static InvalidInput notUnderstood() {
        return new InvalidInput("the embedded store is memory: or memory:?sessions=N&bytes=N");
    }
}
