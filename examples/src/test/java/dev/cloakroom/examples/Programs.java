package dev.cloakroom.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other people's programs. One that is not installed is a failure: whoever switches these tests on wants them. */
final class Programs {
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    /** What a program printed, errors included, and its exit code. */
    record Ended(int code, String output) {}

    private Programs() {}

    /** Runs it in a directory, for two minutes at most. */
    static Ended run(Path directory, Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile("output", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(List.of(command) + " did not end: " + text(output));
            }
            return new Ended(process.exitValue(), text(output));
        } finally {
            Files.delete(output);
        }
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
