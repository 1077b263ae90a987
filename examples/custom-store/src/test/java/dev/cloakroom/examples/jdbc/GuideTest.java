package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/writing-a-store.md} shows is what is there, word for word. */
class GuideTest {
    private static final Path GUIDE = Path.of("..", "..", "docs", "writing-a-store.md");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(java|sql)\\n(.*?)^```$");

    @Test
    void every_piece_of_code_is_a_part_of_a_source() throws IOException {
        List<String> sources = sources();
        List<MatchResult> pieces =
                FENCED.matcher(Files.readString(GUIDE)).results().toList();

        assertThat(pieces).hasSizeGreaterThan(15);
        assertThat(pieces).allSatisfy(piece -> assertThat(sources).anyMatch(source -> source.contains(piece.group(2))));
    }

    @Test
    void the_provider_is_named_as_the_guide_says() throws IOException {
        String services = Files.readString(
                Path.of("src/main/resources/META-INF/services/dev.cloakroom.session.SessionStoreProvider"));

        assertThat(Files.readString(GUIDE)).contains("```text\n" + services + "```\n");
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            List<String> texts = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }
}
