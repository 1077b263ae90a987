package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The bleed tester finds nothing where nothing is wrong, and what is wrong where something is. */
class BleedTesterTest {
    @Test
    void finds_nothing_over_two_clients_of_a_right_store() {
        BleedTester.Report report = tested(ReferenceStore::new);
        assertThat(report.findings()).as(report.toString()).isEmpty();
        assertThat(report.seed()).isEqualTo(3);
        assertThat(report.acknowledged()).isGreaterThan(500);
        assertThat(report.denied()).isPositive();
        assertThat(report.toString()).endsWith("nothing found");
    }

    @Test
    void finds_replies_that_crossed_over() {
        BleedTester.Report report = tested(mutant("callers share the buffer that replies are read from"));
        assertThat(report.findings()).as(report.toString()).isNotEmpty();
        assertThat(report.toString()).endsWith("FINDINGS");
    }

    @Test
    void finds_histories_that_are_written_back() {
        BleedTester.Report report = tested(mutant("append reads the whole history and writes it back"));
        assertThat(report.findings()).as(report.toString()).isNotEmpty();
    }

    @Test
    void what_is_unavailable_or_unknown_is_counted_and_no_finding() {
        Tables tables = new Tables();
        AtomicLong steps = new AtomicLong();
        tables.failpoint(moment -> {
            if (steps.incrementAndGet() % 50 == 0) {
                throw new Failpoint.Failure(moment);
            }
        });
        BleedTester.Report report = tested(ReferenceStore::new, tables);
        assertThat(report.findings()).as(report.toString()).isEmpty();
        assertThat(report.unavailable()).isPositive();
        assertThat(report.unknown()).isPositive();
    }

    @Test
    void runs_for_as_long_as_it_is_told() {
        Tables tables = new Tables();
        try (SessionRegistry registry = registry(ReferenceStore::new, tables)) {
            BleedTester.Report report = BleedTester.over(List.of(registry))
                    .owners(1)
                    .threads(2)
                    .seed(1)
                    .runFor(Duration.ofMillis(200));
            assertThat(report.operations()).isPositive();
            assertThat(report.findings()).as(report.toString()).isEmpty();
        }
        assertThat(tables.rows).as("sessions that are left behind").isEmpty();
    }

    @Test
    void needs_at_least_one_of_everything() {
        assertThatThrownBy(() -> BleedTester.over(List.of())).isInstanceOf(InvalidInput.class);
        try (SessionRegistry registry = registry(ReferenceStore::new, new Tables())) {
            BleedTester tester = BleedTester.over(List.of(registry));
            assertThatThrownBy(() -> tester.owners(0)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> tester.threads(0)).isInstanceOf(InvalidInput.class);
        }
    }

    private static BiFunction<Tables, Limits, SessionStore> mutant(String bug) {
        return Mutant.all().stream()
                .filter(mutant -> mutant.bug().equals(bug))
                .findFirst()
                .orElseThrow()
                .maker();
    }

    private static BleedTester.Report tested(BiFunction<Tables, Limits, SessionStore> maker) {
        return tested(maker, new Tables());
    }

    private static BleedTester.Report tested(BiFunction<Tables, Limits, SessionStore> maker, Tables tables) {
        try (SessionRegistry one = registry(maker, tables);
                SessionRegistry other = registry(maker, tables)) {
            return BleedTester.over(List.of(one, other))
                    .owners(4)
                    .threads(4)
                    .seed(3)
                    .runRounds(400);
        }
    }

    private static SessionRegistry registry(BiFunction<Tables, Limits, SessionStore> maker, Tables tables) {
        return SessionRegistry.builder(maker.apply(tables, Limits.standard()))
                .listener(new Told())
                .build();
    }
}
