package dev.cloakroom.session;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * A file of which every byte has arrived, before it is visible. Immutable and thread-safe.
 *
 * @param id fresh
 * @param name what the client called it
 * @param mediaType what the client said it is
 * @param size in bytes
 * @param sha256 of the bytes, 64 lower-case hexadecimal digits
 */
public record Upload(UUID id, String name, String mediaType, long size, String sha256) {
    public Upload {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(sha256, "sha256");
    }

    /** The file as it is visible from {@code createdAt} on. */
    public Artifact visibleAt(Instant createdAt) {
        return new Artifact(id, name, mediaType, size, sha256, createdAt);
    }

    @Override
    public String toString() {
        return "Upload[" + size + " bytes]";
    }
}
