package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.InstanceStore.Instance;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTest {
    @Test
    void R14_labels_take_64_characters_of_printable_ascii() {
        String longest = "v".repeat(64);
        Instance instance = new Instance(longest, "0.1.0-SNAPSHOT", 1, longest);
        assertThat(instance.id()).isEqualTo(longest);
        assertThat(instance.configuration()).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "line\nbreak", "é", "12345678901234567890123456789012345678901234567890123456789012345"})
    void R14_other_labels_are_refused(String label) {
        assertThatThrownBy(() -> new Instance(label, "1", 1, "1")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new Instance("1", label, 1, "1")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new Instance("1", "1", 1, label)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void R14_a_store_that_keeps_no_track_says_so() {
        SessionStore store = new TestStore(Limits.standard(), InstantSource.system());
        assertThat(store.instances()).isEmpty();
    }
}
