package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are allowed and dangerous are said to be so at the start. */
class WarningsTest {

    private static final String LONG = "sixteen-chars-or";

    @TempDir
    private Path folder;

    private String file(String name, String... keys) throws IOException {
        return Files.write(folder.resolve(name), List.of(keys)).toString();
    }

    private static List<String> warnings(String... settings) {
        try (SecurityLog log = SecurityLog.of("dev.cloakroom.server", Level.WARN)) {
            Settings unused = LiveServer.settings(settings);
            return log.lines();
        }
    }

    @Test
    void keys_that_nobody_guesses_are_not_worth_a_word() throws IOException {
        assertThat(warnings(
                        "auth", "proxy", "service-key-file", file("a", LONG), "admin-key-file", file("b", LONG + "2")))
                .isEmpty();
    }

    @Test
    void a_key_that_can_be_guessed_is_said_to_be_so_and_not_shown() throws IOException {
        String guessable = LONG.substring(1);
        assertThat(warnings(
                        "auth",
                        "proxy",
                        "service-key-file",
                        file("a", LONG, guessable),
                        "admin-key-file",
                        file("b", "short")))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("--service-key-file"))
                .anySatisfy(line -> assertThat(line).contains("--admin-key-file"))
                .allSatisfy(line -> assertThat(line).contains("guessed").doesNotContain(guessable, "short"));
    }

    @Test
    void a_key_for_both_the_backend_and_administrators_is_said_to_be_so() throws IOException {
        assertThat(warnings("auth", "proxy", "service-key-file", file("a", LONG), "admin-key-file", file("b", LONG)))
                .singleElement()
                .asString()
                .contains("--service-key-file", "--admin-key-file", "share a key")
                .doesNotContain(LONG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://id.example.invalid:1/jwks", "http://localhost.example.invalid:1/jwks"})
    void keys_of_tokens_that_come_unprotected_are_said_to_do_so(String url) {
        assertThat(warnings("auth", "jwt", "jwt-jwks-url", url, "jwt-issuer", "i", "jwt-audience", "a"))
                .anySatisfy(line -> assertThat(line).contains("--jwt-jwks-url is not https"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/jwks", "http://[::1]:1/jwks", "https://127.0.0.1:1/jwks"})
    void keys_from_this_machine_or_under_tls_are_not(String url) {
        assertThat(warnings("auth", "jwt", "jwt-jwks-url", url, "jwt-issuer", "i", "jwt-audience", "a"))
                .singleElement()
                .asString()
                .contains("cannot be had now");
    }
}
