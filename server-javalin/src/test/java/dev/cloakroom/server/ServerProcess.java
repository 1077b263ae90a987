package dev.cloakroom.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as its command starts it, in a process of its own that can be killed. Used by one thread at a time. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("is ready on http://127\\.0\\.0\\.1:([0-9]+)");
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final int port;
    private final BlockingQueue<String> said;

    private ServerProcess(Process process, int port, BlockingQueue<String> said) {
        this.process = process;
        this.port = port;
        this.said = said;
    }

    /** Returns when it is ready. */
    static ServerProcess start(String... flags) {
        List<String> command = command("--port", "0");
        command.addAll(List.of(flags));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            RUNNING.add(process);
            BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
            StringBuilder said = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                said.append(line).append('\n');
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    return new ServerProcess(process, Integer.parseInt(ready.group(1)), listened(out));
                }
            }
            throw new IllegalStateException("the server did not start: " + said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The program of the server with these arguments; more can be added. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.cloakroom.server.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What else it says is kept, up to a point, and does not stop it. */
    private static BlockingQueue<String> listened(BufferedReader out) {
        BlockingQueue<String> lines = new ArrayBlockingQueue<>(1_000);
        Thread thread = new Thread(() -> {
            try {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    boolean unused = lines.offer(line);
                }
            } catch (IOException gone) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
        return lines;
    }

    /** The next line it says with these words; those before it are forgotten. */
    String awaitLine(String words) throws InterruptedException {
        String line = said.poll(20, TimeUnit.SECONDS);
        while (line != null && !line.contains(words)) {
            line = said.poll(20, TimeUnit.SECONDS);
        }
        return Objects.requireNonNull(line, words);
    }

    int port() {
        return port;
    }

    /** As {@code kill -9} does it: in the middle of whatever it does. */
    void kill() {
        process.destroyForcibly();
        boolean ended = false;
        while (!ended) {
            try {
                process.waitFor();
                ended = true;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        RUNNING.remove(process);
    }

    @Override
    public void close() {
        kill();
    }
}
