package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.chat.Reply;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** R6: chats through a proxy that loses answers after the server gave them. */
class DroppedRepliesTest {

    private static final int USERS = 20;
    private static final int CHATS = 50;
    private static final int RETRIES = 3;

    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void a_thousand_chats_that_are_each_retried_three_times_are_a_thousand_messages_replies_and_calls()
            throws Exception {
        Responder counting = new Responder() {
            @Override
            public Reply reply(List<Entry> context, Progress progress) {
                asked.incrementAndGet();
                return Reply.complete("re: " + context.get(context.size() - 1).content());
            }

            @Override
            public long mostReplyBytes(String message) {
                return 1_000;
            }

            @Override
            public String name() {
                return "counting";
            }
        };
        try (LiveServer server = LiveServer.answeredBy(counting, "queue-wait", "30s");
                LossyProxy proxy = new LossyProxy(server.port())) {
            List<String> sessions = AtOnce.run(USERS, user -> chatThrough(server, proxy, user));
            assertThat(asked).hasValue(USERS * CHATS);
            assertThat(proxy.dropped()).isGreaterThan(USERS * CHATS / 2);
            for (int user = 0; user < USERS; user++) {
                List<String> contents =
                        server.as("user-" + user).history(sessions.get(user)).contents();
                assertThat(contents).hasSize(2 * CHATS);
                for (int chat = 0; chat < CHATS; chat++) {
                    assertThat(contents.get(2 * chat)).isEqualTo("chat " + chat);
                    assertThat(contents.get(2 * chat + 1)).isEqualTo("re: chat " + chat);
                }
            }
        }
    }

    /** Sends each chat until it was answered and then again, four times at least; the session they all went to. */
    private static String chatThrough(LiveServer server, LossyProxy proxy, int user) {
        Map<String, String> body = new HashMap<>();
        for (int chat = 0; chat < CHATS; chat++) {
            body.put("message", "chat " + chat);
            Client.Reply answered = null;
            for (int attempt = 0; answered == null || attempt <= RETRIES; attempt++) {
                Client.Reply reply = attempt(server, proxy, user, chat, body);
                if (reply != null && reply.status() != 409) {
                    reply.expect(200);
                    assertThat(answered == null || reply.text().equals(answered.text()))
                            .isTrue();
                    answered = reply;
                }
            }
            String session = answered.session();
            body.put("session_id", session);
        }
        assertThat(server.as("user-" + user).get("/api/v1/sessions").at("/data"))
                .as("the first chat opened one session, however often it was sent")
                .hasSize(1);
        return body.get("session_id");
    }

    private static Client.@Nullable Reply attempt(
            LiveServer server, LossyProxy proxy, int user, int chat, Map<String, String> body) {
        try {
            return server.as("user-" + user)
                    .through(proxy.port())
                    .keyed("key-of-chat-" + chat)
                    .chat(body);
        } catch (UncheckedIOException lost) {
            return null;
        }
    }

    /** Takes the place of the server, and hangs up instead of handing on about every second answer. */
    private static final class LossyProxy implements AutoCloseable {
        private final ServerSocket socket;
        private final int target;
        private final AtomicInteger answers = new AtomicInteger();
        private final AtomicInteger dropped = new AtomicInteger();
        private final ExecutorService threads = Executors.newCachedThreadPool();

        LossyProxy(int target) throws IOException {
            this.target = target;
            this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            threads.execute(this::accept);
        }

        int port() {
            return socket.getLocalPort();
        }

        int dropped() {
            return dropped.get();
        }

        private void accept() {
            try {
                while (!socket.isClosed()) {
                    Socket client = socket.accept();
                    threads.execute(() -> serve(client));
                }
            } catch (IOException closed) {
                return;
            }
        }

        /** One answer after the other; what is lost is lost after the server gave it. */
        private void serve(Socket client) {
            try (client;
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                threads.execute(() -> pour(client, server));
                byte[] buffer = new byte[64 << 10];
                for (int read = server.getInputStream().read(buffer);
                        read > 0;
                        read = server.getInputStream().read(buffer)) {
                    if (answers.incrementAndGet() % 2 == 0) {
                        dropped.incrementAndGet();
                        return;
                    }
                    client.getOutputStream().write(buffer, 0, read);
                    client.getOutputStream().flush();
                }
            } catch (IOException gone) {
                return;
            }
        }

        private static void pour(Socket from, Socket to) {
            try {
                var unused = from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException gone) {
                return;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow().forEach(never -> {});
        }
    }
}
