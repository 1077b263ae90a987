package dev.cloakroom.session;

import dev.cloakroom.session.ArtifactStore.Upload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of all sessions, one claim at a time (R16). Bytes stream through in chunks; a file becomes visible as a
 * whole, after its last byte. Thread-safe.
 */
public final class Artifacts {
    /** Files are kept and read in chunks of this size, the last one smaller. */
    public static final int CHUNK_BYTES = 256 << 10;

    private static final int MOST_TYPE_CHARS = 127;
    private static final Logger LOG = LoggerFactory.getLogger(Artifacts.class);

    private final Gate gate;
    private final ArtifactStore store;
    private final Limits limits;
    private final SecureRandom random;

    Artifacts(Gate gate, ArtifactStore store, Limits limits, SecureRandom random) {
        this.gate = gate;
        this.store = store;
        this.limits = limits;
        this.random = random;
    }

    /**
     * A file to keep. Immutable; used once.
     *
     * @param name 1 to {@link Limit#FILE_NAME_CHARS} code points without control characters; kept as metadata only
     * @param mediaType what the client says it is, 1 to 127 characters of printable ASCII
     * @param bytes opened, read to its end and closed
     */
    public record Source(String name, String mediaType, Bytes bytes) {
        public Source {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(mediaType, "mediaType");
            Objects.requireNonNull(bytes, "bytes");
        }

        @Override
        public String toString() {
            return "Source";
        }
    }

    /** Where the bytes of a file come from. */
    @FunctionalInterface
    public interface Bytes {
        /** The bytes, from the first one on. */
        InputStream open() throws IOException;
    }

    /**
     * Files that were added. Immutable and thread-safe.
     *
     * @param files in the order in which they were given
     * @param replayed whether the same key had added the same files before; nothing changed (R6)
     */
    public record Added(List<Artifact> files, boolean replayed) {
        public Added {
            files = List.copyOf(files);
        }
    }

    /**
     * Keeps a file.
     *
     * @param bytes read to its end and not closed
     * @see #put(Claim, List)
     */
    public Artifact put(Claim claim, String name, String mediaType, InputStream bytes) throws IOException {
        InputStream open = new FilterInputStream(bytes) {
            @Override
            public void close() {}
        };
        return put(claim, List.of(new Source(name, mediaType, () -> open)))
                .files()
                .get(0);
    }

    /**
     * Keeps files, all of them or none. Access is proved before the first byte is read.
     *
     * @param claim of {@link Access#APPEND}
     * @param sources at least one
     * @throws LimitExceeded when a file or the session's files are over a limit; nothing remains
     * @throws IOException as the sources throw it; nothing remains
     */
    public Added put(Claim claim, List<Source> sources) throws IOException {
        return putBatch(claim, sources, null);
    }

    /**
     * Keeps files, all of them or none, exactly once under this key (R6).
     *
     * @throws SessionConflict when the key stands for other files
     * @see #put(Claim, List)
     */
    public Added put(Claim claim, List<Source> sources, IdempotencyKey key) throws IOException {
        return putBatch(claim, sources, key);
    }

    private Added putBatch(Claim claim, List<Source> sources, @Nullable IdempotencyKey key) throws IOException {
        limits.require(Limit.FILES, sources.size());
        sources.forEach(this::requireSource);
        ArtifactStore.Staging staging = gate.through(claim, Operation.WRITE_FILES, store::begin);
        try {
            List<Upload> files = new ArrayList<>(sources.size());
            long left = limits.of(Limit.SESSION_FILE_BYTES);
            for (Source source : sources) {
                Upload file = stage(staging, source, left);
                files.add(file);
                left -= file.size();
            }
            ArtifactStore.Batch batch = new ArtifactStore.Batch(files, key);
            return gate.through(
                    claim, Operation.WRITE_FILES, current -> Replies.committed(staging.commit(current, batch), batch));
        } finally {
            close(staging);
        }
    }

    /** @param left what the session has room for at most */
    private Upload stage(ArtifactStore.Staging staging, Source source, long left) throws IOException {
        UUID id = SessionId.fresh(random).value();
        MessageDigest sha = Digests.sha256();
        long size = 0;
        try (InputStream bytes = source.bytes().open()) {
            for (byte[] chunk = bytes.readNBytes(CHUNK_BYTES); chunk.length > 0; ) {
                size += chunk.length;
                limits.require(Limit.FILE_BYTES, size);
                if (size > left) {
                    long most = limits.of(Limit.SESSION_FILE_BYTES);
                    throw new LimitExceeded(Limit.SESSION_FILE_BYTES, most - left + size, most);
                }
                sha.update(chunk);
                staging.write(id, chunk);
                chunk = bytes.readNBytes(CHUNK_BYTES);
            }
        }
        return new Upload(
                id, source.name(), source.mediaType(), size, HexFormat.of().formatHex(sha.digest()));
    }

    private void requireSource(Source source) {
        requireName(source.name());
        String type = source.mediaType();
        if (type.isEmpty() || type.length() > MOST_TYPE_CHARS) {
            throw new InvalidInput("a media type has 1 to " + MOST_TYPE_CHARS + " characters");
        }
        if (!Text.isPrintable(type)) {
            throw new InvalidInput("a media type holds printable ASCII only");
        }
    }

    /** What was committed stays committed, whatever goes wrong afterwards. */
    private static void close(ArtifactStore.Staging staging) {
        try {
            staging.close();
        } catch (RuntimeException e) {
            LOG.warn("chunks of a file could not be let go of: {}", e.getClass().getName());
        }
    }

    /** Refuses a file name that {@link #put} would refuse. */
    public void requireName(String name) {
        Text.requireName("file name", name, Limit.FILE_NAME_CHARS, limits.of(Limit.FILE_NAME_CHARS));
    }

    /**
     * All files of the session, oldest first.
     *
     * @throws SessionAccessDenied without access
     */
    public List<Artifact> list(Claim claim) {
        return gate.through(claim, Operation.READ_FILES, store::list);
    }

    /** One file without its bytes, or empty when the session has none of this id. */
    public Optional<Artifact> find(Claim claim, UUID file) {
        return gate.through(claim, Operation.READ_FILES, current -> Replies.file(store.find(current, file), file));
    }

    /**
     * Removes a file; whether there was one.
     *
     * @throws SessionAccessDenied without access
     */
    public boolean remove(Claim claim, UUID file) {
        return gate.through(claim, Operation.WRITE_FILES, current -> store.remove(current, file));
    }

    /**
     * Writes a file's bytes. Each chunk passes the guard, so a revoke cuts a download short, and the last chunk is held
     * back until the SHA-256 of the whole is right: damaged or foreign bytes never make a complete file.
     *
     * @param out written to and not closed
     * @return the file, or empty when the session has none of this id, and then nothing was written
     * @throws StoreContractBroken when the store's bytes are not the file's
     */
    public Optional<Artifact> read(Claim claim, UUID id, OutputStream out) throws IOException {
        Optional<Artifact> found = find(claim, id);
        if (found.isPresent()) {
            write(claim, found.get(), out);
        }
        return found;
    }

    private void write(Claim claim, Artifact file, OutputStream out) throws IOException {
        MessageDigest sha = Digests.sha256();
        long left = file.size();
        for (int index = 0; left > 0; index++) {
            int at = index;
            byte[] chunk = gate.through(claim, Operation.READ_FILES, current -> store.chunk(current, file.id(), at))
                    .orElseThrow(() -> new StoreContractBroken("a file ended before its size"));
            left -= chunk.length;
            sha.update(chunk);
            boolean whole = left == 0 && HexFormat.of().formatHex(sha.digest()).equals(file.sha256());
            if (left < 0 || chunk.length == 0 || (left == 0 && !whole)) {
                throw new StoreContractBroken("a file's bytes are not those that were stored");
            }
            out.write(chunk);
        }
    }
}
