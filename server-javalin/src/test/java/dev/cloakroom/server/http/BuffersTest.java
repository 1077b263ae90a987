package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** What one connection reads and writes never lies in the buffers of another. */
class BuffersTest {

    private static final byte[] READABLE =
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] UNREADABLE =
            "GET\t/ HTTP/1.1\r\nHost: localhost\r\n\r\nrest".getBytes(StandardCharsets.UTF_8);

    @Test
    void a_buffer_that_was_given_back_is_never_given_out_again() throws IOException {
        AtomicReference<ByteBufferPool> buffers = new AtomicReference<>();
        try (Engine engine = Engine.start(
                EngineSettings.on("127.0.0.1", 0),
                new Traffic(),
                routes -> routes.get(
                        "/",
                        context -> buffers.set(ServletContextRequest.getServletContextRequest(context.req())
                                .getComponents()
                                .getByteBufferPool())))) {
            assertThat(ask(engine.port(), READABLE)).startsWith("HTTP/1.1 200 ");
            for (boolean direct : new boolean[] {true, false}) {
                RetainableByteBuffer first = buffers.get().acquire(8 * 1024, direct);
                ByteBuffer secret = first.getByteBuffer();
                secret.limit(1).put(0, (byte) 's');
                assertThat(first.release()).isTrue();

                ByteBuffer next = buffers.get().acquire(8 * 1024, direct).getByteBuffer();

                assertThat(next.limit(1).get(0)).isZero();
            }
        }
    }

    @Test
    void what_cannot_be_read_is_read_by_one_thread_at_a_time() throws Exception {
        Server server = new Server();
        try (Readers readers = new Readers(server)) {
            server.addConnector(readers);
            server.start();

            assertThat(ask(readers.getLocalPort(), UNREADABLE)).startsWith("HTTP/1.1 400 ");

            assertThat(readers.overlapped.get(10, TimeUnit.SECONDS))
                    .as("a thread read on while another had not done")
                    .isFalse();
        } finally {
            server.stop();
        }
    }

    private static String ask(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Holds the first thread that has read, until a second one reads or has had the time to. */
    private static final class Readers extends ServerConnector {

        final CompletableFuture<Boolean> overlapped = new CompletableFuture<>();
        private final AtomicReference<Thread> first = new AtomicReference<>();
        private final AtomicBoolean held = new AtomicBoolean();
        private final CountDownLatch second = new CountDownLatch(1);

        Readers(Server server) {
            super(server, new PromptConnection.Factory(new HttpConfiguration(), Duration.ofSeconds(10)));
            setHost("127.0.0.1");
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            return new SocketChannelEndPoint(channel, selector, key, getScheduler()) {

                @Override
                public int fill(ByteBuffer buffer) throws IOException {
                    if (!first.compareAndSet(null, Thread.currentThread()) && first.get() != Thread.currentThread()) {
                        second.countDown();
                    }
                    return super.fill(buffer);
                }

                @Override
                public Connection getConnection() {
                    // the engine asks for it behind each reading
                    if (first.get() == Thread.currentThread() && held.compareAndSet(false, true)) {
                        hold();
                    }
                    return super.getConnection();
                }
            };
        }

        private void hold() {
            try {
                overlapped.complete(second.await(2, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                overlapped.completeExceptionally(e);
            }
        }
    }
}
