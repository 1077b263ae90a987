package dev.cloakroom.session;

import dev.cloakroom.session.ArtifactStore.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
     * Keeps a file. Access is proved before the first byte is read.
     *
     * @param claim of {@link Access#APPEND}
     * @param name 1 to {@link Limit#FILE_NAME_CHARS} code points without control characters; kept as metadata only
     * @param mediaType what the client says it is
     * @param bytes read to its end and not closed
     * @throws LimitExceeded when the file or the session's files are over a limit; nothing remains
     * @throws IOException as {@code bytes} throws it; nothing remains
     */
    public Artifact put(Claim claim, String name, String mediaType, InputStream bytes) throws IOException {
        requireName(name);
        if (mediaType.isEmpty() || mediaType.length() > MOST_TYPE_CHARS) {
            throw new InvalidInput("a media type has 1 to " + MOST_TYPE_CHARS + " characters");
        }
        if (!Text.isPrintable(mediaType)) {
            throw new InvalidInput("a media type holds printable ASCII only");
        }
        UUID id = SessionId.fresh(random).value();
        ArtifactStore.Staging staging = gate.through(claim, Operation.WRITE_FILES, current -> store.begin(current, id));
        try {
            MessageDigest sha = Digests.sha256();
            long size = 0;
            for (byte[] chunk = bytes.readNBytes(CHUNK_BYTES); chunk.length > 0; ) {
                size += chunk.length;
                limits.require(Limit.FILE_BYTES, size);
                sha.update(chunk);
                staging.write(chunk);
                chunk = bytes.readNBytes(CHUNK_BYTES);
            }
            Upload upload = new Upload(id, name, mediaType, size, HexFormat.of().formatHex(sha.digest()));
            return gate.through(
                    claim,
                    Operation.WRITE_FILES,
                    current -> Replies.committed(staging.commit(current, upload), upload));
        } finally {
            close(staging);
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
