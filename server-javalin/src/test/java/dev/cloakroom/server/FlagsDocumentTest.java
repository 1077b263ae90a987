package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents name every flag, with its default and what it does. */
class FlagsDocumentTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void the_table_of_the_interface_is_that_of_the_code() throws IOException {
        List<String> rows = Files.readAllLines(ROOT.resolve("docs/http.md")).stream()
                .filter(line -> line.startsWith("| `--"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Flag.all().stream().map(FlagsDocumentTest::row).toList());
    }

    @Test
    void the_readme_names_the_flag_of_every_limit() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(Flag.all().stream().filter(flag -> flag.about().startsWith("limit: ")))
                .allSatisfy(flag -> assertThat(readme).contains("`" + flag.option() + "`"));
    }

    private static String row(Flag flag) {
        String standard = flag.standard().isEmpty() ? "none" : "`" + flag.standard() + "`";
        return "| `" + flag.option() + "` | " + standard + " | " + flag.about() + " |";
    }
}
