package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.store.redis.servers.RedisCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * R4 by the clock: whether a session exists cannot be told from how long its refusal takes. Someone without access asks
 * for a large session, that a hundred people share, or for one that nobody shares, and for ids that nobody has, in
 * random order over one connection. How often is told by {@code -Dtiming.probes=100000}, for each of the two kinds and
 * each route.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimingTest {
    private static final Logger LOG = LoggerFactory.getLogger(TimingTest.class);
    private static final int PROBES = Integer.getInteger("timing.probes", 50_000);
    private static final int WARM_UP = 20_000;
    private static final int GRANTS = 100;
    private static final int MESSAGES = 300;
    private static final int KEYED = 400;
    private static final double TOLERANCE = 0.02;
    private static final String SERVICE_KEY = "key-of-the-service";

    private final Random random = new Random(4);
    private LiveServer server;

    /** Of 300 messages, shared with a hundred. */
    private String shared;

    /** Shared with nobody, with four hundred keys that appends were made under. */
    private String unshared;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        String key = Files.writeString(folder.resolve("key"), SERVICE_KEY).toString();
        server = LiveServer.start("auth", "proxy", "service-key-file", key, "probe-limit", "0")
                .pinned();
        Client owner = server.as("alice").with("X-Tenant-Id", "red").with("Authorization", "Bearer " + SERVICE_KEY);
        shared = owner.open();
        for (int i = 0; i < GRANTS; i++) {
            owner.put("/api/v1/sessions/" + shared + "/grants", "{\"user\":\"friend-" + i + "\",\"access\":\"append\"}")
                    .expect(200);
        }
        for (int i = 0; i < MESSAGES; i++) {
            owner.append(shared, "m".repeat(200)).expect(201);
        }
        unshared = owner.open();
        for (int i = 0; i < KEYED; i++) {
            owner.keyed("key-" + i).append(unshared, "m".repeat(200)).expect(201);
        }
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "GET /messages", "POST /messages", "DELETE /grants", "GET /files"})
    void a_refusal_takes_as_long_whether_the_session_is_of_someone_else_or_of_nobody(String operation)
            throws IOException {
        String absent = absentBeside(shared);
        assertThatTimeDoesNotTell(operation, "red", shared, () -> absent);
    }

    @Test
    void nor_can_an_id_be_told_that_nobody_ever_asked_for() throws IOException {
        assertThatTimeDoesNotTell("GET /messages", "red", shared, () -> absentBeside(shared));
    }

    @Test
    void nor_a_session_that_is_shared_with_nobody() throws IOException {
        String absent = absentBeside(unshared);
        assertThatTimeDoesNotTell("GET /messages", "red", unshared, () -> absent);
    }

    @Test
    void nor_one_of_another_tenant() throws IOException {
        String absent = absentBeside(shared);
        assertThatTimeDoesNotTell("GET /messages", "blue", shared, () -> absent);
    }

    /**
     * An id that nobody has, on the same node where the store is a cluster: an id tells its node, whether it exists or
     * not, and each node has its own pace.
     */
    private static String absentBeside(String session) {
        String id = UUID.randomUUID().toString();
        while (RedisCluster.primaryOf(id) != RedisCluster.primaryOf(session)) {
            id = UUID.randomUUID().toString();
        }
        return id;
    }

    private void assertThatTimeDoesNotTell(String operation, String tenant, String foreign, Supplier<String> absent)
            throws IOException {
        String[] words = operation.split(" ", 2);
        String path = "/api/v1/sessions/{id}" + (words.length > 1 ? words[1] : "");
        Route route = server.server.table().stream()
                .filter(one ->
                        one.method().name().equals(words[0]) && one.path().equals(path))
                .findFirst()
                .orElseThrow();
        String mallory =
                "Authorization: Bearer " + SERVICE_KEY + "\r\nX-Tenant-Id: " + tenant + "\r\nX-User-Id: mallory\r\n";
        RawRequest request = RawRequest.by(mallory, route, path.replace("{id}", foreign));
        String expected = RawRequest.withoutFreshness(request.send(server.port()));
        assertThat(expected).contains("\"code\":\"not_owner\"");
        long[][] times = new long[2][PROBES];
        try (Stopwatch stopwatch = new Stopwatch(server.port(), expected)) {
            int[] done = {-WARM_UP, -WARM_UP};
            while (done[0] < PROBES || done[1] < PROBES) {
                int kind = done[0] == PROBES ? 1 : done[1] == PROBES ? 0 : random.nextInt(2);
                String nobodys = absent.get(); // made for either kind, since making it costs time and warmth
                long nanos = stopwatch.nanos(
                        request.about(foreign, kind == 0 ? foreign : nobodys).bytes());
                if (done[kind] >= 0) {
                    times[kind][done[kind]] = nanos;
                }
                done[kind]++;
            }
        }
        Discrimination result = Discrimination.of(times[0], times[1]);
        LOG.info(
                "timing on {}, {} on {} from tenant {}, {} probes each: {}",
                Backend.chosen(),
                operation,
                foreign.equals(shared) ? "a shared session" : "one that is not shared",
                tenant,
                PROBES,
                result);
        assertThat(result.isChance(TOLERANCE)).as(result.toString()).isTrue();
    }
}
