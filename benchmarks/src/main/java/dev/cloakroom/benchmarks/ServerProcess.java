package dev.cloakroom.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as a process of its own, on a free port of the loopback address; closing it ends that process and no other.
 * Used by one thread.
 */
final class ServerProcess implements AutoCloseable {
    private static final List<String> FLAGS = List.of("-Xms1g", "-Xmx1g");
    private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final Path JAR =
            Path.of(System.getProperty("server.jar", "server-javalin/target/server-javalin.jar"));

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * The server as it is shipped; the requests of a user are counted, and none is too many.
     *
     * @param flags what else it is started with
     */
    static ServerProcess cloakroom(String... flags) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "-cp",
                JAR.toString(),
                "dev.cloakroom.server.Main",
                "serve",
                "--port",
                "0",
                "--rate-limit",
                "1000000000"));
        arguments.addAll(List.of(flags));
        return start(arguments);
    }

    /** The bare handlers, on the libraries inside the server's jar. */
    static ServerProcess bare() throws IOException {
        String path = JAR + System.getProperty("path.separator") + System.getProperty("java.class.path");
        return start(List.of("-cp", path, BareServer.class.getName()));
    }

    private static ServerProcess start(List<String> arguments) throws IOException {
        if (!Files.exists(JAR)) {
            throw new IOException("there is no " + JAR + "; run from the project's root after a build");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(List.of(System.getProperty("server.flags", "").split(" ", -1)));
        command.removeIf(String::isEmpty);
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new ServerProcess(process, port(process));
    }

    /** Waits for the address and from then on throws away what the server prints. */
    private static int port(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                Thread drain = new Thread(() -> discard(lines), "discard");
                drain.setDaemon(true);
                drain.start();
                return Integer.parseInt(address.group(1));
            }
        }
        throw new IOException("the server ended before it said where it listens");
    }

    private static void discard(BufferedReader lines) {
        try {
            long unused = lines.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            return; // with its process
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Processor time used so far. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
