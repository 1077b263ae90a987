package dev.cloakroom.session;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where files are kept, in chunks (R16). Each method is guarded as {@link SessionStore} says. */
public interface ArtifactStore {
    /**
     * Makes a place for the chunks of files that nobody sees yet. Guarded, so that nobody without access sends bytes.
     */
    Result<Staging> begin(Claim claim);

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

    /** The chunks of some files on their way in, one file after the other. Used by one thread. */
    interface Staging extends AutoCloseable {
        /**
         * Keeps the next chunk of a file.
         *
         * @param file a fresh id; a file without bytes is never written to
         * @param chunk at most {@link Artifacts#CHUNK_BYTES}, not empty, the store's to keep
         */
        void write(UUID file, byte[] chunk);

        /**
         * Makes the files visible, in list order, all of them or none. May be called again with another claim after a
         * stale one.
         *
         * <p>After the guard, in this order: {@code batch.key()} is known with the same {@code batch.digest()}: the
         * files of then, whatever the state, also those that were removed since (R6); with another digest:
         * {@code KEY_REUSED}. No room for them: {@code FILES}, {@code SESSION_FILE_BYTES} or {@code STORE_FULL} (R11).
         * The key is recorded in the same step, for the life of the session, under {@link IdempotencyKey#scopedTo} the
         * claim's principal; keys of files and keys of appends are different keys.
         *
         * @return the files; acknowledged when this returns (R7)
         */
        Result<Artifacts.Added> commit(Claim claim, Batch batch);

        /**
         * Forgets the chunks unless the store has committed them. Never throws: what cannot be forgotten now goes with
         * the session, and chunks of a process that died do so at the latest.
         */
        @Override
        void close();
    }

    /**
     * Files that become visible together. Immutable and thread-safe.
     *
     * @param files at least one, in the order in which they are listed
     * @param key exactly once under this key (R6), or null
     */
    record Batch(List<Upload> files, @Nullable IdempotencyKey key) {
        public Batch {
            files = List.copyOf(files);
            if (files.isEmpty()) {
                throw new InvalidInput("a batch needs at least one file");
            }
        }

        /** Bytes of all files together. */
        public long bytes() {
            return files.stream().mapToLong(Upload::size).sum();
        }

        /**
         * What a key stands for: 16 bytes of SHA-256 over names, types and contents, in a form that never reads alike.
         */
        public byte[] digest() {
            Digests.Content content = new Digests.Content();
            content.add("files");
            content.add(files.size());
            for (Upload file : files) {
                content.add(file.name());
                content.add(file.mediaType());
                content.add(file.size());
                content.add(file.sha256());
            }
            return content.digest();
        }

        @Override
        public String toString() {
            return "Batch[" + files.size() + " files]";
        }
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
