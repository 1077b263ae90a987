package dev.cloakroom.store.redis.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** One Redis process on the loopback. Used by one thread at a time, but for {@link #ask}. */
public final class RedisServer implements AutoCloseable {
    private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int PORTS = 20;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RedisServer::close)));
    }

    private final Path directory;
    private final int port;
    private final List<String> command;
    private Process process;

    private RedisServer(Path directory, int port, List<String> command) {
        this.directory = directory;
        this.port = port;
        this.command = command;
        launch();
    }

    private static final class Shared {
        static final RedisServer SERVER = start();
    }

    /** One for all tests of this process that do nothing to it; it ends with the process. */
    public static RedisServer shared() {
        return Shared.SERVER;
    }

    /**
     * A server of its own, without persistence unless that is asked for.
     *
     * @param directives as in redis.conf, with dashes: {@code "--appendonly", "yes"}
     */
    public static RedisServer start(String... directives) {
        return startOnFreePort((directory, port) -> {
            List<String> command = new ArrayList<>(List.of(
                    RedisProgram.found().path().toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--dir",
                    directory.toString(),
                    "--save",
                    "",
                    "--repl-diskless-sync",
                    "yes",
                    "--repl-diskless-sync-delay",
                    "0"));
            command.addAll(List.of(directives));
            return command;
        });
    }

    /** A sentinel that watches a primary. */
    static RedisServer sentinel(String master, int primary) {
        return startOnFreePort((directory, port) -> {
            Path file = directory.resolve("sentinel.conf");
            write(file, String.format(Locale.ROOT, """
                    port %d
                    bind 127.0.0.1
                    dir %s
                    sentinel monitor %s 127.0.0.1 %d 2
                    sentinel down-after-milliseconds %s 1000
                    sentinel failover-timeout %s 4000
                    """, port, directory, master, primary, master, master));
            return List.of(RedisProgram.found().path().toString(), file.toString(), "--sentinel");
        });
    }

    private interface Command {
        List<String> on(Path directory, int port) throws IOException;
    }

    /** The port may be taken by someone else before the server has it: then another one is tried. */
    private static RedisServer startOnFreePort(Command command) {
        RuntimeException failure = null;
        for (int i = 0; i < PORTS; i++) {
            Path directory = null;
            try {
                directory = Files.createTempDirectory("redis-");
                int port = freePort();
                return new RedisServer(directory, port, command.on(directory, port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (PortTaken e) {
                failure = e;
                delete(directory);
            }
        }
        throw new IllegalStateException("no free port for Redis", failure);
    }

    /** Of the ports that are not handed out to clients; a cluster's other port is 10 000 higher. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(11_000, 22_000);
            try (ServerSocket first = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                    ServerSocket second = new ServerSocket(port + 10_000, 1, InetAddress.getLoopbackAddress())) {
                return Math.min(first.getLocalPort(), second.getLocalPort());
            } catch (BindException taken) {
                // another one then
            }
        }
    }

    private void launch() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(this);
        long deadline = System.nanoTime() + START_NANOS;
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                String said = log();
                kill();
                if (said.contains("Address already in use")) {
                    throw new PortTaken();
                }
                throw new IllegalStateException("Redis did not start: " + said);
            }
            pause();
        }
    }

    private boolean answers() {
        try {
            return "PONG".equals(ask("PING"));
        } catch (JedisConnectionException | JedisDataException notYet) {
            return false;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public HostAndPort address() {
        return new HostAndPort("127.0.0.1", port);
    }

    /** Where a store finds it, with these settings: {@code uri("prefix=a&ack=primary")}. */
    public URI uri(String settings) {
        return URI.create("redis://127.0.0.1:" + port + "?" + settings);
    }

    /**
     * Sends one command.
     *
     * @return text, a number, a list of both, or null
     */
    public Object ask(String... words) {
        return ask(Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList());
    }

    /** Sends one command that is answered with OK. */
    public void tell(String... words) {
        Object said = ask(words);
        if (!"OK".equals(said)) {
            throw new IllegalStateException("Redis says " + said + " to " + words[0]);
        }
    }

    /** Sends one command of bytes. */
    public Object ask(List<byte[]> words) {
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .autoNegotiateProtocol(false)
                .socketTimeoutMillis(20_000)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .build();
        try (Connection connection = new Connection(address(), config)) {
            byte[] name = words.get(0);
            CommandArguments arguments = new CommandArguments(() -> name);
            for (byte[] word : words.subList(1, words.size())) {
                arguments = arguments.add(word);
            }
            return readable(connection.executeCommand(arguments));
        }
    }

    private static Object readable(Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (reply instanceof List<?> list) {
            return list.stream().map(RedisServer::readable).toList();
        }
        return reply;
    }

    /** A line of INFO, or empty when there is none. */
    public String info(String section, String name) {
        return ask("INFO", section)
                .toString()
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** All keys there are. */
    @SuppressWarnings("unchecked")
    public List<String> keys() {
        return (List<String>) ask("KEYS", "*");
    }

    /** What the process wrote. */
    public String log() {
        try {
            return Files.readString(directory.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the process in the middle of whatever it does; connections stay open and nobody answers. */
    public void freeze() {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("no signal for Redis");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Kills the process, as {@code kill -9} does. */
    public void kill() {
        RUNNING.remove(this);
        boolean interrupted = false;
        process.destroyForcibly();
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it anew where it was, with what it kept on disk. */
    public void startAgain() {
        launch();
    }

    @Override
    public void close() {
        kill();
        delete(directory);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException gone) {
            return;
        }
    }

    private static final class PortTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
