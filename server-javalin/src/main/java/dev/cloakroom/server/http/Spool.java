package dev.cloakroom.server.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one part on their way through: the first ones in memory, and all of them in a temporary file once there are
 * more. The file has no name any more by the time the first byte is in it, where the system can do that: whatever ends
 * the process, no content stays. Written by one thread, then read by any.
 */
final class Spool implements AutoCloseable {
    /** Names of files say whose they are, since several servers may use one folder. */
    static final String PREFIX = "cloakroom-upload-" + ProcessHandle.current().pid() + "-";

    private static final int FIRST_BYTES = 4 * 1024;

    private final int memoryBytes;
    private final SpoolSpace space;
    private byte[] memory = new byte[0];
    private @Nullable FileChannel file;
    private long size;
    private long reserved;

    Spool(int memoryBytes, SpoolSpace space) {
        this.memoryBytes = memoryBytes;
        this.space = space;
    }

    long size() {
        return size;
    }

    void write(ByteBuffer bytes) throws IOException {
        int more = bytes.remaining();
        if (file == null && size + more <= memoryBytes) {
            remember(bytes);
        } else {
            spill(bytes);
        }
        size += more;
    }

    /** All bytes from the start; may be called again. */
    InputStream open() {
        FileChannel spilled = file;
        return spilled == null ? new ByteArrayInputStream(memory, 0, (int) size) : new FromStart(spilled);
    }

    /** The bytes of a spool that has room for them in memory. */
    byte[] inMemory() {
        return Arrays.copyOf(memory, (int) size);
    }

    @Override
    public void close() throws IOException {
        space.release(reserved);
        reserved = 0;
        if (file != null) {
            file.close();
        }
    }

    private void remember(ByteBuffer bytes) {
        int needed = (int) size + bytes.remaining();
        if (needed > memory.length) {
            int grown = Math.max(Math.max(needed, FIRST_BYTES), memory.length * 2);
            memory = Arrays.copyOf(memory, Math.min(grown, memoryBytes));
        }
        bytes.get(memory, (int) size, bytes.remaining());
    }

    private void spill(ByteBuffer bytes) throws IOException {
        FileChannel spilled = file;
        reserve(bytes.remaining() + (spilled == null ? size : 0));
        if (spilled == null) {
            spilled = create();
            file = spilled;
            writeFully(spilled, ByteBuffer.wrap(memory, 0, (int) size));
            memory = new byte[0];
        }
        writeFully(spilled, bytes);
    }

    private void reserve(long bytes) {
        space.take(bytes);
        reserved += bytes;
    }

    private static FileChannel create() throws IOException {
        Path path = Files.createTempFile(PREFIX, ".part");
        return FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var unused = channel.write(bytes);
        }
    }

    /** Reads a file that has no name, as often as one likes: the place is kept here and not in the channel. */
    private static final class FromStart extends InputStream {

        private final FileChannel file;
        private long position;

        FromStart(FileChannel file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = file.read(ByteBuffer.wrap(buffer, offset, length), position);
            position += Math.max(read, 0);
            return read;
        }
    }
}
