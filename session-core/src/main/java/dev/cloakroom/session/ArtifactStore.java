package dev.cloakroom.session;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Where files are kept, in chunks (R16). Each method is guarded as {@link SessionStore} says. */
public interface ArtifactStore {
    /**
     * Makes a place for the chunks of a file that nobody sees yet. Guarded, so that nobody without access sends bytes.
     *
     * @param file a fresh id
     */
    Result<Staging> begin(Claim claim, UUID file);

    /** All visible files of the session, oldest first. */
    Result<List<Artifact>> list(Claim claim);

    /** One visible file, or empty when the session has none of this id. */
    Result<Optional<Artifact>> find(Claim claim, UUID file);

    /**
     * One chunk as it was written; not to be changed by the caller.
     *
     * @param index counted from 0
     * @return the chunk, or empty when the session has no such visible file or chunk
     */
    Result<Optional<byte[]>> chunk(Claim claim, UUID file, int index);

    /** Removes a visible file; whether there was one. */
    Result<Boolean> remove(Claim claim, UUID file);

    /** The chunks of one file on their way in. Used by one thread. */
    interface Staging extends AutoCloseable {
        /**
         * Keeps the next chunk.
         *
         * @param chunk at most {@link Artifacts#CHUNK_BYTES}, not empty, the store's to keep
         */
        void write(byte[] chunk);

        /**
         * Makes the file visible, in one guarded step with {@link Limit#FILES} and {@link Limit#SESSION_FILE_BYTES}.
         * May be called again with another claim after a stale one.
         *
         * @return the file; refused with {@code FILES}, {@code SESSION_FILE_BYTES} or {@code STORE_FULL}
         */
        Result<Artifact> commit(Claim claim, Upload upload);

        /**
         * Forgets the chunks unless the store has committed them. Never throws: what cannot be forgotten now goes with
         * the session, and chunks of a process that died do so at the latest.
         */
        @Override
        void close();
    }

    /**
     * A file of which every byte has arrived, before it is visible. Immutable and thread-safe.
     *
     * @param id fresh
     * @param name what the client called it
     * @param mediaType what the client said it is
     * @param size in bytes
     * @param sha256 of the bytes, 64 lower-case hexadecimal digits
     */
    record Upload(UUID id, String name, String mediaType, long size, String sha256) {
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
}
