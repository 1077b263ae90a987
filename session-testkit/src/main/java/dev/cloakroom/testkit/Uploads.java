package dev.cloakroom.testkit;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Batch;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files as core hands them to a store, and as it reads them. */
final class Uploads {
    private Uploads() {}

    static Upload of(String name, byte[] content) {
        return typed(name, "text/plain", content);
    }

    static Upload typed(String name, String mediaType, byte[] content) {
        return new Upload(UUID.randomUUID(), name, mediaType, content.length, sha256(content));
    }

    static Batch batch(Upload... files) {
        return new Batch(List.of(files), null);
    }

    static Batch keyed(String key, Upload... files) {
        return new Batch(List.of(files), new IdempotencyKey("files", key));
    }

    /** Sends the bytes of a file, chunk by chunk. */
    static void send(Staging staging, Upload file, byte[] content) {
        for (int from = 0; from < content.length; from += Artifacts.CHUNK_BYTES) {
            int to = Math.min(content.length, from + Artifacts.CHUNK_BYTES);
            staging.write(file.id(), Arrays.copyOfRange(content, from, to));
        }
    }

    /** Keeps one file. */
    static Artifact put(SessionStore store, Claim claim, String name, byte[] content) {
        Upload file = of(name, content);
        return Results.done(tried(store, claim, batch(file), content)).files().get(0);
    }

    /** Sends the same bytes for each file of the batch and commits it. */
    static Result<Artifacts.Added> tried(SessionStore store, Claim claim, Batch batch, byte[] content) {
        try (Staging staging = Results.done(store.artifacts().begin(claim))) {
            batch.files().forEach(file -> send(staging, file, content));
            return staging.commit(claim, batch);
        }
    }

    /**
     * As {@link #tried}, of someone whose claim may be worth nothing any more.
     *
     * @return what the first operation that was not done was answered with, or the commit
     */
    static Result<?> attempted(SessionStore store, Claim claim, Batch batch, byte[] content) {
        Result<Staging> begun = store.artifacts().begin(claim);
        if (!(begun instanceof Result.Done<Staging> done)) {
            return begun;
        }
        try (Staging staging = done.value()) {
            batch.files().forEach(file -> send(staging, file, content));
            return staging.commit(claim, batch);
        }
    }

    /** The bytes of a file as they are read, or null when there is no such file. */
    static byte @Nullable [] content(SessionStore store, Claim claim, UUID file) {
        Optional<Artifact> found = Results.done(store.artifacts().find(claim, file));
        if (found.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int index = 0; ; index++) {
            Optional<byte[]> chunk = Results.done(store.artifacts().chunk(claim, file, index));
            if (chunk.isEmpty()) {
                return all.toByteArray();
            }
            all.writeBytes(chunk.get());
        }
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has to have", e);
        }
    }
}
