package dev.cloakroom.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Time that passes when it is told to, and what is planned in it, on the thread that lets it pass. */
final class SteppedScheduler extends AbstractLifeCycle implements Scheduler {

    private final List<Planned> planned = new ArrayList<>();
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1); // such a clock may begin anywhere and run over

    private record Planned(long due, Runnable work) {}

    long nanoTime() {
        return now;
    }

    @Override
    public Task schedule(Runnable work, long delay, TimeUnit unit) {
        Planned next = new Planned(now + unit.toNanos(delay), work);
        planned.add(next);
        return () -> planned.remove(next);
    }

    /** How much is planned. */
    int size() {
        return planned.size();
    }

    void pass(long millis) {
        long end = now + Duration.ofMillis(millis).toNanos();
        for (Planned next = first(end); next != null; next = first(end)) {
            planned.remove(next);
            now = next.due();
            next.work().run();
        }
        now = end;
    }

    private @Nullable Planned first(long end) {
        return planned.stream()
                .filter(some -> some.due() - end <= 0)
                .min(Comparator.comparingLong(some -> some.due() - end))
                .orElse(null);
    }
}
