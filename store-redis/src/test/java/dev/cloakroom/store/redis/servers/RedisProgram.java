package dev.cloakroom.store.redis.servers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program that is started: {@code redis-server} of the PATH, else the one that comes with the tests. With
 * {@code -Dredis.server=embedded} it is the latter in any case, so that two versions can be covered on one machine.
 *
 * @param path where it is
 * @param version as it says itself
 */
record RedisProgram(Path path, String version) {
    private static final Logger LOG = LoggerFactory.getLogger(RedisProgram.class);
    private static final Pattern VERSION = Pattern.compile("v=(\\S+)");

    private static final class Found {
        static final RedisProgram PROGRAM = find();
    }

    /** @throws IllegalStateException when there is none, which fails the test */
    static RedisProgram found() {
        return Found.PROGRAM;
    }

    private static RedisProgram find() {
        boolean embedded = System.getProperty("redis.server", "").equals("embedded");
        Path path = embedded ? null : onPath();
        String where = path == null ? "the one that comes with the tests" : path.toString();
        Path program = path == null ? unpacked() : path;
        RedisProgram found = new RedisProgram(program, versionOf(program));
        LOG.info("tests run on Redis {}: {}", found.version(), where);
        return found;
    }

    private static @Nullable Path onPath() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private static Path unpacked() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch", "").equals("aarch64");
        String name = system.contains("mac")
                ? "redis-server-6.2.6-v5-darwin-" + (arm ? "arm64" : "amd64")
                : arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        try (InputStream in = ClassLoader.getSystemResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "these tests need a real Redis: there is no redis-server on the PATH and no " + name);
            }
            Path file = Files.createTempFile("redis-server-", "");
            file.toFile().deleteOnExit();
            long unused = Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Redis cannot be unpacked", e);
        }
    }

    private static String versionOf(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            if (!version.find()) {
                throw new IllegalStateException("this is no Redis: " + program + " says " + said.strip());
            }
            return version.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException("Redis cannot be started: " + program, e);
        }
    }
}
