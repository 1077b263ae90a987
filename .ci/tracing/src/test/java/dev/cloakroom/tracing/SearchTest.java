package dev.cloakroom.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A search that cannot fail shows nothing: each leak that is put into a log here has to be found, and shown unread. */
class SearchTest {

    private static final String SECRET = "what nobody \"may\" read, \u00e4h";
    private static final UUID ID = UUID.fromString("0123abcd-4567-4e01-89ab-cdef01234567");
    private static final String ANY = "MEGABYTES=0";

    @TempDir
    Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path log;

    @BeforeEach
    void write() throws IOException {
        log = Files.createDirectory(directory.resolve("logs")).resolve("1.log");
        secrets(line(Kind.CONTENT, SECRET), line(Kind.ID, ID.toString()), planted("planted-a"), planted("planted-b"));
    }

    private void secrets(String... lines) throws IOException {
        var unused = Files.write(directory.resolve("1.secrets"), List.of(lines));
    }

    private static String line(Kind kind, String text) {
        return kind + " " + base64(text);
    }

    private static String planted(String text) {
        return line(Kind.PLANTED, text + "-0123456789");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean isClean(String logged, String least) throws IOException {
        var unused = Files.writeString(log, "planted-a-0123456789\n" + logged + "\nplanted-b-0123456789\n");
        said.reset();
        boolean clean = Search.run(directory, least, List.of(log.getParent()), new PrintStream(said, true));
        assertThat(said.toString(StandardCharsets.UTF_8))
                .as("shows where and of what kind, and no more")
                .doesNotContain(SECRET, ID.toString().substring(0, 13));
        return clean;
    }

    private void assertFound(String logged, String what) throws IOException {
        assertThat(isClean("first\nsecond " + logged + " more", ANY)).as(logged).isFalse();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("1.log:3: " + what, "FAILED: ");
    }

    @Test
    void a_log_without_secrets_is_clean() throws IOException {
        assertThat(isClean("second what nobody may read 0123abcd-4568cdef 0123abcd4567 " + UUID.randomUUID(), ANY))
                .isTrue();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("1 different CONTENT", "1 different ID", "0 hits");
    }

    @Test
    void a_text_is_found_in_each_form() throws IOException {
        assertFound(SECRET, "CONTENT CLEAR");
        assertFound("x" + SECRET + "x", "CONTENT CLEAR");
        assertFound("what nobody \\\"may\\\" read, \\u00e4h", "CONTENT ESCAPED");
        assertFound("what nobody \\\"may\\\" read, \\u00E4h", "CONTENT ESCAPED");
        assertFound("what nobody \\\"may\\\" read, \u00e4h", "CONTENT ESCAPED");
        assertFound("what+nobody+%22may%22+read%2C+%C3%A4h", "CONTENT URL");
        assertFound("what%20nobody%20%22may%22%20read%2C%20%C3%A4h", "CONTENT URL");
        String hex = HexFormat.of().formatHex(SECRET.getBytes(StandardCharsets.UTF_8));
        assertFound(hex, "CONTENT HEX");
        assertFound(hex.toUpperCase(Locale.ROOT), "CONTENT HEX");
        for (String before : List.of("", "a", "ab", "abc")) {
            assertFound(base64(before + SECRET + "end"), "CONTENT BASE64");
        }
    }

    @Test
    void an_id_is_found_whole_cut_and_without_dashes() throws IOException {
        for (String before : List.of("", "id=", "name", "f", "{")) {
            assertFound(before + ID, "ID");
            assertFound(before + ID.toString().toUpperCase(Locale.ROOT), "ID");
            assertFound(before + ID.toString().substring(0, 13), "ID");
            assertFound(before + ID.toString().replace("-", ""), "ID");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "40", "599", "600", "601"})
    void what_lies_across_two_blocks_is_found(int before) throws IOException {
        String filling = ".".repeat(Search.BLOCK - before - "planted-a-0123456789\n".length());
        assertThat(isClean(filling + SECRET, ANY)).isFalse();
        assertThat(isClean(filling + ID, ANY)).isFalse();
        assertThat(isClean(filling + ID.toString().replace("-", ""), ANY)).isFalse();
    }

    @Test
    void a_log_that_was_not_written_or_not_searched_fails() throws IOException {
        secrets(line(Kind.CONTENT, SECRET), planted("planted-a"), planted("planted-c"));
        assertThat(isClean("", ANY)).isFalse();
        secrets(line(Kind.CONTENT, SECRET), planted("planted-a"));
        assertThat(isClean("", ANY)).isFalse();
        secrets(planted("planted-a"));
        assertThat(isClean("", ANY))
                .as("a process without secrets may have no log")
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'MEGABYTES=1,ID=1'", "'MEGABYTES=0,ID=2'", "'ID=1,CONTENT=1,FILE=1'", "TOKEN=1"})
    void too_little_fails(String least) throws IOException {
        assertThat(isClean("", "MEGABYTES=0,ID=1,CONTENT=1")).isTrue();
        assertThat(isClean("", least)).isFalse();
    }
}
