package dev.cloakroom.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A client that sends exactly the bytes it is told to, and reads one response at a time. */
final class Wire implements AutoCloseable {

    private final Socket socket;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
    }

    /** Sends one request on a fresh connection. */
    static Reply once(int port, String bytes) throws IOException {
        try (Wire wire = new Wire(port)) {
            return wire.send(bytes).read();
        }
    }

    /** Sends text as ISO-8859-1, so that every byte can be written. */
    Wire send(String bytes) throws IOException {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** The next response with its whole body, which must be framed by Content-Length or the end of the connection. */
    Reply read() throws IOException {
        Reply start = readStart();
        boolean toEnd = start.header("content-length").isEmpty() && start.status() >= 200 && start.status() != 204;
        byte[] body = toEnd ? socket.getInputStream().readAllBytes() : new byte[0];
        return toEnd ? new Reply(start.head(), new String(body, StandardCharsets.UTF_8)) : start;
    }

    /** The next response, with its body when it says how long that is. */
    Reply readStart() throws IOException {
        Reply headOnly = new Reply(readHead(), "");
        int length = Integer.parseInt(headOnly.header("content-length").orElse("0"));
        byte[] body = socket.getInputStream().readNBytes(length);
        return new Reply(headOnly.head(), new String(body, StandardCharsets.UTF_8));
    }

    /** Everything that still comes before the server ends the connection. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(rest);
        } catch (SocketException reset) {
            rest.write('!');
        }
        return rest.toString(StandardCharsets.ISO_8859_1);
    }

    /** The status line and headers of the next response. */
    String readHead() throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("connection ended within: " + head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Whether the first byte of an answer, or the end, has come. */
    boolean hasAnswer() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** Waits for the server to end the connection. */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Ends the connection as a process that is killed does: with a reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** One response. */
    record Reply(String head, String body) {

        int status() {
            return Integer.parseInt(head.substring(9, 12));
        }

        Optional<String> header(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).trim())
                    .findFirst();
        }
    }
}
