package dev.cloakroom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Python client tells its story to a real server, over a good line and over a bad one. */
@Tag("clients")
class PythonClientTest {
    private static final String STORY = """
            1. Ann opens a session and sends a message.
               message 1, reply 2: Where to?
            2. The reply as it is written:
               To the sea!
            3. Ben knows the session's id. It is a name and no key:
               403 Session does not belong to user
               403 Session does not belong to user
            4. Ann lets Ben read. He follows what is said, whatever his connection does.
               5 user: In June.
               6 assistant: In June.
               7 user: By train.
               8 assistant: By train.
               Ann takes it back, and Ben's stream ends: True
            5. Ann uploads a file, into a session of its own, and gets it back.
               list.txt, 650000 bytes, the same: True
            6. The history has every message once: [1, 2, 3, 4, 5, 6, 7, 8]
            """;

    private static RealServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RealServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void it_tells_its_story() throws Exception {
        assertThat(run(server.url())).isEqualTo(new Programs.Ended(0, STORY));
    }

    @Test
    void R6_over_a_line_that_loses_answers_the_story_is_the_same() throws Exception {
        try (CuttingProxy line = new CuttingProxy(server.url())) {
            assertThat(run(line.url())).isEqualTo(new Programs.Ended(0, STORY));
            assertThat(line.lostAnswers)
                    .as("opening, three messages, an upload")
                    .hasValue(5);
            assertThat(line.cutStreams)
                    .as("a streamed reply, and the followed session")
                    .hasValueGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void it_needs_nothing_but_python() throws Exception {
        Programs.Ended imports = Programs.run(Programs.ROOT, Map.of(), "python3", "-c", """
                import ast, sys
                tree = ast.parse(open("examples/python/cloakroom.py").read(), feature_version=(3, 9))
                names = [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
                names += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
                print(sorted({n.split(".")[0] for n in names} - set(sys.stdlib_module_names)))
                """);
        assertThat(imports).isEqualTo(new Programs.Ended(0, "[]\n"));
    }

    private static Programs.Ended run(String url) throws Exception {
        Path script = Path.of("examples", "python", "cloakroom.py");
        return Programs.run(Programs.ROOT, Map.of("PYTHONDONTWRITEBYTECODE", "1"), "python3", script.toString(), url);
    }
}
