package dev.cloakroom.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection that is kept, on which every answer has to be the same to the byte, but for what is fresh in each. */
final class Stopwatch implements AutoCloseable {
    private static final String END = "\r\n\r\n";

    private final Socket socket;
    private final String expected;
    private final byte[] buffer = new byte[8192];
    private int length;

    Stopwatch(int port, String expected) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.expected = expected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    /** From the request to the last byte of its answer. */
    long nanos(byte[] request) throws IOException {
        InputStream in = socket.getInputStream();
        long start = System.nanoTime();
        socket.getOutputStream().write(request);
        int filled = 0;
        do {
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            filled += read;
        } while (length == 0 ? !isWhole(filled) : filled < length);
        long nanos = System.nanoTime() - start;
        length = filled;
        String answer = new String(buffer, 0, filled, StandardCharsets.UTF_8);
        int body = answer.indexOf(END) + END.length();
        String constant =
                RawRequest.withoutFreshness(new Wire.Reply(answer.substring(0, body), answer.substring(body)));
        if (!constant.equals(expected)) {
            throw new AssertionError("another answer: " + constant);
        }
        return nanos;
    }

    /** Of the first answer; all others have its length. */
    private boolean isWhole(int filled) {
        String answer = new String(buffer, 0, filled, StandardCharsets.UTF_8);
        int body = answer.indexOf(END) + END.length();
        return body >= END.length()
                && filled - body
                        >= Integer.parseInt(new Wire.Reply(answer.substring(0, body), "")
                                .header("Content-Length")
                                .orElseThrow());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
