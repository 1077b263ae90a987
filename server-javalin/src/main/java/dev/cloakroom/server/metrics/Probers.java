package dev.cloakroom.server.metrics;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who was refused how often in the last hour, of a bounded number of people: beyond that, who knocks least is forgotten
 * first. Thread-safe.
 */
final class Probers {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final int MINUTES = 60;
    private static final int MOST = 1_000;
    private static final int SHOWN = 20;

    private final InstantSource clock;
    private final Cache<Principal, Knocks> known;

    Probers(InstantSource clock) {
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterAccess(HOUR)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .build();
    }

    private static final class Knocks {
        private final Ring<AtomicInteger> minutes = new Ring<>(Duration.ofMinutes(1), MINUTES, AtomicInteger::new);
        private volatile Instant last = Instant.EPOCH;

        void count(Instant now) {
            int unused = minutes.at(now).incrementAndGet();
            last = now;
        }

        int within(Instant now) {
            return minutes.last(now).stream().mapToInt(AtomicInteger::get).sum();
        }
    }

    /** Someone who was refused. */
    record Prober(Principal who, int refusals, Instant lastAt) {
        @Override
        public String toString() {
            return "Prober(" + refusals + ")";
        }
    }

    void refused(Principal who) {
        known.get(who, fresh -> new Knocks()).count(clock.instant());
    }

    /** Those who were refused most, most refusals first. */
    List<Prober> most() {
        Instant now = clock.instant();
        return known.asMap().entrySet().stream()
                .map(entry -> prober(entry, now))
                .filter(prober -> prober.refusals() > 0)
                .sorted(Comparator.comparingInt(Prober::refusals)
                        .thenComparing(Prober::lastAt)
                        .reversed())
                .limit(SHOWN)
                .toList();
    }

    private static Prober prober(Map.Entry<Principal, Knocks> entry, Instant now) {
        return new Prober(entry.getKey(), entry.getValue().within(now), entry.getValue().last);
    }
}
