package dev.cloakroom.store.redis;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Upload;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** How a file is written beside its chunks: the script puts instant, number of chunks and size before the rest. */
final class FileCode {
    private static final int ID_BYTES = 16;
    private static final int SHA_BYTES = 32;

    private FileCode() {}

    static byte[] id(UUID file) {
        return ByteBuffer.allocate(ID_BYTES)
                .putLong(file.getMostSignificantBits())
                .putLong(file.getLeastSignificantBits())
                .array();
    }

    static byte[] index(int index) {
        return new BytesWriter(2).int16(index).written();
    }

    static byte[] of(Upload file) {
        return new BytesWriter(128)
                .text(file.name())
                .text(file.mediaType())
                .bytes(HexFormat.of().parseHex(file.sha256()))
                .written();
    }

    static Artifact artifact(UUID id, byte[] stored) {
        BytesReader reader = new BytesReader(stored);
        Instant createdAt = Instant.ofEpochMilli(reader.int48());
        int unusedChunks = reader.int16();
        long size = reader.int48();
        String name = reader.text();
        String mediaType = reader.text();
        String sha = HexFormat.of().formatHex(reader.bytes(SHA_BYTES));
        return new Artifact(id, name, mediaType, size, sha, createdAt);
    }

    /** @param ids one after the other, in the order of the files */
    static List<Artifact> artifacts(byte[] ids, List<?> stored) {
        BytesReader reader = new BytesReader(ids);
        List<Artifact> artifacts = new ArrayList<>(stored.size());
        for (Object one : stored) {
            UUID id = id(reader);
            if (!(one instanceof byte[] file)) {
                throw Reply.damaged();
            }
            boolean unused = artifacts.add(artifact(id, file));
        }
        return List.copyOf(artifacts);
    }

    /** The files of a batch as its key remembers them. */
    static List<Artifact> remembered(byte[] batch) {
        List<Artifact> artifacts = new ArrayList<>();
        for (BytesReader reader = new BytesReader(batch); reader.hasMore(); ) {
            UUID id = id(reader);
            boolean unused = artifacts.add(artifact(id, reader.bytes(reader.int32())));
        }
        return artifacts;
    }

    private static UUID id(BytesReader reader) {
        return new UUID(reader.int64(), reader.int64());
    }
}
