package dev.cloakroom.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends hostile requests one after the other and reads all that comes back. A new connection only when one ended. */
final class HostileConnection implements AutoCloseable {

    private final int port;
    private String before = "nothing";
    private Socket socket;
    private InputStream in;

    HostileConnection(int port) {
        this.port = port;
    }

    /**
     * All answers to a request: one where everyone reads where it ends, else all until the server ends the connection,
     * which may be none.
     *
     * @throws IOException when nothing comes for 20 seconds, or what comes is no HTTP
     */
    List<Wire.Reply> send(HostileRequest request) throws IOException {
        if (socket == null) {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }
        write(request);
        List<Wire.Reply> replies = new ArrayList<>();
        try {
            boolean more = true;
            while (more) {
                Wire.Reply reply = read(request.isHead());
                if (reply == null) {
                    break;
                }
                replies.add(reply);
                boolean interim = reply.status() < 200;
                more = interim || !request.framed() || closes(reply);
            }
            if (more) {
                close();
            }
        } catch (SocketException reset) {
            close();
        } catch (IOException e) {
            throw new IOException("after " + replies + ", behind " + before, e);
        }
        before = request.escaped();
        return replies;
    }

    private void write(HostileRequest request) throws IOException {
        try {
            socket.getOutputStream().write(request.bytes());
            if (!request.framed()) {
                socket.shutdownOutput();
            }
        } catch (SocketException refused) {
            // What the server said before it ended the connection can still be read.
            return;
        }
    }

    private static boolean closes(Wire.Reply reply) {
        return reply.header("connection").orElse("").toLowerCase(Locale.ROOT).contains("close");
    }

    /** The next answer, or null at the end of the connection. */
    private Wire.@Nullable Reply read(boolean head) throws IOException {
        String start = line();
        if (start == null) {
            return null;
        }
        StringBuilder whole = new StringBuilder(start);
        String line = start;
        while (!line.equals("\r\n")) {
            line = line();
            if (line == null) {
                throw new IOException("the connection ended within: " + whole);
            }
            whole.append(line);
        }
        Wire.Reply reply = new Wire.Reply(whole.toString(), "");
        if (!start.startsWith("HTTP/1.1 ")) {
            throw new IOException("no answer of HTTP/1.1: " + whole);
        }
        boolean bodiless = head || reply.status() < 200 || reply.status() == 204;
        return new Wire.Reply(reply.head(), bodiless ? "" : body(reply));
    }

    private String body(Wire.Reply reply) throws IOException {
        byte[] bytes;
        if (reply.header("content-length").isPresent()) {
            int length = Integer.parseInt(reply.header("content-length").orElseThrow());
            bytes = in.readNBytes(length);
        } else if (reply.header("transfer-encoding").isPresent()) {
            bytes = chunks();
        } else {
            bytes = in.readAllBytes();
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            String size = line();
            if (size == null) {
                throw new IOException("the connection ended within chunks");
            }
            int length = Integer.parseInt(size.trim(), 16);
            all.writeBytes(in.readNBytes(length));
            String unused = line();
            if (length == 0) {
                return all.toByteArray();
            }
        }
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0) {
            line.write(b);
            if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            b = in.read();
        }
        return line.size() == 0 ? null : line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
