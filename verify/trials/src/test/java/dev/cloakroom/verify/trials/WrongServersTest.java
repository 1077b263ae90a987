package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.verify.trials.WrongProxy.Answered;
import dev.cloakroom.verify.trials.WrongProxy.Asked;
import dev.cloakroom.verify.trials.WrongProxy.HttpBug;
import dev.cloakroom.verify.trials.WrongProxy.Upstream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The right store behind wrong HTTP: each mistake is found, with the check that it fails. */
@Timeout(120)
class WrongServersTest {
    private static final long A_LONG_ANSWER = 200;

    private static InProcessServer right;

    @BeforeAll
    static void start() {
        right = InProcessServer.start();
    }

    @AfterAll
    static void stop() {
        right.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpBugs.class,
            names = {
                "ONE_ID_FOR_WHO_UPLOADS_AT_ONCE",
                "A_HEADER_ON_FOREIGN_ONES",
                "STREAMS_WITH_A_HOLE",
                "TAKES_BACK_LATER"
            })
    void some_wrong_servers_are_found_in_each_build(HttpBugs bug) throws IOException {
        a_wrong_server_is_found_with_the_check_that_it_fails(bug);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource(HttpBugs.class)
    void a_wrong_server_is_found_with_the_check_that_it_fails(HttpBugs bug) throws IOException {
        Verified verified = through(bug.make());

        assertThat(verified.violated()).as(verified.output()).contains(bug.check());
        assertThat(verified.exitCode()).isEqualTo(1);
    }

    @Tag("full")
    @Test
    void the_server_behind_them_is_right() throws IOException {
        Verified verified = through(new HttpBug() {});

        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }

    @Test
    void a_server_that_asks_for_patience_is_not_blamed_for_what_is_under_way_meanwhile() throws IOException {
        Verified verified = through(new HttpBug() {
            private final Set<String> shared = ConcurrentHashMap.newKeySet();
            private volatile boolean takenBack;

            @Override
            public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
                String whose = asked.user() + asked.path();
                if (asked.method().equals("DELETE") && shared.contains(whose)) {
                    takenBack = true;
                    return new Answered(429, Map.of("retry-after", "1"), "{\"code\":\"rate_limited\"}");
                }
                Answered answered = upstream.forward(asked);
                if (asked.is("PUT", "/api/v1/sessions/[^/]*/grants") && answered.status() == 200) {
                    boolean unused = shared.add(whose);
                }
                if (takenBack && asked.is("POST", "/api/v1/sessions/[^/]*/messages")) {
                    TimeUnit.MILLISECONDS.sleep(A_LONG_ANSWER);
                }
                return answered;
            }
        });

        assertThat(verified.output()).contains("taking access back failed: 429");
        assertThat(verified.violated()).as(verified.output()).isEmpty();
        assertThat(verified.verdict()).as(verified.output()).isEqualTo("INCONCLUSIVE");
    }

    private static Verified through(HttpBug bug) throws IOException {
        try (WrongProxy proxy = new WrongProxy(right.url(), bug)) {
            return Verified.by(proxy.url(), "--users", "4", "--seconds", "1", "--seed", "7");
        }
    }
}
