package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/**
 * Harnesses that are switched off, compiled where a test asks for them: among this project's own tests none may be
 * switched off.
 */
final class SwitchedOff {
    private static final String ANNOTATION = "org.junit.jupiter.api.Disabled";
    private static final String BODY = """
            public dev.cloakroom.session.SessionStore open(dev.cloakroom.session.Limits limits) { return null; }
            public void age(java.time.Duration time) {}
            """;

    private SwitchedOff() {}

    static Class<? extends StoreHarness> harness(Path directory) throws Exception {
        return compiled(directory, annotation() + "public class Harness implements " + harness() + " {" + BODY + "}");
    }

    static Class<? extends StoreHarness> above(Path directory) throws Exception {
        String base = annotation() + "abstract class Base implements " + harness() + " {" + BODY + "}";
        return compiled(directory, "public class Harness extends Base {} " + base);
    }

    static Class<? extends StoreHarness> method(Path directory) throws Exception {
        String method = annotation() + "void some_property() {}";
        return compiled(directory, "public class Harness implements " + harness() + " {" + BODY + method + "}");
    }

    private static String annotation() {
        return "@" + ANNOTATION + "(\"for now\") ";
    }

    private static String harness() {
        return StoreHarness.class.getName();
    }

    private static Class<? extends StoreHarness> compiled(Path directory, String source) throws Exception {
        Path file = Files.writeString(directory.resolve("Harness.java"), source);
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        file.toString());
        assertThat(exit).as("exit of the compiler").isZero();
        URL[] places = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(places, SwitchedOff.class.getClassLoader())) {
            Class<? extends StoreHarness> harness = loader.loadClass("Harness").asSubclass(StoreHarness.class);
            assertThat(harness.getDeclaredMethods()).isNotNull(); // with all that it needs, while it can be loaded
            return harness;
        }
    }
}
