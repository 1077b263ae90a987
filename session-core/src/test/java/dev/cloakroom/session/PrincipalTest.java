package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTest {
    private static final String ASTRAL = "\uD83D\uDE00";

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "中", ASTRAL})
    void R11_a_user_id_has_at_most_128_code_points(String point) {
        assertThat(Principal.of(point.repeat(127)).subject()).hasSize(127 * point.length());
        assertThat(Principal.of(point.repeat(128)).subject()).hasSize(128 * point.length());
        assertThatThrownBy(() -> Principal.of(point.repeat(129)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class, e -> assertThat(e.limit()).isEqualTo(Limit.USER_CHARS))
                .hasMessageContaining("129")
                .hasMessageContaining("128")
                .hasMessageNotContaining(point.repeat(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", ASTRAL})
    void R11_a_tenant_has_at_most_128_code_points(String point) {
        assertThat(new Principal(point.repeat(127), "s").tenant()).hasSize(127 * point.length());
        assertThat(new Principal(point.repeat(128), "s").tenant()).hasSize(128 * point.length());
        assertThatThrownBy(() -> new Principal(point.repeat(129), "s")).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void a_subject_is_not_empty_and_a_tenant_may_be() {
        assertThatThrownBy(() -> Principal.of("")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> new Principal("t", "")).isInstanceOf(InvalidInput.class);
        assertThat(Principal.of("s").tenant()).isEmpty();
    }

    @Test
    void no_part_is_null() {
        assertThatThrownBy(() -> Principal.of(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Principal(null, "s")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void every_control_character_is_refused_in_both_parts() {
        List<Integer> refused = new ArrayList<>();
        for (int c = 0; c < 0x300; c++) {
            String text = "x" + (char) c + "y";
            if (Character.isISOControl(c)) {
                assertThatThrownBy(() -> Principal.of(text)).isInstanceOf(InvalidInput.class);
                assertThatThrownBy(() -> new Principal(text, "s")).isInstanceOf(InvalidInput.class);
                refused.add(c);
            } else {
                assertThat(new Principal(text, text).subject()).isEqualTo(text);
            }
        }
        assertThat(refused).hasSize(65).contains(0, 9, 10, 13, 31, 127, 128, 159);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "\uDE00\uD83D", "a\uD83Db", "\uD83D\uD83D\uDE00"})
    void a_lone_surrogate_is_refused_in_both_parts(String text) {
        assertThatThrownBy(() -> Principal.of(text))
                .isInstanceOf(InvalidInput.class)
                .hasMessageNotContaining(text);
        assertThatThrownBy(() -> new Principal(text, "s")).isInstanceOf(InvalidInput.class);
    }

    @Test
    void texts_that_only_look_alike_are_different_people() {
        assertThat(Principal.of("\u00e9")).isNotEqualTo(Principal.of("e\u0301"));
        assertThat(Principal.of("alice")).isNotEqualTo(Principal.of("Alice")).isNotEqualTo(Principal.of("alice "));
        assertThat(new Principal("", "a")).isEqualTo(Principal.of("a"));
    }

    @Test
    void the_length_of_the_tenant_keeps_parts_apart() {
        assertThat(new Principal("a", "b/c").encoded()).isNotEqualTo(new Principal("a/b", "c").encoded());
        assertThat(new Principal("", "1:ab").encoded()).isNotEqualTo(new Principal("1", "ab").encoded());
        assertThat(new Principal("1", ":x").encoded()).isNotEqualTo(new Principal("", "1:x").encoded());
    }

    @Test
    void R12_to_string_cannot_forge_a_log_line() {
        assertThat(new Principal("t\"", "a\\b\u202e\u2028é" + ASTRAL))
                .hasToString("a\\u005cb\\u202e\\u2028\\u00e9\\ud83d\\ude00@t\\u0022");
        assertThat(Principal.of("alice~ 1")).hasToString("alice~ 1");
    }

    @Test
    void R12_to_string_cannot_pass_for_someone_of_a_tenant() {
        assertThat(new Principal("red", "alice")).hasToString("alice@red");
        assertThat(Principal.of("alice@red")).hasToString("alice@red@");
        assertThat(new Principal("red", "alice@x")).hasToString("alice@x@red");
        assertThat(new Principal("x@red", "alice")).hasToString("alice@x\\u0040red");
    }
}
