package dev.cloakroom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The fenced blocks of a document. Commands with {@code curl} are run as they stand, one after the other in one shell:
 * curl's own configuration leads their address to the server at hand.
 */
final class Blocks {
    private static final Pattern FENCED = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern INSTANT = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    private static final String MARK = "### end of block ###";

    /** One block: what is in it, and the block after it. */
    record Block(String language, String text) {
        boolean runsCurl() {
            return text.lines().anyMatch(line -> line.matches("(.*\\$\\()?\\s*curl .*"));
        }
    }

    /** Commands and what the document shows as their answer, when it does. */
    record Shown(String commands, Optional<String> answer) {}

    private Blocks() {}

    static List<Block> of(String document) {
        return FENCED.matcher(document)
                .results()
                .map(match -> new Block(match.group(1), match.group(2)))
                .toList();
    }

    static List<Shown> curls(String document) {
        List<Block> blocks = of(document);
        List<Shown> shown = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).runsCurl()) {
                Optional<String> answer = Stream.of(blocks.get(Math.min(i + 1, blocks.size() - 1)))
                        .filter(next ->
                                next.language().equals("text") || next.text().startsWith("{"))
                        .map(Block::text)
                        .findFirst();
                shown.add(new Shown(blocks.get(i).text(), answer));
            }
        }
        return shown;
    }

    /** Runs them in an empty directory and compares each answer with the one shown. */
    static void run(List<Shown> all, RealServer server, Path directory) throws Exception {
        run(all, server, directory, Map.of());
    }

    /** @param variables besides those that curl needs */
    static void run(List<Shown> all, RealServer server, Path directory, Map<String, String> variables)
            throws Exception {
        String address = server.url().replace("http://", "");
        Files.writeString(directory.resolve(".curlrc"), "connect-to = \"127.0.0.1:8080:" + address + "\"\n");
        StringBuilder script = new StringBuilder("set -eu\n");
        all.forEach(shown ->
                script.append(shown.commands()).append("\necho '").append(MARK).append("'\n"));
        String home = directory.toString();
        Map<String, String> environment =
                new HashMap<>(Map.of("CURL_HOME", home, "HOME", home, "no_proxy", "127.0.0.1"));
        environment.putAll(variables);
        Programs.Ended ended = Programs.run(directory, environment, "bash", "-c", "exec 2>errors.txt\n" + script);
        String errors = text(directory.resolve("errors.txt"));
        assertThat(ended.code()).as("%s%s", ended.output(), errors).isZero();
        String[] answers = ended.output().split(Pattern.quote(MARK), -1);
        assertThat(answers).hasSize(all.size() + 1);
        for (int i = 0; i < all.size(); i++) {
            Shown shown = all.get(i);
            assertThat(bare(answers[i]))
                    .as("the answer to %s", shown.commands())
                    .matches(Pattern.compile(shown.answer().map(Blocks::pattern).orElse(".*"), Pattern.DOTALL));
        }
    }

    /** Lines may be wrapped anywhere; ids and times are others each time; three dots stand for anything. */
    private static String pattern(String shown) {
        StringBuilder pattern = new StringBuilder();
        for (String part : bare(shown).split(Pattern.quote("..."), -1)) {
            String quoted = UUID.matcher(Pattern.quote(part))
                    .replaceAll("\\\\E" + UUID.pattern().replace("\\", "\\\\") + "\\\\Q");
            pattern.append(pattern.isEmpty() ? "" : ".*")
                    .append(INSTANT.matcher(quoted)
                            .replaceAll("\\\\E" + INSTANT.pattern().replace("\\", "\\\\") + "\\\\Q"));
        }
        return pattern.toString();
    }

    private static String bare(String text) {
        return text.replaceAll("\\s", "");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }
}
