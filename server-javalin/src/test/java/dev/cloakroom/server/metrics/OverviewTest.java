package dev.cloakroom.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.server.http.RequestWatch.Seen;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener.Denial;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The last minutes of an instance, with a clock that goes when it is told to. */
class OverviewTest {

    private static final KeyedHash HASH = new KeyedHash("a key of tests".getBytes(StandardCharsets.UTF_8));
    private static final Principal MALLORY = Principal.of("mallory");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T09:30:00.000Z"));
    private final Recent recent = new Recent(now::get, HASH);

    @Test
    void requests_are_counted_in_steps_of_five_seconds_for_five_minutes() {
        answered("/a", 200, 10);
        answered("/a", 404, 10);
        step(Duration.ofSeconds(5));
        answered("/a", 503, 200);

        List<Recent.Interval> traffic = recent.traffic(now.get());
        assertThat(traffic).hasSize(60);
        Recent.Interval before = traffic.get(58);
        assertThat(before.begin()).isEqualTo(Instant.parse("2026-11-22T09:30:00Z"));
        assertThat(before.requests()).isEqualTo(2);
        assertThat(before.refused()).isEqualTo(1);
        assertThat(traffic.get(59).failed()).isEqualTo(1);
        assertThat(traffic.get(59).millis(0.95)).isBetween(200.0, 240.0);

        step(Duration.ofMinutes(5));
        assertThat(recent.traffic(now.get())).hasSize(60).allMatch(interval -> interval.requests() == 0);
    }

    @Test
    void a_percentile_is_told_a_fifth_too_long_at_most() {
        for (int i = 1; i <= 100; i++) {
            answered("/a", 200, i);
        }
        Recent.Interval interval = recent.traffic(now.get()).get(59);
        assertThat(interval.millis(0.5)).isBetween(50.0, 60.0);
        assertThat(interval.millis(0.95)).isBetween(95.0, 114.0);
        assertThat(interval.millis(0.99)).isBetween(99.0, 118.8);
    }

    @Test
    void the_busiest_routes_come_first_and_leave_after_five_minutes() {
        answered("/rare", 500, 5);
        step(Duration.ofMinutes(1));
        answered("/busy", 200, 5);
        answered("/busy", 200, 5);

        assertThat(recent.busiest(now.get(), 12))
                .extracting(entry -> entry.getKey().shown() + " "
                        + entry.getValue().requests() + " " + entry.getValue().failed())
                .containsExactly("GET /busy 2 0", "GET /rare 1 1");
        assertThat(recent.busiest(now.get(), 1)).hasSize(1);

        step(Duration.ofMinutes(4));
        assertThat(recent.busiest(now.get(), 12)).hasSize(1);
    }

    @Test
    void denials_are_counted_by_the_minute_for_an_hour() {
        denied(MALLORY, Denial.Reason.FOREIGN);
        step(Duration.ofMinutes(1));
        denied(MALLORY, Denial.Reason.UNKNOWN);

        List<Recent.Denials> minutes = recent.denials(now.get());
        assertThat(minutes).hasSize(60);
        assertThat(minutes.get(58).of(Denial.Reason.FOREIGN)).isEqualTo(1);
        assertThat(minutes.get(59).of(Denial.Reason.FOREIGN)).isZero();
        assertThat(minutes.get(59).of(Denial.Reason.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void R12_who_probes_is_named_by_a_hash_most_refusals_first_and_forgotten_after_an_hour() {
        denied(Principal.of("clumsy"), Denial.Reason.UNKNOWN);
        denied(MALLORY, Denial.Reason.FOREIGN);
        denied(MALLORY, Denial.Reason.FOREIGN);
        recent.slowed(MALLORY);

        List<Probers.Prober> worst = recent.probers().worst(now.get(), 20);
        assertThat(worst)
                .extracting(Probers.Prober::user)
                .containsExactly(
                        HASH.of(MALLORY.encoded()),
                        HASH.of(Principal.of("clumsy").encoded()));
        assertThat(worst.get(0).refusals()).isEqualTo(2);
        assertThat(worst.get(0).slowed()).isTrue();
        assertThat(worst.get(1).slowed()).isFalse();
        assertThat(worst.toString()).doesNotContain("mallory", "clumsy");

        step(Duration.ofMinutes(65));
        assertThat(recent.probers().worst(now.get(), 20)).isEmpty();
    }

    @Test
    void R11_a_crowd_that_probes_takes_bounded_room_and_the_latest_are_kept() {
        for (int i = 0; i < 1_500; i++) {
            step(Duration.ofMillis(1));
            denied(Principal.of("user-" + i), Denial.Reason.UNKNOWN);
        }
        List<Probers.Prober> all = recent.probers().worst(now.get(), 10_000);
        assertThat(all).hasSize(1_000);
        assertThat(all.get(0).user())
                .isEqualTo(HASH.of(Principal.of("user-1499").encoded()));
    }

    @Test
    void the_twenty_slowest_of_the_hour_are_kept_of_those_above_a_second() {
        answered("/quick", 200, 1_000);
        for (int i = 1; i <= 30; i++) {
            answered("/slow", 200, 1_000 + i);
        }
        assertThat(recent.slowest().all(now.get()))
                .hasSize(20)
                .allMatch(slow -> slow.route().equals("GET /slow"))
                .isSortedAccordingTo((one, other) -> Long.compare(other.nanos(), one.nanos()));
        assertThat(recent.slowest().all(now.get()).get(0).nanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_030));

        step(Duration.ofMinutes(65));
        assertThat(recent.slowest().all(now.get())).isEmpty();
    }

    private void answered(String route, int status, long millis) {
        recent.answered(new Seen(
                "GET", route, status, Optional.empty(), false, TimeUnit.MILLISECONDS.toNanos(millis), "request"));
    }

    private void denied(Principal who, Denial.Reason reason) {
        recent.denied(new Denial("hash", who, "read", reason));
    }

    private void step(Duration further) {
        var unused = now.updateAndGet(instant -> instant.plus(further));
    }
}
