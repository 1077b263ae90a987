package dev.cloakroom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.routes.StatusRoutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/http.md describes what is served, and its commands, like README's, do what is shown. */
class HttpDocumentTest {
    private static final String ADMIN_KEY = "key-of-the-reader";
    private static final Pattern SECTION = Pattern.compile("(?ms)^### `([A-Z]+) (/[^`]*)`$(.*?)(?=^###? |\\z)");
    private static final Pattern PATH = Pattern.compile("(?m)^  (/\\S*):$");
    private static final Pattern METHOD = Pattern.compile("(?m)^    (get|put|post|patch|delete):$");

    @Test
    void it_has_every_route_with_a_command_that_asks_it() throws IOException {
        List<String> described = new ArrayList<>();
        for (MatchResult section :
                SECTION.matcher(text("docs/http.md")).results().toList()) {
            String method = section.group(1);
            String path = section.group(2);
            described.add(method + " " + path);
            assertThat(Blocks.curls(section.group(3))).as("%s %s", method, path).anySatisfy(shown -> {
                String asked =
                        path.replaceAll("\\{\\w+}", "__").replace(".", "\\.").replace("__", "\\$[A-Z]+");
                assertThat(shown.commands()).containsPattern("8080" + asked + "[\\s\"?]");
                assertThat(shown.commands()).contains(method.matches("GET|POST") ? "curl" : "-X " + method);
            });
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(operations());
    }

    @Test
    void its_codes_are_those_of_the_server() throws IOException {
        List<String> rows = text("docs/http.md")
                .lines()
                .filter(line -> line.matches("\\| \\d{3} \\|.*"))
                .map(line -> line.replaceFirst("` \\|.*", ""))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(ProblemCode.values())
                        .map(code -> "| " + code.status() + " | `" + code.code())
                        .toList());
    }

    @Test
    @Tag("clients")
    void its_commands_do_what_is_shown(@TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("admin-key"), ADMIN_KEY);
        try (RealServer server = RealServer.start("--admin-key-file", key.toString())) {
            Blocks.run(Blocks.curls(text("docs/http.md")), server, directory, Map.of("ADMIN", ADMIN_KEY));
        }
    }

    @Test
    @Tag("clients")
    void the_commands_of_the_readme_do_what_is_shown(@TempDir Path directory) throws Exception {
        try (RealServer server = RealServer.start()) {
            List<Blocks.Shown> curls = Blocks.curls(text("README.md"));
            assertThat(curls).hasSizeGreaterThan(1);
            Blocks.run(curls, server, directory);
        }
    }

    private static List<String> operations() throws IOException {
        String file;
        try (var in = StatusRoutes.class.getResourceAsStream("openapi.yaml")) {
            file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String paths = file.substring(file.indexOf("\npaths:"), file.indexOf("\ncomponents:"));
        List<String> operations = new ArrayList<>();
        for (String section : paths.split("(?m)(?=^  /)", -1)) {
            PATH.matcher(section)
                    .results()
                    .forEach(path -> METHOD.matcher(section)
                            .results()
                            .forEach(method ->
                                    operations.add(method.group(1).toUpperCase(Locale.ROOT) + " " + path.group(1))));
        }
        return operations;
    }

    private static String text(String document) throws IOException {
        return Files.readString(Programs.ROOT.resolve(document));
    }
}
