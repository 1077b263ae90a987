package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * nginx with the configuration that is shipped, but for the port it listens on, the addresses of the two instances, and
 * the places it writes to. Used by one thread at a time.
 */
final class Nginx implements AutoCloseable {
    private static final Path SHIPPED = Path.of("../../deploy/nginx/nginx.conf");
    private static final List<String> PLACES = List.of("172.30.80.11:8080", "172.30.80.12:8080");

    private final Process process;
    private final int port;
    private final Path directory;

    private Nginx(Process process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    /** Returns when it listens; instances need not be there yet. */
    static Nginx before(Path directory, String one, String other) throws IOException {
        return listening(directory, shipped(), one, other);
    }

    /** As {@link #before}, with what is of operators opened to this machine, as the comment there says. */
    static Nginx open(Path directory, String one, String other) throws IOException {
        return listening(directory, replaced(shipped(), "# allow 10.20.30.0/24;", "allow 127.0.0.1;"), one, other);
    }

    private static String shipped() throws IOException {
        return Files.readString(SHIPPED);
    }

    private static Nginx listening(Path directory, String text, String one, String other) throws IOException {
        int port = freePort();
        Path configuration = write(directory, text, port, List.of(one, other));
        Process process = run(directory, List.of("-g", foreground(), "-c", configuration.toString()));
        for (int i = 0; i < 200; i++) {
            try (Socket door = new Socket()) {
                door.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return new Nginx(process, port, directory);
            } catch (IOException e) {
                LockSupport.parkNanos(50_000_000L);
            }
        }
        process.destroy();
        return fail("nginx did not start: " + said(directory));
    }

    /** What nginx says of the shipped configuration, in a line that ends with "is successful" when it is well. */
    static String test(Path directory) throws IOException, InterruptedException {
        Path configuration = write(directory, shipped(), freePort(), List.of("127.0.0.1:1", "127.0.0.1:2"));
        Process process = run(directory, List.of("-t", "-g", foreground(), "-c", configuration.toString()));
        boolean ended = process.waitFor(20, TimeUnit.SECONDS);
        assertThat(ended).isTrue();
        return said(directory);
    }

    private static Path write(Path directory, String shipped, int port, List<String> instances) throws IOException {
        String text = replaced(shipped, " /tmp/", " " + directory + "/");
        text = replaced(text, "listen 8080;", "listen 127.0.0.1:" + port + ";");
        for (int i = 0; i < PLACES.size(); i++) {
            text = replaced(text, PLACES.get(i), instances.get(i));
        }
        text = replaced(text, "/dev/stdout", directory.resolve("access.log").toString());
        text = replaced(text, "/dev/stderr", directory.resolve("error.log").toString());
        return Files.writeString(directory.resolve("nginx.conf"), text);
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private static Process run(Path directory, List<String> arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                program(),
                                "-p",
                                directory.toString(),
                                "-e",
                                directory.resolve("start.log").toString()),
                        arguments.stream())
                .toList();
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
    }

    /** Where root runs it, its workers have to be root too: the directory is nobody else's. */
    private static String foreground() {
        return System.getProperty("user.name").equals("root") ? "daemon off; user root;" : "daemon off;";
    }

    private static String said(Path directory) throws IOException {
        return Files.readString(directory.resolve("output.log"));
    }

    /** Where it is; Debian puts it where only root looks. */
    private static String program() {
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(place -> Path.of(place, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(
                        () -> fail("this test needs nginx: on Debian and Ubuntu, apt install nginx-light (or nginx)"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What it says to these bytes until it closes the connection; they ask for that, or leave it no choice. */
    String raw(String request) throws IOException {
        try (Socket door = new Socket(InetAddress.getLoopbackAddress(), port)) {
            door.setSoTimeout(20_000);
            door.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(door.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** One line a request. */
    List<String> accessLog() throws IOException {
        return Files.readAllLines(directory.resolve("access.log"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            assertThat(ended).as("nginx ends").isTrue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
    }
}
