package dev.cloakroom.examples;

import dev.cloakroom.server.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The server as its users start it: a process of its own, on a free port, known by its banner. */
public final class RealServer implements AutoCloseable {
    private static final String READY = " is ready on ";

    private final Process process;
    private final Thread reader;
    private final String url;

    private RealServer(Process process, Thread reader, String url) {
        this.process = process;
        this.reader = reader;
        this.url = url;
    }

    public static RealServer start(String... flags) throws IOException {
        return startWith(List.of(), flags);
    }

    /** On a JVM with these options. */
    static RealServer startWith(List<String> options, String... flags) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", serversClassPath(), Main.class.getName(), "--port", "0"));
        command.addAll(List.of(flags));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder seen = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.append(line).append('\n');
            int at = line.indexOf(READY);
            if (at >= 0) {
                Thread reader = new Thread(() -> lines.lines().forEach(rest -> {}), "server-output");
                reader.setDaemon(true);
                reader.start();
                return new RealServer(process, reader, line.substring(at + READY.length()));
            }
        }
        throw new IOException("the server did not start: " + seen);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Tells it to end, and does not wait for that. */
    public void beginToEnd() {
        process.destroy();
    }

    /** It answers nothing from now on, and goes on where it was when it is told to. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill " + name + " ended with " + code);
        }
    }

    public String url() {
        return url;
    }

    /** The class path of this test without the examples, which have a logging configuration of their own. */
    private static String serversClassPath() {
        String own = Path.of("target").toAbsolutePath().toString();
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            reader.join(10_000);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
