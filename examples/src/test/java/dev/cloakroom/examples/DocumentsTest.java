package dev.cloakroom.examples;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents name what exists: classes, tests, files, flags. What they say of it is for people to read. */
class DocumentsTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern CLASS =
            Pattern.compile("`(?:[A-Z]\\w*\\.)?([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(\\.\\w+\\(\\))?`");
    private static final Pattern DECLARED = Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");
    private static final Pattern RULE_TEST = Pattern.compile("`(R\\d+_\\w+)`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern COMMAND =
            Pattern.compile("\\s*(mvn|java|curl|python3|redis-\\w+|\\./cloakroom|cp|find)( |$)");
    private static final Pattern FLAG = Pattern.compile("`(?:\\./cloakroom )?--([a-z-]+)");
    private static final Pattern RULE_ROW = Pattern.compile("(?m)^\\| (R\\d+) \\|.*\\| ([^|]+) \\|$");

    @Test
    void classes_exist() {
        Set<String> classes = sources()
                .flatMap(source -> found(DECLARED, text(source)).stream())
                .collect(toCollection(TreeSet::new));

        assertThat(named(CLASS)).isNotEmpty().isSubsetOf(classes);
    }

    @Test
    void tests_of_rules_exist() {
        String tests =
                sources().filter(DocumentsTest::isTest).map(DocumentsTest::text).reduce("", String::concat);

        assertThat(named(RULE_TEST)).isNotEmpty().allMatch(name -> tests.contains("void " + name + "("));
    }

    @Test
    void each_of_the_16_rules_names_tests_that_exist() {
        Set<String> tests = sources()
                .filter(DocumentsTest::isTest)
                .map(path -> path.getFileName().toString().replace(".java", ""))
                .collect(toCollection(TreeSet::new));
        List<MatchResult> rows =
                RULE_ROW.matcher(text(ROOT.resolve("README.md"))).results().toList();

        assertThat(rows.stream().map(row -> row.group(1)))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 16).mapToObj(i -> "R" + i).toList());
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(found(CLASS, row.group(2))).isNotEmpty().isSubsetOf(tests));
    }

    @Test
    void links_lead_somewhere() {
        assertThat(documents())
                .allSatisfy(document -> assertThat(found(LINK, text(document)))
                        .allMatch(link -> Files.exists(document.resolveSibling(link))));
    }

    @Test
    void flags_exist() {
        String flags = text(ROOT.resolve("server-javalin/src/main/java/dev/cloakroom/server/Flag.java"))
                + "\"help\" \"print-config\"";
        String commands = text(ROOT.resolve("verify/src/main/java/dev/cloakroom/verify/VerifyCommand.java"))
                + text(ROOT.resolve("server-javalin/src/main/java/dev/cloakroom/server/UpkeepOptions.java"));

        assertThat(named(FLAG))
                .isNotEmpty()
                .allMatch(flag -> flags.contains("\"" + flag + "\"") || commands.contains("\"--" + flag + "\""));
    }

    /** Only what is marked as a command is run by CI. */
    @Test
    void commands_are_marked_as_such() {
        assertThat(documents()
                        .flatMap(document -> Blocks.of(text(document)).stream())
                        .filter(block -> !block.language().equals("sh"))
                        .flatMap(block -> block.text().lines()))
                .isNotEmpty()
                .noneMatch(line -> COMMAND.matcher(line).lookingAt());
    }

    private static Set<String> named(Pattern pattern) {
        return documents()
                .flatMap(document -> found(pattern, text(document)).stream())
                .collect(toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).collect(toCollection(TreeSet::new));
    }

    private static Stream<Path> documents() {
        return files(path -> path.toString().endsWith(".md"));
    }

    private static Stream<Path> sources() {
        return files(path -> path.toString().endsWith(".java"));
    }

    /** The test kit is made of tests wherever they lie. */
    private static boolean isTest(Path source) {
        return source.toString().contains(Path.of("src", "test").toString())
                || source.toString().contains("session-testkit");
    }

    /** Of this project, without what is built. */
    private static Stream<Path> files(Predicate<Path> wanted) {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all.filter(wanted).filter(DocumentsTest::isNotBuilt).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isNotBuilt(Path file) {
        for (Path part : ROOT.relativize(file)) {
            if (part.toString().equals("target") || part.toString().equals(".git")) {
                return false;
            }
        }
        return true;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
