package dev.cloakroom.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A server that speaks the wire format of chat completions as it is told to, rightly or wrongly: one request a
 * connection, answered byte by byte by the test. Thread-safe.
 */
final class FakeModel implements AutoCloseable {

    /** Answers one request. */
    @FunctionalInterface
    interface Answering {
        void to(Call call) throws IOException;
    }

    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile Answering answering = call -> call.stream(chunk("Hello"), finish("stop"), "data: [DONE]\n\n");

    FakeModel() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    /** A piece of a reply as an event. */
    static String chunk(String content) {
        return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":"
                + Client.json(content) + "},\"finish_reason\":null}]}\n\n";
    }

    /** Why the reply ends, as an event. */
    static String finish(String reason) {
        return "data: {\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason
                + "\"}]}\n\n";
    }

    private void accept() {
        try {
            while (!socket.isClosed()) {
                Socket accepted = socket.accept();
                threads.execute(() -> serve(accepted));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void serve(Socket accepted) {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            Call call = Call.read(accepted);
            calls.add(call);
            answering.to(call);
        } catch (IOException gone) {
            return;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow().forEach(never -> {});
        }
    }

    /** One request and its connection. */
    static final class Call {
        final String head;
        final String body;
        final CountDownLatch hungUp = new CountDownLatch(1);
        private final Socket socket;

        private Call(Socket socket, String head, String body) {
            this.socket = socket;
            this.head = head;
            this.body = body;
        }

        private static Call read(Socket socket) throws IOException {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no request");
                }
                head.write(b);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            int length = text.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                    .map(line -> Integer.parseInt(line.substring(15).trim()))
                    .findFirst()
                    .orElse(0);
            return new Call(socket, text, new String(in.readNBytes(length), StandardCharsets.UTF_8));
        }

        /** A whole answer as a stream of events. */
        void stream(String... events) throws IOException {
            begin("text/event-stream");
            for (String event : events) {
                say(event);
            }
        }

        /** The head of an answer whose end is the end of the connection. */
        void begin(String mediaType) throws IOException {
            raw("HTTP/1.1 200 OK\r\nContent-Type: " + mediaType + "\r\nConnection: close\r\n\r\n");
        }

        /** The head of an answer of which the connection promises more than will come. */
        void beginLonger(String mediaType) throws IOException {
            raw("HTTP/1.1 200 OK\r\nContent-Type: " + mediaType + "\r\nContent-Length: 1000000\r\n\r\n");
        }

        void say(String text) throws IOException {
            raw(text);
        }

        void json(int status, String json) throws IOException {
            raw("HTTP/1.1 " + status + " Whatever\r\nContent-Type: application/json\r\nContent-Length: "
                    + json.getBytes(StandardCharsets.UTF_8).length + "\r\nRetry-After: 7\r\nConnection: close\r\n\r\n"
                    + json);
        }

        private void raw(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        /** Waits until the other side hangs up. */
        void awaitHangUp() throws IOException {
            socket.setSoTimeout(20_000);
            if (socket.getInputStream().read() < 0) {
                hungUp.countDown();
            }
        }

        boolean wasHungUp() throws InterruptedException {
            return hungUp.await(20, TimeUnit.SECONDS);
        }
    }
}
