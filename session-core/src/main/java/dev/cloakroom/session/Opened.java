package dev.cloakroom.session;

import java.util.Objects;

/**
 * A session that a name or a key led to. Immutable and thread-safe.
 *
 * @param claim permission to try to append to it
 * @param fresh whether it was opened now
 */
public record Opened(Claim claim, boolean fresh) {
    public Opened {
        Objects.requireNonNull(claim, "claim");
    }
}
