package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * How a server is, seen from outside. Immutable.
 *
 * @param heap bytes of heap in use after a full collection that is asked of it, as the collector itself tells, since
 *     the server goes on meanwhile
 * @param resident bytes of memory of the process
 * @param threads of its process
 * @param descriptors that its process has open
 * @param keys in Redis; 0 without one
 * @param redis bytes that Redis uses; 0 without one
 */
record Vitals(long heap, long resident, long threads, long descriptors, long keys, long redis) {
    private static final Pattern COLLECTED = Pattern.compile("Pause Full .*->(\\d+)M\\(");
    private static final Pattern MEMORY = Pattern.compile("used_memory:(\\d+)");

    /** Those of a server, and of the Redis at this port, which is 0 when there is none. */
    static Vitals of(ServerProcess server, int redisPort) throws IOException, InterruptedException {
        long heap = heapAfterCollection(server);
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

    private static long heapAfterCollection(ServerProcess server) throws IOException, InterruptedException {
        Path log = Files.createTempFile("collections", ".log");
        try {
            String unused = jcmd(server, "VM.log", "output=" + log, "what=gc=info");
            String unusedToo = jcmd(server, "GC.run");
            long mebibytes = number(COLLECTED, Files.readString(log));
            String unusedEither = jcmd(server, "VM.log", "output=" + log, "what=all=off");
            return mebibytes << 20;
        } finally {
            Files.delete(log);
        }
    }

    private static String jcmd(ServerProcess server, String... command) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(server.pid())));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(line + ": " + said);
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
