package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionIdTest {
    private static final String ISSUED = "0af1c2d3-e4b5-46a7-8899-aabbccddeeff";

    @Test
    void the_issued_form_is_read_and_written_alike() {
        assertThat(SessionId.parse(ISSUED)).map(SessionId::text).contains(ISSUED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "1-1-1-1-1",
                "0af1c2d3e4b546a78899aabbccddeeff",
                "0AF1C2D3-E4B5-46A7-8899-AABBCCDDEEFF",
                "0af1c2d3-e4b5-46a7-8899-aabbccddeefF",
                "{0af1c2d3-e4b5-46a7-8899-aabbccddeef",
                "0af1c2d3-e4b5-46a7-8899-aabbccddeef",
                "0af1c2d3-e4b5-46a7-8899-aabbccddeefff",
                "0af1c2d3-e4b5-46a7-8899-aabbccddeefg",
                "0af1c2d3-e4b5-46a7-8899-aabbccddee-f",
                "0af1c2d-3e4b5-46a7-8899-aabbccddeeff",
                "-af1c2d3-e4b5-46a7-8899-aabbccddeeff",
                "0af1c2d3_e4b5_46a7_8899_aabbccddeeff",
                "0af1c2d3-e4b5-46a7-8899-aabbccddeef\n",
                " af1c2d3-e4b5-46a7-8899-aabbccddeeff",
                "٠af1c2d3-e4b5-46a7-8899-aabbccddeeff",
            })
    void R1_any_other_form_is_no_id(String text) {
        assertThat(SessionId.parse(text)).isEmpty();
    }

    @Test
    void every_wrong_character_at_every_place_is_refused() {
        int refused = 0;
        for (int at = 0; at < ISSUED.length(); at++) {
            for (char c : new char[] {'/', ':', '`', 'g', 'G', 'A', ISSUED.charAt(at) == '-' ? '0' : '-'}) {
                String wrong = ISSUED.substring(0, at) + c + ISSUED.substring(at + 1);
                assertThat(SessionId.parse(wrong)).as(wrong).isEmpty();
                refused++;
            }
        }
        assertThat(refused).isEqualTo(36 * 7);
    }

    @Test
    void R1_fresh_ids_are_version_4_and_never_the_same() {
        SecureRandom random = new SecureRandom();
        Set<SessionId> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            SessionId id = SessionId.fresh(random);
            assertThat(id.value().version()).isEqualTo(4);
            assertThat(id.value().variant()).isEqualTo(2);
            assertThat(SessionId.parse(id.text())).contains(id);
            assertThat(seen.add(id)).isTrue();
        }
    }

    @Test
    void fresh_ids_use_all_122_random_bits() {
        SecureRandom random = new SecureRandom();
        long highOr = 0;
        long highAnd = -1;
        long lowOr = 0;
        long lowAnd = -1;
        for (int i = 0; i < 200; i++) {
            UUID id = SessionId.fresh(random).value();
            highOr |= id.getMostSignificantBits();
            highAnd &= id.getMostSignificantBits();
            lowOr |= id.getLeastSignificantBits();
            lowAnd &= id.getLeastSignificantBits();
        }
        assertThat(Long.bitCount(highOr & ~highAnd) + Long.bitCount(lowOr & ~lowAnd))
                .isEqualTo(122);
    }

    @Test
    void R12_to_string_tells_ids_apart_and_shows_none_of_it() {
        SessionId one = SessionId.parse(ISSUED).orElseThrow();
        SessionId other = new SessionId(new UUID(1, 2));
        assertThat(one.toString()).startsWith("session#").isNotEqualTo(other.toString());
        assertThat(one.toString().toLowerCase(Locale.ROOT)).doesNotContain("0af1c2d3", "46a7", "aabbccddeeff");
        assertThat(one).hasToString(SessionId.parse(ISSUED).orElseThrow().toString());
    }
}
