package dev.cloakroom.session;

import java.net.URI;
import java.util.Set;

/**
 * Makes stores of one kind from a URI. Named in {@code META-INF/services} or a module's {@code provides}, so that a jar
 * beside the application is enough to add a store.
 */
public interface SessionStoreProvider {
    /** The URI schemes this provider opens, in lower case, such as {@code memory}. */
    Set<String> schemes();

    /**
     * Opens a store.
     *
     * @param uri where and how, settings in the query
     * @param limits the limits it is to keep
     * @throws InvalidInput when the URI cannot be understood; the message says what is expected
     * @throws StoreUnavailable when the store cannot be reached or must not be used
     */
    SessionStore open(URI uri, Limits limits);
}
