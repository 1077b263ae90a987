package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasureTest {

    @Test
    void a_measure_tells_the_number_of_now() {
        AtomicLong number = new AtomicLong(1);
        Measure measure = Measure.gauge("connections_in_use", "Connections in use", number::get);
        number.set(7);
        assertThat(measure.value().getAsLong()).isEqualTo(7);
        assertThat(measure.kind()).isEqualTo(Measure.Kind.GAUGE);
        assertThat(Measure.counter("lost", "Lost", number::get).kind()).isEqualTo(Measure.Kind.COUNTER);
        assertThat(measure).hasToString("Measure[connections_in_use]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1st",
                "_x",
                "Upper",
                "with space",
                "dot.ted",
                "lost_total",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void a_name_that_no_exposition_could_carry_is_refused(String name) {
        assertThatThrownBy(() -> Measure.gauge(name, "help", () -> 0)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void a_store_that_tells_nothing_of_itself_is_a_store_all_the_same() {
        assertThat(new TestStore(Limits.standard(), new SteppedClock()).measures()).isEmpty();
    }
}
