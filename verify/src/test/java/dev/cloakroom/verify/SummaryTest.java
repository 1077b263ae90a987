package dev.cloakroom.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryTest {
    @Test
    void what_a_server_sent_is_nothing_that_a_terminal_obeys() {
        assertThat(Summary.plain("a\u0000b\u001b[2Jc\u009bd\r\ne\u00fc"))
                .isEqualTo("a\u00b7b\u00b7[2Jc\u00b7d e\u00fc");
    }

    @Test
    void a_page_of_a_history_is_cut() {
        assertThat(Summary.plain("x".repeat(100_000))).hasSizeLessThan(500).endsWith("...");
    }
}
