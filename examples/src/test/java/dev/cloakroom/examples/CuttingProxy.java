package dev.cloakroom.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad line to a server, for clients that ask one question a connection. The first answer to each Idempotency-Key is
 * lost after the server has given it, or cut within when it is a stream; a followed session is cut after each message.
 */
final class CuttingProxy implements AutoCloseable {
    private static final String KEY = "\r\nidempotency-key: ";

    private final ServerSocket door;
    private final InetSocketAddress server;
    private final ExecutorService connections = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "cutting-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    final AtomicInteger lostAnswers = new AtomicInteger();
    final AtomicInteger cutStreams = new AtomicInteger();

    CuttingProxy(String serverUrl) throws IOException {
        URI address = URI.create(serverUrl);
        server = new InetSocketAddress(address.getHost(), address.getPort());
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        connections.execute(this::welcome);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    private void welcome() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                open.add(client);
                connections.execute(() -> serve(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket behind = new Socket(server.getAddress(), server.getPort())) {
            open.add(behind);
            String head = head(client.getInputStream());
            behind.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            connections.execute(() -> copy(client, behind));
            relay(behind.getInputStream(), client.getOutputStream(), lastWord(head.toLowerCase(Locale.ROOT)));
        } catch (IOException | UncheckedIOException cut) {
            // One of the two has gone.
        } finally {
            open.remove(client);
        }
    }

    /** What of the answer is the last that arrives: nothing at all, something within, or all of it. */
    private String lastWord(String head) {
        boolean stream = head.contains("\r\naccept: text/event-stream");
        int at = head.indexOf(KEY);
        if (at >= 0 && keys.add(head.substring(at + KEY.length(), head.indexOf("\r\n", at + KEY.length())))) {
            return stream ? "event: session" : "HTTP/1.1 2";
        }
        return stream && head.startsWith("get ") ? "event: message" : "no such word";
    }

    private void relay(InputStream in, OutputStream out, String lastWord) throws IOException {
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            seen.write(buffer, 0, n);
            boolean isLast = seen.toString(StandardCharsets.ISO_8859_1).contains(lastWord);
            if (isLast && lastWord.startsWith("HTTP")) {
                lostAnswers.incrementAndGet();
                return;
            }
            out.write(buffer, 0, n);
            if (isLast) {
                cutStreams.incrementAndGet();
                return;
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            long unused = from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The connection is over.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request came");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
        connections.shutdownNow();
        try {
            boolean unused = connections.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
