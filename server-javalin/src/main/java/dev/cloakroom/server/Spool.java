package dev.cloakroom.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one part on their way through: the first ones in memory, and all of them in a temporary file once there are
 * more. Closing deletes the file. Written by one thread, then read by any.
 */
final class Spool implements AutoCloseable {

    private final int memoryBytes;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private long size;

    Spool(int memoryBytes) {
        this.memoryBytes = memoryBytes;
    }

    long size() {
        return size;
    }

    void write(ByteBuffer bytes) throws IOException {
        size += bytes.remaining();
        if (channel == null && size > memoryBytes) {
            spill();
        }
        if (channel == null) {
            while (bytes.hasRemaining()) {
                memory.write(bytes.get());
            }
        } else {
            writeFully(channel, bytes);
        }
    }

    /** Ends the writing; from now on {@link #open} works. */
    void finish() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** All bytes from the start; may be called again. */
    InputStream open() throws IOException {
        return file == null ? new ByteArrayInputStream(memory.toByteArray()) : Files.newInputStream(file);
    }

    byte[] inMemory() {
        return memory.toByteArray();
    }

    @Override
    public void close() throws IOException {
        finish();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    private void spill() throws IOException {
        file = Files.createTempFile("cloakroom-upload-", ".part");
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        writeFully(channel, ByteBuffer.wrap(memory.toByteArray()));
        memory.reset();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var unused = channel.write(bytes);
        }
    }
}
