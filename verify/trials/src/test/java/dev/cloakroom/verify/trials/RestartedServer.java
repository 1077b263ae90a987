package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server in a process of its own, which is stopped as operators do it and comes back on the same port. Used by one
 * thread at a time.
 */
final class RestartedServer implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("is ready on http://127\\.0\\.0\\.1:([0-9]+)");
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final int STOP_SECONDS = 60;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final List<String> program;
    private final List<String> flags;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private Process process;
    private int port;
    private int restarts;
    private Duration longestStop = Duration.ZERO;

    private RestartedServer(List<String> program, List<String> flags) {
        this.program = program;
        this.flags = flags;
        launch();
    }

    /** The server of this tree. */
    static RestartedServer start(String... flags) {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return new RestartedServer(List.of("-cp", classes, "dev.cloakroom.server.Main"), List.of(flags));
    }

    /** The server in this jar, which may come first on a class path. */
    static RestartedServer of(String classPath, String... flags) {
        return new RestartedServer(List.of("-cp", classPath, "dev.cloakroom.server.Main"), List.of(flags));
    }

    private void launch() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(program);
        command.addAll(List.of("--port", Integer.toString(port)));
        command.addAll(flags);
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            RUNNING.add(process);
            port = listened(process.inputReader(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its port, once it is ready; what it says afterwards is kept. */
    private int listened(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                Thread thread = new Thread(() -> listenOn(out), "said");
                thread.setDaemon(true);
                thread.start();
                return Integer.parseInt(ready.group(1));
            }
        }
        throw new IllegalStateException("the server did not start: " + said);
    }

    private void listenOn(BufferedReader out) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.add(line);
            }
        } catch (IOException gone) {
            return;
        }
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    String url() {
        return "http://" + address();
    }

    int restarts() {
        return restarts;
    }

    /** How long the slowest of its stops took. */
    Duration longestStop() {
        return longestStop;
    }

    /** Everything that all its processes have said. */
    List<String> said() {
        return List.copyOf(said);
    }

    /** Asks it to stop, waits until it has, and starts it again. */
    void restart() {
        stop();
        launch();
        restarts++;
    }

    private void stop() {
        long asked = System.nanoTime();
        process.destroy();
        try {
            boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as("the server ends").isTrue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
        RUNNING.remove(process);
        Duration took = Duration.ofNanos(System.nanoTime() - asked);
        longestStop = took.compareTo(longestStop) > 0 ? took : longestStop;
        assertThat(process.exitValue()).as(() -> String.join("\n", said)).isZero();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroyForcibly();
        }
        RUNNING.remove(process);
    }
}
