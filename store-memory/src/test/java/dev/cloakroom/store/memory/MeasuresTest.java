package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the store tells of itself. */
class MeasuresTest {

    @Test
    void it_tells_how_full_it_is_and_how_full_it_may_be() {
        try (Desk desk = new Desk(Limits.standard(), 10, 1 << 20)) {
            List<Measure> measures = desk.store.measures();
            assertThat(measures)
                    .extracting(Measure::name)
                    .containsExactly("sessions", "sessions_limit", "bytes", "bytes_limit");
            assertThat(measures)
                    .extracting(measure -> measure.value().getAsLong())
                    .containsExactly(0L, 10L, 0L, 1L << 20);
            Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);
            assertThat(value(measures, "sessions")).isEqualTo(1);
            assertThat(value(measures, "bytes")).isPositive().isEqualTo(desk.store.bytes());
            desk.registry.close(claim);
            assertThat(value(measures, "sessions")).isZero();
        }
    }

    private static long value(List<Measure> measures, String name) {
        return measures.stream()
                .filter(measure -> measure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsLong();
    }
}
