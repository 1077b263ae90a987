package dev.cloakroom.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Splits a multipart body into parts, one buffer at a time, pulled by the reader: {@link #next}, then {@link #headers},
 * then {@link #content} for each. Lines end with CRLF and nothing else, header bytes come out as they are, and what is
 * not multipart is refused. Used by one thread.
 */
final class MultipartStream {

    /** Where the bytes of a part go. */
    @FunctionalInterface
    interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }

    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int HEADER_BYTES = 4 * 1024;

    /** Delimiter and headers of a part, and what may stand behind the last one. */
    static final int MOST_AROUND_PART = HEADER_BYTES + 256;

    private final InputStream in;
    private final long maxBytes;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int end;
    private long total;
    private boolean opened;

    MultipartStream(InputStream in, String boundary, long maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Moves to the next part; false after the last one, when the whole body has been read. */
    boolean next() throws IOException {
        if (!opened) {
            openingDelimiter();
            opened = true;
        }
        int b = read();
        if (b == '-' && read() == '-') {
            discardEpilogue();
            return false;
        }
        while (b == ' ' || b == '\t') {
            b = read();
        }
        if (b != '\r' || read() != '\n') {
            throw broken();
        }
        return true;
    }

    /** The header lines of this part, each ended by a line feed, one char a byte. */
    String headers() throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int lineBytes = 0;
        while (lines.size() <= HEADER_BYTES) {
            int b = read();
            if (b == '\n' || b == 0 || (b == '\r' && read() != '\n')) {
                throw broken();
            }
            if (b != '\r') {
                lines.write(b);
                lineBytes++;
            } else if (lineBytes > 0) {
                lines.write('\n');
                lineBytes = 0;
            } else {
                return lines.toString(StandardCharsets.ISO_8859_1);
            }
        }
        throw broken();
    }

    /** Pours the content of this part out, up to the next delimiter. */
    void content(Sink sink) throws IOException {
        int found = find();
        while (found < 0) {
            int safe = Math.max(position, end - delimiter.length + 1);
            sink.accept(ByteBuffer.wrap(buffer, position, safe - position));
            position = safe;
            fill();
            found = find();
        }
        sink.accept(ByteBuffer.wrap(buffer, position, found - position));
        position = found + delimiter.length;
    }

    /** The first delimiter has no line before it, though some clients send an empty one. */
    private void openingDelimiter() throws IOException {
        int b = read();
        int at = b == '\r' ? 0 : 2;
        while (b == delimiter[at]) {
            at++;
            if (at == delimiter.length) {
                return;
            }
            b = read();
        }
        throw broken();
    }

    private int find() {
        int last = end - delimiter.length;
        for (int i = position; i <= last; i++) {
            if (buffer[i] == '\r' && matches(i)) {
                return i;
            }
        }
        return -1;
    }

    private boolean matches(int at) {
        for (int i = 1; i < delimiter.length; i++) {
            if (buffer[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    private int read() throws IOException {
        if (position == end) {
            fill();
        }
        return buffer[position++] & 0xFF;
    }

    /** Reads more behind what is not consumed yet; the body may not end here. */
    private void fill() throws IOException {
        System.arraycopy(buffer, position, buffer, 0, end - position);
        end -= position;
        position = 0;
        int read = in.read(buffer, end, buffer.length - end);
        if (read < 0) {
            throw broken();
        }
        end += read;
        count(read);
    }

    private void discardEpilogue() throws IOException {
        int read = in.read(buffer);
        while (read >= 0) {
            count(read);
            read = in.read(buffer);
        }
    }

    private void count(int read) {
        total += read;
        if (total > maxBytes) {
            throw Problem.of(ProblemCode.TOO_LARGE, "The upload is larger than " + maxBytes + " bytes")
                    .toException();
        }
    }

    static ProblemException broken() {
        return Problem.invalid("The body is not well-formed multipart/form-data")
                .toException();
    }
}
