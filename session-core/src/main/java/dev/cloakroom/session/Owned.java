package dev.cloakroom.session;

import java.util.List;

/**
 * A page of the sessions someone owns. Immutable and thread-safe.
 *
 * @param heads the sessions, latest activity first
 * @param more whether there are further ones
 */
public record Owned(List<Head> heads, boolean more) {
    public Owned {
        heads = List.copyOf(heads);
    }
}
