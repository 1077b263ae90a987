package dev.cloakroom.session;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A file of a session, without its bytes (R16). Immutable and thread-safe.
 *
 * @param id issued by core, fresh for each file
 * @param name what the client called it; never a path, never an address, need not be unique
 * @param mediaType what the client said it is
 * @param size in bytes
 * @param sha256 of the bytes, 64 lower-case hexadecimal digits
 * @param createdAt when it became visible, on the store's clock
 */
public record Artifact(UUID id, String name, String mediaType, long size, String sha256, Instant createdAt) {
    public Artifact {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    @Override
    public String toString() {
        return "Artifact[" + size + " bytes]";
    }
}
