package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Generated hostile requests: none is answered with 500 or with a byte of someone else's, and afterwards the server is
 * as it was. {@code -Dhostile.requests} sends any number of them, {@code -Dhostile.seed} others.
 */
class HostileRequestsTest {

    private static final int CONNECTIONS = 4;
    private static final int WARM_UP = 2_000;
    private static final int ROUND = 4_000;
    private static final long SEED = Long.getLong("hostile.seed", 20_261_126);
    private static final String NONE = "none";

    /** What the interface's description knows as the server's word on a request that cannot be served. */
    private static final Set<Integer> FROM_500_ON = Set.of(501, 503, 505);

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
    void some_change_nothing_and_learn_nothing() throws IOException {
        attack(Integer.getInteger("hostile.requests", 4_000));
    }

    @Test
    @Tag("full")
    void many_change_nothing_and_learn_nothing() throws IOException {
        attack(50_000);
    }

    private void attack(int requests) throws IOException {
        Map<String, String> before = victims.read();
        send(WARM_UP, SEED + 1_000);
        Footprint footprint = Footprint.now();
        Map<HostileFamily, Map<String, Integer>> answers = send(requests, SEED);
        print(requests, answers);
        footprint.assertNotGrown();
        assertThat(victims.read()).isEqualTo(before);
        server.nobody().get("/health").expect(200);
        Client someone = server.as("someone-else");
        String session = someone.chat("Hello").expect(200).session();
        someone.chat("Again", session).expect(200);
        assertThat(someone.history(session).contents()).containsExactly("Hello", "Hello", "Again", "Again");
    }

    /** What was answered, by family. In rounds, so that attackers start anew from time to time. */
    private Map<HostileFamily, Map<String, Integer>> send(int requests, long seed) {
        Map<HostileFamily, Map<String, Integer>> all = new EnumMap<>(HostileFamily.class);
        for (int done = 0; done < requests; done += ROUND) {
            int each = Math.min(ROUND, requests - done) / CONNECTIONS;
            long roundSeed = seed + done;
            AtOnce.run(CONNECTIONS, i -> attackFrom(i, each, roundSeed + i)).forEach(one -> addTo(all, one));
        }
        return all;
    }

    private static void addTo(
            Map<HostileFamily, Map<String, Integer>> all, Map<HostileFamily, Map<String, Integer>> more) {
        more.forEach((family, statuses) -> statuses.forEach((status, count) ->
                all.computeIfAbsent(family, f -> new TreeMap<>()).merge(status, count, Integer::sum)));
    }

    private Map<HostileFamily, Map<String, Integer>> attackFrom(int connection, int requests, long seed) {
        String attacker = "mallory-" + connection;
        Client mallory = server.as(attacker);
        HostileRequests hostile = new HostileRequests(victims, attacker, mallory.open(), seed);
        Map<HostileFamily, Map<String, Integer>> counts = new EnumMap<>(HostileFamily.class);
        try (HostileConnection wire = new HostileConnection(server.port())) {
            for (int i = 0; i < requests; i++) {
                HostileRequest request = hostile.next();
                Map<String, Integer> family = counts.computeIfAbsent(request.family(), f -> new TreeMap<>());
                answered(request, wire, "seed " + seed + " of " + SEED + ", request " + i)
                        .forEach(status -> family.merge(status, 1, Integer::sum));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        mallory.delete("/api/v1/sessions").expect(200);
        return counts;
    }

    private List<String> answered(HostileRequest request, HostileConnection wire, String where) {
        String what = where + ": " + request.escaped();
        List<Wire.Reply> replies;
        try {
            replies = wire.send(request);
        } catch (IOException | NumberFormatException e) {
            throw new AssertionError(what, e);
        }
        if (request.framed() || request.family() == HostileFamily.SMUGGLING) {
            assertThat(replies).as(what).hasSizeLessThanOrEqualTo(1);
        }
        replies.forEach(reply -> assertThatNothingLeaks(request, reply, what));
        return replies.isEmpty()
                ? List.of(NONE)
                : replies.stream()
                        .map(reply -> Integer.toString(reply.status()))
                        .toList();
    }

    private void assertThatNothingLeaks(HostileRequest request, Wire.Reply reply, String what) {
        int status = reply.status();
        String answer = reply.head() + reply.body();
        boolean known = status < 500 || FROM_500_ON.contains(status);
        assertThat(known).as("%s%n%s", what, answer).isTrue();
        for (String secret : victims.secrets()) {
            boolean repeated = status < 400 && request.text().contains(secret);
            if (!repeated && answer.contains(secret)) {
                throw new AssertionError(what + " is answered with " + secret + " in " + answer);
            }
        }
    }

    private static void print(int requests, Map<HostileFamily, Map<String, Integer>> answers) {
        System.out.printf("%,d hostile requests, seed %d; answers by status:%n", requests, SEED);
        answers.forEach((family, statuses) -> System.out.printf("%-20s %s%n", family, statuses));
    }

    /** What the process takes: heap after collection, threads, descriptors. */
    private record Footprint(long heap, int threads, long descriptors) {

        private static final long HEAP_SLACK = 24L << 20;
        private static final int THREAD_SLACK = 16;
        private static final int DESCRIPTOR_SLACK = 24;

        static Footprint now() {
            System.gc();
            System.gc();
            UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            return new Footprint(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    system.getOpenFileDescriptorCount());
        }

        void assertNotGrown() {
            Footprint after = now();
            System.out.printf("before %s%nafter  %s%n", this, after);
            assertThat(after.heap).as("heap").isLessThanOrEqualTo(heap + HEAP_SLACK);
            assertThat(after.threads).as("threads").isLessThanOrEqualTo(threads + THREAD_SLACK);
            assertThat(after.descriptors).as("descriptors").isLessThanOrEqualTo(descriptors + DESCRIPTOR_SLACK);
        }
    }
}
