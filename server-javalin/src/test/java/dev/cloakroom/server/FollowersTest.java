package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** R5: many follow many sessions while many write, and lose their connections all the time. */
class FollowersTest {

    private static final int FOLLOWERS_OF_SESSION = 10;

    @Test
    void each_follower_sees_each_place_of_its_session_once_and_in_order_over_reconnects() throws Exception {
        follow(10, 10, 200);
    }

    @Test
    @Tag("full")
    void a_thousand_followers_of_a_hundred_sessions_do_too_while_20_000_messages_come() throws Exception {
        follow(100, 50, 200);
    }

    private static void follow(int sessions, int writers, int messagesOfSession) throws Exception {
        int followers = sessions * FOLLOWERS_OF_SESSION;
        ExecutorService threads = Executors.newFixedThreadPool(followers + writers);
        try (LiveServer server = LiveServer.start("max-sessions", "1000")) {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                ids.add(server.as("owner-" + i).open());
            }
            AtomicInteger reconnects = new AtomicInteger();
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < followers; i++) {
                int session = i % sessions;
                running.add(threads.submit(
                        () -> seen(server, "owner-" + session, ids.get(session), messagesOfSession, reconnects)));
            }
            List<Future<Long>> writing = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int first = i;
                writing.add(threads.submit(() -> write(server, ids, first, writers, messagesOfSession)));
            }
            long written = 0;
            for (Future<Long> one : writing) {
                written += one.get(5, TimeUnit.MINUTES);
            }
            assertThat(written).isEqualTo((long) sessions * messagesOfSession);
            for (Future<Long> one : running) {
                assertThat(one.get(2, TimeUnit.MINUTES)).isEqualTo(messagesOfSession);
            }
            assertThat(reconnects.get()).isGreaterThan(followers);
        } finally {
            threads.shutdownNow();
        }
    }

    /** Appends this writer's share, one message after the other over all sessions. */
    private static long write(LiveServer server, List<String> ids, int first, int writers, int messagesOfSession) {
        long written = 0;
        for (int i = first; i < ids.size() * messagesOfSession; i += writers) {
            int session = i % ids.size();
            server.as("owner-" + session)
                    .append(ids.get(session), "message " + i)
                    .expect(201);
            written++;
        }
        return written;
    }

    /** Follows until the last message is there, hanging up in between; how many places were seen. */
    private static long seen(LiveServer server, String user, String session, int last, AtomicInteger reconnects) {
        long seen = 0;
        while (seen < last) {
            int patience = 1 + ThreadLocalRandom.current().nextInt(last / 2);
            try (EventStream stream = EventStream.follow(server, user, session, "?after=0", seen == 0 ? "" : "" + seen)
                    .opened()) {
                for (int i = 0; i < patience && seen < last; i++) {
                    EventStream.Event event = stream.next();
                    assertThat(event.id()).as("the place after %s", seen).isEqualTo(Long.toString(seen + 1));
                    seen++;
                }
            }
            reconnects.incrementAndGet();
        }
        return seen;
    }
}
