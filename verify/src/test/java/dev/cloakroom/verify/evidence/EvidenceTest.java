package dev.cloakroom.verify.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private final Findings findings = new Findings(EnumSet.allOf(Check.class));
    private final Sightings sightings = new Sightings(3);
    private final Marks marks = new Marks("run", sightings, findings);

    @Test
    void what_is_always_slower_can_be_told_apart_and_what_is_the_same_cannot() {
        assertThat(new Comparison("", List.of(4L, 5L, 6L), List.of(1L, 2L, 3L)).auc())
                .isEqualTo(1);
        assertThat(new Comparison("", List.of(1L, 2L), List.of(3L, 4L)).auc()).isZero();
        assertThat(new Comparison("", List.of(1L, 2L), List.of(3L, 4L)).distinction())
                .isEqualTo(1);
        assertThat(new Comparison("", List.of(7L, 7L), List.of(7L)).auc()).isEqualTo(0.5);
        assertThat(new Comparison("", List.of(1L, 3L), List.of(2L)).auc()).isCloseTo(0.5, within(1e-9));
        assertThat(new Comparison("", List.of(), List.of()).auc()).isEqualTo(0.5);
    }

    @Test
    void percentiles_are_nearest_ranks() {
        long[] hundred = new long[100];
        for (int i = 0; i < 100; i++) {
            hundred[i] = i + 1L;
        }
        assertThat(Latencies.percentile(hundred, 0.5)).isEqualTo(50);
        assertThat(Latencies.percentile(hundred, 0.99)).isEqualTo(99);
        assertThat(Latencies.percentile(new long[] {9}, 0.5)).isEqualTo(9);
        assertThat(Latencies.percentile(new long[] {}, 0.5)).isZero();
    }

    @Test
    void a_canary_is_for_those_who_may_see_it() {
        Marks.Room room = marks.room(0);
        marks.admit(room, 1);
        String canary = marks.canary(room);

        marks.inspect(0, canary, "", "an answer");
        marks.inspect(1, canary, "", "an answer");
        assertThat(findings.result(Check.FOREIGN_DATA).broken()).isZero();

        marks.inspect(2, "error: " + canary, "", "an answer");
        assertThat(findings.result(Check.FOREIGN_DATA).broken()).isEqualTo(1);
        assertThat(sightings.forbidden(2, 0)).isEqualTo(1);
        assertThat(sightings.allowed(1, 0)).isEqualTo(1);
    }

    @Test
    void an_id_that_one_sent_may_come_back_and_another_may_not() {
        String id = "1d8d0c9e-0c64-4c1b-9a4e-3f8f1f0a8a11";
        marks.issued(id, marks.room(0));

        marks.inspect(1, id, "GET /" + id, "an answer");
        assertThat(findings.result(Check.FOREIGN_DATA).broken()).isZero();

        marks.inspect(1, id, "GET /", "a list");
        assertThat(findings.result(Check.FOREIGN_DATA).broken()).isEqualTo(1);
    }

    @Test
    void the_name_of_somebody_one_has_nothing_to_do_with_is_a_mark() {
        marks.inspect(1, "it belongs to " + marks.userName(0), "", "an error");
        assertThat(findings.result(Check.FOREIGN_DATA).broken()).isEqualTo(1);

        marks.admit(marks.room(0), 2);
        marks.inspect(2, "owner " + marks.userName(0), "", "a shared session");
        assertThat(findings.result(Check.FOREIGN_DATA).broken()).isEqualTo(1);
    }

    @Test
    void what_was_tried_too_rarely_proves_nothing() {
        assertThat(findings.result(Check.REVOKE).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        findings.tried(Check.REVOKE, Check.REVOKE.least());
        assertThat(findings.result(Check.REVOKE).verdict()).isEqualTo(Verdict.OK);
        findings.broken(Check.REVOKE, new Violation("a read", "403", "200"));
        assertThat(findings.result(Check.REVOKE).verdict()).isEqualTo(Verdict.VIOLATION);
    }
}
