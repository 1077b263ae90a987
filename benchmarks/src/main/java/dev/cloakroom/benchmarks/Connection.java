package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive connection that asks and waits, with as little work as that takes: requests are bytes made beforehand,
 * and of an answer only status and length are looked at. Used by one thread.
 */
final class Connection implements AutoCloseable {
    private static final byte[] LENGTH = "\r\ncontent-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket = new Socket();
    private final byte[] buffer = new byte[64 * 1024];
    private int bodyAt;
    private int filled;

    Connection(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** A POST with a JSON body, as bytes. */
    static byte[] post(String path, String user, String json) {
        return sending("POST", path, user, json);
    }

    /** A DELETE, as bytes. */
    static byte[] delete(String path, String user) {
        return asking("DELETE", path, user);
    }

    /** A request without a body, as bytes. */
    static byte[] asking(String method, String path, String user) {
        return (head(method, path, user) + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A request with a JSON body, as bytes; fields are whole, such as {@code Idempotency-Key: 1}. */
    static byte[] sending(String method, String path, String user, String json, String... fields) {
        return sending(method, path, user, "application/json", json, fields);
    }

    /** A POST with any body of text, as bytes. */
    static byte[] posting(String path, String user, String type, String text) {
        return sending("POST", path, user, type, text, new String[0]);
    }

    private static byte[] sending(String method, String path, String user, String type, String text, String[] fields) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        StringBuilder request = new StringBuilder(head(method, path, user));
        for (String field : fields) {
            request.append(field).append("\r\n");
        }
        request.append("Content-Type: ")
                .append(type)
                .append("\r\nContent-Length: ")
                .append(length);
        return request.append("\r\n\r\n").append(text).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String head(String method, String path, String user) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + user + "\r\n";
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @return the body, as text
     */
    String ask(byte[] request, int status) throws IOException {
        exchange(request, status);
        return new String(buffer, bodyAt, filled - bodyAt, StandardCharsets.UTF_8);
    }

    /** As {@link #ask}, and the body is left alone. */
    void exchange(byte[] request, int status) throws IOException {
        socket.getOutputStream().write(request);
        InputStream in = socket.getInputStream();
        filled = 0;
        int end = -1;
        while (end < 0) {
            fill(in);
            end = find(END, filled);
        }
        bodyAt = end + END.length;
        int whole = bodyAt + contentLength(end + 2);
        while (filled < whole) {
            fill(in);
        }
        int got = (buffer[9] - '0') * 100 + (buffer[10] - '0') * 10 + buffer[11] - '0';
        if (got != status) {
            throw new IOException(
                    "wanted " + status + ", got " + new String(buffer, 0, filled, StandardCharsets.UTF_8));
        }
    }

    private void fill(InputStream in) throws IOException {
        int read = in.read(buffer, filled, buffer.length - filled);
        if (read <= 0) {
            throw new IOException("the connection ended");
        }
        filled += read;
    }

    /** No body at all where no length is given, as with 204. */
    private int contentLength(int end) {
        int at = find(LENGTH, end);
        if (at < 0) {
            return 0;
        }
        int length = 0;
        for (int i = at + LENGTH.length; i < end && buffer[i] != '\r'; i++) {
            if (buffer[i] != ' ') {
                length = length * 10 + buffer[i] - '0';
            }
        }
        return length;
    }

    /** Where these bytes, in any letter case, stand before {@code to}; or -1. */
    private int find(byte[] what, int to) {
        for (int at = 0; at + what.length <= to; at++) {
            int same = 0;
            while (same < what.length && lower(buffer[at + same]) == what[same]) {
                same++;
            }
            if (same == what.length) {
                return at;
            }
        }
        return -1;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Connection(%s)", socket.getRemoteSocketAddress());
    }
}
