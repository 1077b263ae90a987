package dev.cloakroom.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The heap that sessions keep, everything of the store included: what is reachable after a full collection, with the
 * sessions and without. Each measurement is a process of its own.
 */
final class SessionHeap {
    private static final int REPEATS = Integer.getInteger("repeats", 5);

    private SessionHeap() {}

    static Table run() throws IOException, InterruptedException {
        Table table =
                new Table("SessionHeap: bytes a session of 20 messages of 200 bytes keeps / its 4 000 of payload");
        table = table.with("unkeyed, an owner each", "bytes", measure("1", "unkeyed"), Target.atMost(3));
        table = table.with("unkeyed, one owner per 10 sessions", "bytes", measure("10", "unkeyed"), Target.atMost(3));
        table = table.with("keyed (36 chars), an owner each", "bytes", measure("1", "keyed"), Target.none());
        return table.with(
                "keyed (36 chars), one owner per 10 sessions", "bytes", measure("10", "keyed"), Target.none());
    }

    private static Pairs measure(String sessionsAnOwner, String keys) throws IOException, InterruptedException {
        Pairs pairs = new Pairs();
        for (int i = 0; i < REPEATS; i++) {
            pairs.add(probe(sessionsAnOwner, keys), HeapProbe.PAYLOAD);
        }
        return pairs;
    }

    private static double probe(String sessionsAnOwner, String keys) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms768m",
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                HeapProbe.class.getName()));
        command.add(sessionsAnOwner);
        command.add(keys);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader answer = process.inputReader(StandardCharsets.UTF_8)) {
            String line = answer.readLine();
            int code = process.waitFor();
            if (line == null || code != 0) {
                throw new IOException("the probe ended with " + code);
            }
            return Double.parseDouble(line);
        }
    }
}
