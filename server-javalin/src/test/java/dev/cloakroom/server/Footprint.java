package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What this process takes.
 *
 * @param heapBytes in use after a collection
 * @param threads alive
 * @param descriptors open files and sockets
 */
record Footprint(long heapBytes, int threads, long descriptors) {

    private static final long HEAP_SLACK = 16L << 20;
    /** The pool of the server lets idle threads go one a minute, and never has more than it may. */
    private static final int THREAD_SLACK = 16;

    private static final int DESCRIPTOR_SLACK = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static Footprint now() {
        System.gc();
        UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                system.getOpenFileDescriptorCount());
    }

    /**
     * Waits until the process takes no more than this again, but for a slack, and returns what it takes then: ends of
     * connections, idle threads and references are noticed a little later.
     */
    Footprint awaitBack() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Footprint after = now();
        while (after.isMoreThan(this) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            after = now();
        }
        assertThat(after.isMoreThan(this))
                .as("before %s, after %s", this, after)
                .isFalse();
        return after;
    }

    private boolean isMoreThan(Footprint before) {
        return heapBytes > before.heapBytes + HEAP_SLACK
                || threads > before.threads + THREAD_SLACK
                || descriptors > before.descriptors + DESCRIPTOR_SLACK;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "heap %.1f MiB, threads %d, descriptors %d", heapBytes / 1048576.0, threads, descriptors);
    }
}
