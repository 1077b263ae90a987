package dev.cloakroom.server.chat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the data of server-sent events, whoever sends them: lines end with LF, CR or CRLF, several data lines are one
 * event, everything else is passed over. One event is bounded, since the other side is not ours. Used by one thread.
 */
final class EventReader {

    private static final int MOST_EVENT_BYTES = 1 << 20;
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private boolean afterReturn;

    EventReader(InputStream in) {
        this.in = in;
    }

    /**
     * The data of the next event in UTF-8, its lines joined by line feeds; empty when the stream has ended.
     *
     * @throws IOException when the stream breaks, or an event is too large
     */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean some = false;
        while (readLine(line, data.size())) {
            if (line.size() == 0 && some) {
                return Optional.of(data.toByteArray());
            }
            byte[] bytes = line.toByteArray();
            if (isData(bytes)) {
                if (some) {
                    data.write('\n');
                }
                some = true;
                int from = bytes.length > DATA.length && bytes[DATA.length] == ' ' ? DATA.length + 1 : DATA.length;
                data.write(bytes, from, bytes.length - from);
            }
        }
        return Optional.empty(); // an event without the empty line behind it is not complete
    }

    private static boolean isData(byte[] line) {
        for (int i = 0; i < DATA.length; i++) {
            if (i >= line.length || line[i] != DATA[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether there was a line that had an end. */
    private boolean readLine(ByteArrayOutputStream line, int before) throws IOException {
        line.reset();
        for (int b = in.read(); b >= 0; b = in.read()) {
            boolean second = afterReturn && b == '\n';
            afterReturn = b == '\r';
            if (second) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                return true;
            }
            line.write(b);
            if (before + line.size() > MOST_EVENT_BYTES) {
                throw new IOException("an event is larger than " + MOST_EVENT_BYTES + " bytes");
            }
        }
        return false;
    }
}
