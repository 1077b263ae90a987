package dev.cloakroom.benchmarks;

import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A server that is asked for a long time at four fifths of what it can do, and looked at each minute. What it can do is
 * measured first, by the same visitors without a pace. It is well when nothing failed and nothing grew: of each number
 * the median of the last quarter is held against that of the second, since in the first one things are warming up.
 *
 * <p>With the embedded store some sessions are left to expire after a minute. With Redis all are ended, since there the
 * keys of expired ones give their room back an hour later.
 */
final class Soak {
    private static final int WORKERS = 16;
    private static final double SHARE = 0.8;
    private static final int CAPACITY_SECONDS = Integer.getInteger("capacity", 30);
    private static final int CAPACITY_TRIES = 8;
    private static final int SAMPLE_SECONDS = Integer.getInteger("sample", 60);
    /** A tenth more, and something for small numbers. */
    private static final double MOST_GROWTH = 1.1;

    private static final long[] ALLOWANCE = {8 << 20, 64 << 20, 5, 10, 100, 4 << 20};

    private final ServerProcess server;
    private final int redisPort;
    private final LongAdder failures = new LongAdder();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");

    private Soak(ServerProcess server, int redisPort) {
        this.server = server;
        this.redisPort = redisPort;
    }

    /**
     * Soaks a server and tells how it was.
     *
     * @param arguments the store, {@code memory} or {@code redis}, and how many minutes
     * @return whether the server was well
     */
    static boolean main(List<String> arguments) throws IOException, InterruptedException {
        String store = arguments.isEmpty() ? "" : arguments.get(0);
        int minutes = arguments.size() > 1 ? Integer.parseInt(arguments.get(1)) : 20;
        if (minutes * 60 / SAMPLE_SECONDS < 8) {
            System.err.println("soak: too short to see whether anything grows; at least eight minutes");
            return false;
        }
        Machine.here().print(System.out);
        switch (store) {
            case "memory" -> {
                try (ServerProcess server = ServerProcess.cloakroom("--idle-timeout", "60s")) {
                    return new Soak(server, 0).run(store, minutes);
                }
            }
            case "redis" -> {
                try (RedisServer redis = RedisServer.start();
                        ServerProcess server = ServerProcess.cloakroom(
                                "--store", redis.uri("prefix=cr").toString())) {
                    return new Soak(server, redis.port()).run(store, minutes);
                }
            }
            default -> {
                System.err.println("soak memory [minutes], or: soak redis [minutes]");
                return false;
            }
        }
    }

    private boolean run(String store, int minutes) throws IOException, InterruptedException {
        double capacity = capacity();
        System.out.printf(
                Locale.ROOT,
                "soak on %s: capacity %.0f requests a second, %d connections; %d minutes at %.0f%%%n",
                store,
                capacity,
                WORKERS,
                minutes,
                SHARE * 100);
        List<Vitals> seen = new ArrayList<>();
        double rate = perSecond((long) (WORKERS * 1e9 / (capacity * SHARE)), minutes * 60, seen);
        System.out.printf(Locale.ROOT, "%.0f requests a second, %d failed visits%n", rate, failures.sum());
        if (failures.sum() > 0) {
            System.out.println("the first: " + firstFailure.get());
        }
        boolean flat = isFlat(seen);
        return flat && failures.sum() == 0;
    }

    /** What the server can do when its code is compiled: tried until it gets no faster, which takes a while. */
    private double capacity() throws IOException, InterruptedException {
        double before = 0;
        double now = perSecond(0, CAPACITY_SECONDS, List.of());
        for (int i = 1; i < CAPACITY_TRIES && now > before * 1.05; i++) {
            before = now;
            now = perSecond(0, CAPACITY_SECONDS, List.of());
            System.out.printf(
                    Locale.ROOT, "%5d s  %9.0f requests a second without a pace%n", (i + 1L) * CAPACITY_SECONDS, now);
        }
        return Math.max(now, before);
    }

    /** How many requests a second there were. */
    private double perSecond(long distance, int seconds, List<Vitals> seen) throws IOException, InterruptedException {
        LongAdder requests = new LongAdder();
        AtomicBoolean going = new AtomicBoolean(true);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        long start = System.nanoTime();
        for (int i = 0; i < WORKERS; i++) {
            String name = "visitor-" + i + "-" + start;
            workers.execute(() -> visit(new Pace(distance, requests), name, going));
        }
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long next = start;
        while (System.nanoTime() - end < 0) {
            next += TimeUnit.SECONDS.toNanos(SAMPLE_SECONDS);
            long left = Math.min(next, end) - System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
            if (distance > 0) {
                Vitals now = Vitals.of(server, redisPort);
                seen.add(now);
                print(System.nanoTime() - start, requests.sum(), now);
            }
        }
        going.set(false);
        double rate = requests.sum() * 1e9 / (System.nanoTime() - start);
        workers.shutdown();
        if (!workers.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new IOException("visitors do not come to an end");
        }
        return rate;
    }

    private void visit(Pace pace, String name, AtomicBoolean going) {
        while (going.get()) {
            try (Visitor visitor = new Visitor(server.port(), pace, name, redisPort == 0)) {
                while (going.get()) {
                    visitor.visit();
                }
            } catch (IOException e) {
                failures.increment();
                boolean unused = firstFailure.compareAndSet("", String.valueOf(e.getMessage()));
            }
        }
    }

    private static boolean isFlat(List<Vitals> seen) {
        boolean flat = true;
        int quarter = seen.size() / 4;
        for (int i = 0; i < ALLOWANCE.length; i++) {
            long before = median(seen.subList(quarter, 2 * quarter), i);
            long after = median(seen.subList(seen.size() - quarter, seen.size()), i);
            boolean fine = after <= before * MOST_GROWTH + ALLOWANCE[i];
            flat &= fine;
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %14d in the second quarter, %14d in the last: %s%n",
                    Vitals.names()[i],
                    before,
                    after,
                    fine ? "flat" : "GROWS");
        }
        return flat;
    }

    private static long median(List<Vitals> seen, int number) {
        long[] sorted = seen.stream()
                .mapToLong(vitals -> vitals.numbers()[number])
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private static void print(long nanos, long requests, Vitals now) {
        System.out.printf(
                Locale.ROOT,
                "%5d s %11d requests  heap %6.1f MiB  resident %7.1f MiB  %4d threads  %4d descriptors  %7d keys  redis %7.1f MiB%n",
                TimeUnit.NANOSECONDS.toSeconds(nanos),
                requests,
                now.heap() / 1048576.0,
                now.resident() / 1048576.0,
                now.threads(),
                now.descriptors(),
                now.keys(),
                now.redis() / 1048576.0);
    }
}
