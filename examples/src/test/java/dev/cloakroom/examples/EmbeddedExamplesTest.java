package dev.cloakroom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The embedded examples run in this process and say what their readers are promised. */
class EmbeddedExamplesTest {
    private static final String REFUSED = "Session does not belong to user";

    @Test
    void R3_the_chat_keeps_two_people_apart() throws Exception {
        List<String> lines = Console.of(() -> EmbeddedChat.main(new String[0]));

        assertThat(lines)
                .contains(
                        "  two different ids: true",
                        "  ben writes: " + REFUSED,
                        "  ben's session, 2 messages",
                        "  ann's session, 4 messages",
                        "    3 USER: Did you get that?")
                .noneMatch(line -> line.contains("Anyone there?"));
    }

    @Test
    void R4_the_chat_refuses_a_foreign_session_and_one_that_never_was_alike() throws Exception {
        List<String> lines = Console.of(() -> EmbeddedChat.main(new String[0]));

        assertThat(lines).filteredOn(("  ben reads: " + REFUSED)::equals).hasSize(2);
    }

    @Test
    void R8_the_chat_refuses_a_claim_from_before_the_revoke() throws Exception {
        List<String> lines = Console.of(() -> EmbeddedChat.main(new String[0]));

        assertThat(lines)
                .containsSubsequence(
                        "  ben reads: 4 messages",
                        "  taken back: true",
                        "  with the claim he still holds, ben reads: " + REFUSED);
    }

    @Test
    void R12_the_chat_logs_each_attempt_once_and_no_id() throws Exception {
        List<String> lines = Console.of(() -> EmbeddedChat.main(new String[0]));

        assertThat(lines)
                .filteredOn(line -> line.contains("Session hijacking attempt"))
                .hasSize(4)
                .allMatch(line -> line.contains("user=\"ben\""));
        assertThat(String.join("\n", lines)).doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
    }

    @Test
    void R1_concurrent_uploads_get_a_session_each() throws Exception {
        List<String> lines = Console.of(() -> UploadAnalysis.main(new String[0]));

        assertThat(lines).contains("12 concurrent uploads, 12 unique session ids");
    }

    @Test
    void R2_everyone_finds_their_own_files_and_analysis() throws Exception {
        List<String> lines = Console.of(() -> UploadAnalysis.main(new String[0]));

        for (String person : List.of("ann", "ben", "cleo", "dan")) {
            int size = ("A line of " + person + "'s.\n").length();
            assertThat(lines)
                    .containsSequence(
                            person + " has 3 sessions",
                            "  1 file, 2 messages; report-1.txt: 1 lines, 4 words, " + size + " bytes",
                            "  1 file, 2 messages; report-2.txt: 2 lines, 8 words, " + 2 * size + " bytes",
                            "  1 file, 2 messages; report-3.txt: 3 lines, 12 words, " + 3 * size + " bytes");
        }
        assertThat(lines.get(lines.size() - 1)).isEqualTo("ben asks for a file of ann's: " + REFUSED);
    }
}
