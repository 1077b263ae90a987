package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit of systemd fits this server and what its document tells to install. */
class SystemdTest {
    private static final Pattern CREDENTIAL = Pattern.compile("(?m)^LoadCredential=(\\w+):/etc/cloakroom/\\1$");
    private static final Pattern USED = Pattern.compile("%d/(\\w+)");
    private static final Pattern INSTALLED = Pattern.compile("deploy/secrets/(\\w+)");

    private final String unit = text(Blueprint.DEPLOY.resolve("systemd/cloakroom@.service"));
    private final String document = section(text(Blueprint.root().resolve("docs/deploy.md")));

    @Test
    void the_flags_are_understood_and_each_instance_has_a_port_to_watch(@TempDir Path directory) throws Exception {
        Path script = Files.copy(Blueprint.DEPLOY.resolve("make-secrets"), directory.resolve("make-secrets"));
        assertThat(Blueprint.run(directory, Map.of(), Stream.of("sh", script.toString())))
                .isZero();
        List<String> words = command();
        assertThat(words.get(0)).isEqualTo("serve");
        Map<String, String> flags = new TreeMap<>();
        for (int i = 1; i < words.size(); i += 2) {
            flags.put(
                    words.get(i).substring("--".length()),
                    words.get(i + 1).replace("%i", "8081").replace("%d", directory + "/secrets"));
        }
        assertThat(flags.keySet())
                .isSubsetOf(Flag.all().stream().map(Flag::name).toList());
        Settings settings = Settings.from(new Given(flags, variable -> null));

        assertThat(settings.port()).isEqualTo(8081);
        assertThat(settings.exposure().management()).hasValue(18081);
        assertThat(document).contains("`127.0.0.1:18081`", "`127.0.0.1:8081`");
        assertThat(Long.parseLong(found("(?m)^TimeoutStopSec=([0-9]+)$").get(0)))
                .as("longer than the drain")
                .isGreaterThan(settings.drainDelay()
                        .plus(settings.drainTimeout())
                        .plusSeconds(2)
                        .toSeconds());
    }

    /** The words behind the jar. */
    private List<String> command() {
        String joined = unit.replaceAll("\\\\\n\\s*", "");
        String line = joined.substring(joined.indexOf("-jar "), joined.indexOf('\n', joined.indexOf("-jar ")));
        return List.of(line.substring(line.indexOf(" serve ") + 1).split(" +", -1));
    }

    @Test
    void each_secret_that_is_used_is_handed_over_and_no_other_is_installed() {
        List<String> handed =
                CREDENTIAL.matcher(unit).results().map(match -> match.group(1)).toList();
        assertThat(USED.matcher(unit).results().map(match -> match.group(1)))
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(handed);
        assertThat(INSTALLED.matcher(document).results().map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(handed);
    }

    @Test
    void what_it_names_is_where_the_document_puts_it() {
        for (String path : List.of(
                found("-jar (\\S+)").get(0),
                found("(?m)^Documentation=file:(\\S+)/deploy\\.md$").get(0))) {
            assertThat(document).contains(" " + path);
        }
        assertThat(Blueprint.root().resolve("docs/deploy.md")).exists();
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern)
                .matcher(unit)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String section(String document) {
        int from = document.indexOf("## As a service of systemd");
        return document.substring(from, document.indexOf("\n## ", from));
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
