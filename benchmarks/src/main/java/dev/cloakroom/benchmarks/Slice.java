package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What was done in some seconds with one server. Immutable.
 *
 * @param requests how many were answered
 * @param nanos in which time
 * @param cpu the server's processor time in it
 */
record Slice(long requests, long nanos, Duration cpu) {
    private static final long MOST_REQUESTS = 90_000;

    /** Asks one request over and over on each of as many connections as there are requests. */
    static Slice of(ServerProcess server, List<byte[]> requests, int status, double seconds)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(requests.size());
        try {
            Duration before = server.cpu();
            long start = System.nanoTime();
            long end = start + (long) (seconds * 1e9);
            List<Future<Long>> counts = new ArrayList<>();
            for (byte[] request : requests) {
                counts.add(threads.submit(() -> repeat(server.port(), request, status, end)));
            }
            long answered = 0;
            for (Future<Long> count : counts) {
                answered += count.get();
            }
            long nanos = System.nanoTime() - start;
            return new Slice(answered, nanos, server.cpu().minus(before));
        } finally {
            var unused = threads.shutdownNow();
        }
    }

    /** Bounded in time, and in number by what a session has room for. */
    private static long repeat(int port, byte[] request, int status, long end) throws IOException {
        try (Connection connection = new Connection(port)) {
            long answered = 0;
            while (System.nanoTime() - end < 0 && answered < MOST_REQUESTS) {
                connection.exchange(request, status);
                answered++;
            }
            return answered;
        }
    }

    double perSecond() {
        return requests * 1e9 / nanos;
    }

    double cpuMicros() {
        return cpu.toNanos() / 1e3 / requests;
    }
}
