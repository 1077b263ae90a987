package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.access.Route;
import java.io.IOException;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * R4 by the clock: whether a session exists cannot be told from how long its refusal takes. Someone without access asks
 * for a large session, that a hundred people share, and for ids that nobody has, in random order over one connection.
 * How often is told by {@code -Dtiming.probes=100000}, for each of the two kinds and each route.
 */
@Tag("full")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimingTest {
    private static final Logger LOG = LoggerFactory.getLogger(TimingTest.class);
    private static final int PROBES = Integer.getInteger("timing.probes", 50_000);
    private static final int WARM_UP = 20_000;
    private static final int GRANTS = 100;
    private static final int MESSAGES = 300;
    private static final double TOLERANCE = 0.02;
    private static final String ABSENT = "5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11";

    private final Random random = new Random(4);
    private LiveServer server;
    private String foreign;

    @BeforeAll
    void start() {
        server = LiveServer.start("probe-limit", "0").pinned();
        Client owner = server.as("alice");
        foreign = owner.open();
        for (int i = 0; i < GRANTS; i++) {
            owner.put(
                            "/api/v1/sessions/" + foreign + "/grants",
                            "{\"user\":\"friend-" + i + "\",\"access\":\"append\"}")
                    .expect(200);
        }
        for (int i = 0; i < MESSAGES; i++) {
            owner.append(foreign, "m".repeat(200)).expect(201);
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
        assertThat(measured(operation, () -> ABSENT).isChance(TOLERANCE)).isTrue();
    }

    @Test
    void nor_can_an_id_be_told_that_nobody_ever_asked_for() throws IOException {
        assertThat(measured("GET /messages", () -> UUID.randomUUID().toString()).isChance(TOLERANCE))
                .isTrue();
    }

    private Discrimination measured(String operation, Supplier<String> absent) throws IOException {
        String[] words = operation.split(" ", 2);
        String path = "/api/v1/sessions/{id}" + (words.length > 1 ? words[1] : "");
        Route route = server.server.table().stream()
                .filter(one ->
                        one.method().name().equals(words[0]) && one.path().equals(path))
                .findFirst()
                .orElseThrow();
        RawRequest request = RawRequest.of(route, path.replace("{id}", foreign), "mallory");
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
        LOG.info("timing on {}, {}, {} probes each: {}", Backend.chosen(), operation, PROBES, result);
        return result;
    }
}
