package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.cloakroom.server.http.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generated hostile requests: none is answered with 500 or with a byte of someone else's, and afterwards the server is
 * as it was. {@code -Dhostile.requests} sends any number of them, {@code -Dhostile.seed} others.
 */
class HostileRequestsTest {

    private static final Logger LOG = LoggerFactory.getLogger(HostileRequestsTest.class);
    private static final int CONNECTIONS = 4;
    private static final int WARM_UP = 1_000;
    private static final int ROUND = 1_000;
    private static final int REPORT = 50_000;
    private static final long SEED = Long.getLong("hostile.seed", 20_261_126);

    private LiveServer server;
    private Victims victims;

    @BeforeEach
    void start() {
        server = LiveServer.embedded("max-messages", "100", "max-sessions", "40", "max-history-bytes", "1MiB");
        victims = new Victims(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void some_change_nothing_and_learn_nothing() {
        attack(Integer.getInteger("hostile.requests", 4_000));
    }

    @Test
    @Tag("full")
    void many_change_nothing_and_learn_nothing() {
        attack(50_000);
    }

    private void attack(int requests) {
        try (SecurityLog unforeseen = SecurityLog.of(Failures.class.getName(), Level.ERROR)) {
            Map<String, String> before = victims.read();
            var unused = send(WARM_UP, SEED - WARM_UP);
            Footprint footprint = Footprint.now();
            LOG.info("before: {}", footprint);
            long start = System.nanoTime();
            HostileAnswers answers = send(requests, SEED);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            LOG.info("{} hostile requests, seed {}, {} s:{}", requests, SEED, time.toSeconds(), answers.table());
            answers.assertFewUnanswered();
            LOG.info("after: {}", footprint.awaitBack());
            assertThat(victims.read()).isEqualTo(before);
            assertThatEverythingGoesOn();
            assertThat(unforeseen.lines()).isEmpty();
        }
    }

    private void assertThatEverythingGoesOn() {
        List.of("/health", "/livez", "/readyz")
                .forEach(path -> server.nobody().get(path).expect(200));
        Client someone = server.as("someone-else");
        String session = someone.chat("Hello").expect(200).session();
        someone.chat("Again", session).expect(200);
        assertThat(someone.history(session).contents()).containsExactly("Hello", "Hello", "Again", "Again");
    }

    /** In rounds, so that attackers start anew from time to time. */
    private HostileAnswers send(int requests, long seed) {
        HostileAnswers all = new HostileAnswers();
        for (int done = 0; done < requests; done += ROUND) {
            int each = Math.min(ROUND, requests - done) / CONNECTIONS;
            long roundSeed = seed + done;
            AtOnce.run(CONNECTIONS, i -> attackFrom(i, each, roundSeed + i)).forEach(all::add);
            if (done > 0 && done % REPORT == 0) {
                LOG.info("{} sent: {}", done, Footprint.now());
            }
        }
        return all;
    }

    private HostileAnswers attackFrom(int connection, int requests, long seed) {
        String attacker = "mallory-" + connection;
        Client mallory = server.as(attacker);
        HostileRequests hostile = new HostileRequests(victims, attacker, mallory.open(), seed);
        HostileAnswers answers = new HostileAnswers();
        try (HostileConnection wire = new HostileConnection(server.port())) {
            for (int i = 0; i < requests; i++) {
                HostileRequest request = hostile.next();
                String where = "request " + i + " of seed " + seed;
                answered(request, wire, where).forEach(status -> answers.count(request.family(), status));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        mallory.delete("/api/v1/sessions").expect(200);
        return answers;
    }

    private List<String> answered(HostileRequest request, HostileConnection wire, String where) {
        List<Wire.Reply> replies;
        try {
            replies = wire.send(request);
        } catch (IOException | NumberFormatException e) {
            throw new AssertionError(where + ": " + request.escaped(), e);
        }
        if (request.framed() || (request.family() == HostileFamily.TORN && !request.endsWithinHead())) {
            assertThat(replies).as(() -> where + ": " + request.escaped()).hasSize(1);
        } else if (request.family() == HostileFamily.SMUGGLING) {
            assertThat(replies).as(() -> where + ": " + request.escaped()).hasSizeLessThanOrEqualTo(1);
        }
        replies.forEach(reply -> assertThatNothingLeaks(request, reply, where));
        return replies.isEmpty()
                ? List.of(HostileAnswers.NONE)
                : replies.stream()
                        .map(reply -> Integer.toString(reply.status()))
                        .toList();
    }

    private void assertThatNothingLeaks(HostileRequest request, Wire.Reply reply, String where) {
        String answer = reply.head() + reply.body();
        assertThat(request.family().mayGet(reply.status()))
                .as(() -> where + ": " + request.escaped() + " is answered with " + answer)
                .isTrue();
        for (String secret : victims.secrets()) {
            boolean repeated = reply.status() < 400 && request.text().contains(secret);
            if (!repeated && answer.contains(secret)) {
                throw new AssertionError(where + ": " + request.escaped() + " is answered with " + answer);
            }
        }
    }
}
