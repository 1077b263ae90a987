package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * How a server is, seen from outside, right after a full garbage collection that is asked of it. Immutable.
 *
 * @param heap bytes of heap in use
 * @param resident bytes of memory of the process
 * @param threads of its process
 * @param descriptors that its process has open
 * @param keys in Redis; 0 without one
 * @param redis bytes that Redis uses; 0 without one
 */
record Vitals(long heap, long resident, long threads, long descriptors, long keys, long redis) {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern MEMORY = Pattern.compile("used_memory:(\\d+)");

    /** Those of a server, and of the Redis at this port, which is 0 when there is none. */
    static Vitals of(ServerProcess server, int redisPort) throws IOException, InterruptedException {
        String unused = jcmd(server, "GC.run");
        long heap = number(USED, jcmd(server, "GC.heap_info")) * 1024;
        Path process = Path.of("/proc", Long.toString(server.pid()));
        String status = Files.readString(process.resolve("status"));
        long resident = number(Pattern.compile("VmRSS:\\s+(\\d+) kB"), status) * 1024;
        long threads = number(Pattern.compile("Threads:\\s+(\\d+)"), status);
        long descriptors;
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            descriptors = open.count();
        }
        if (redisPort == 0) {
            return new Vitals(heap, resident, threads, descriptors, 0, 0);
        }
        try (Jedis redis = new Jedis("127.0.0.1", redisPort)) {
            long used = number(MEMORY, redis.info("memory"));
            return new Vitals(heap, resident, threads, descriptors, redis.dbSize(), used);
        }
    }

    /** The numbers in the order of {@link #names}. */
    long[] numbers() {
        return new long[] {heap, resident, threads, descriptors, keys, redis};
    }

    static String[] names() {
        return new String[] {"heap", "resident", "threads", "descriptors", "keys", "redis"};
    }

    private static String jcmd(ServerProcess server, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Arrays.asList(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(server.pid()),
                        command))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }

    private static long number(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }
}
