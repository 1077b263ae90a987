package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Many streams of events at once, all read by the one thread that uses this. Of what comes only heartbeats, messages
 * and ends are counted.
 */
final class Listeners implements AutoCloseable {
    private static final int HELLO_BYTES = "HTTP/1.1 200".length();
    private static final long TICK_MILLIS = 100;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> channels = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private final int port;
    private int open;
    private long heartbeats;
    private long messages;
    private long ended;

    Listeners(int port) throws IOException {
        this.port = port;
    }

    /** Asks for one more stream; whether it was granted is seen while it is listened to. */
    void add(byte[] request) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        boolean unused = channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        int written = channel.write(ByteBuffer.wrap(request));
        if (written < request.length) {
            throw new IOException("a request was not taken");
        }
        channel.configureBlocking(false);
        SelectionKey unusedToo = channel.register(selector, SelectionKey.OP_READ, false);
    }

    /** Listens until this is true; false when that takes too long. */
    boolean until(BooleanSupplier enough, int seconds) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!enough.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            int unused = selector.select(this::read, TICK_MILLIS);
        }
        return true;
    }

    private void read(SelectionKey key) {
        try {
            int got = ((SocketChannel) key.channel()).read(buffer.clear());
            if (got < 0) {
                throw new IOException("ended");
            }
            count(key, new String(buffer.array(), 0, got, StandardCharsets.UTF_8));
        } catch (IOException e) {
            ended++;
            key.cancel();
        }
    }

    private void count(SelectionKey key, String text) throws IOException {
        if (!Boolean.TRUE.equals(key.attachment())) {
            if (!text.startsWith("HTTP/1.1 200")) {
                throw new IOException(text.substring(0, Math.min(HELLO_BYTES, text.length())));
            }
            open++;
            Object unused = key.attach(true);
        }
        heartbeats += occurrences(text, "\n:") + (text.startsWith(":") ? 1 : 0);
        messages += occurrences(text, "event: message");
    }

    private static int occurrences(String text, String what) {
        int count = 0;
        for (int at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + 1)) {
            count++;
        }
        return count;
    }

    /** Streams that have begun. */
    int open() {
        return open;
    }

    long heartbeats() {
        return heartbeats;
    }

    long messages() {
        return messages;
    }

    /** Streams that have ended or were refused. */
    long ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
