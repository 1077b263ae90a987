package dev.cloakroom.server;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStoreProvider;
import java.net.URI;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens stores by URI, from every provider on the class path. */
final class Stores {

    private Stores() {}

    static SessionStore open(URI uri, Limits limits) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        TreeSet<String> known = new TreeSet<>();
        for (SessionStoreProvider provider : ServiceLoader.load(SessionStoreProvider.class)) {
            if (provider.schemes().contains(scheme)) {
                return open(uri, limits, provider);
            }
            known.addAll(provider.schemes());
        }
        throw new BadSetting("--store: nothing here opens " + scheme + ":, only " + String.join(", ", known)
                + "; a store's jar has to be on the class path");
    }

    /** What the provider does not understand is a wrong flag, and not a store that cannot be reached. */
    private static SessionStore open(URI uri, Limits limits, SessionStoreProvider provider) {
        try {
            return provider.open(uri, limits);
        } catch (InvalidInput e) {
            BadSetting wrong = new BadSetting(Flag.STORE.option() + ": " + e.getMessage());
            wrong.addSuppressed(e);
            throw wrong;
        }
    }
}
