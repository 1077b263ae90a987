package dev.cloakroom.server.routes;

import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.SessionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who shares the store (R14): this instance announces itself from time to time, and says so in one line of the log when
 * others run another version or are set up differently. Thread-safe.
 */
public final class Roster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);
    private static final Duration BEAT = Duration.ofSeconds(10);
    private static final int FINGERPRINT_DIGITS = 12;
    private static final Duration LIFETIME = BEAT.multipliedBy(3);

    private final Optional<InstanceStore> store;
    private final InstanceStore.Instance self;
    private final ScheduledThreadPoolExecutor beats = new ScheduledThreadPoolExecutor(1, Roster::daemon);
    private volatile Standing last = new Standing(1, false);
    private String warned = "";

    private Roster(Optional<InstanceStore> store, Instance self, String settings) {
        this.store = store;
        int format = store.map(InstanceStore::format).orElse(1);
        String fingerprint = Digest.of((Object) settings).substring(0, FINGERPRINT_DIGITS);
        this.self = new InstanceStore.Instance(self.id(), self.version(), format, fingerprint);
    }

    /**
     * How the instances stand to each other.
     *
     * @param instances how many there are, this one included
     * @param differ whether versions, formats or settings do
     */
    public record Standing(int instances, boolean differ) {}

    /**
     * Announces the instance, now and from time to time until this is closed.
     *
     * @param store empty when it does not keep track
     * @param settings in what all instances should be alike; only a fingerprint of it is told
     */
    public static Roster of(Optional<InstanceStore> store, Instance self, String settings) {
        Roster roster = new Roster(store, self, settings);
        if (store.isPresent()) {
            roster.beat();
            Future<?> unused = roster.beats.scheduleWithFixedDelay(
                    roster::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
        }
        return roster;
    }

    private void beat() {
        try {
            store.ifPresent(instances -> {
                instances.announce(self, LIFETIME);
                List<InstanceStore.Instance> present = instances.present();
                last = standing(present);
                warnOfDifferences(present);
            });
        } catch (SessionException e) {
            LOG.debug("this instance could not be announced: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("this instance could not be announced", e);
        }
    }

    /** As it was when the instance announced itself last; asks nobody. */
    public Standing known() {
        return last;
    }

    /** What this instance says of itself. */
    InstanceStore.Instance self() {
        return self;
    }

    /** The instances that are there now, this one included. */
    List<InstanceStore.Instance> present() {
        List<InstanceStore.Instance> present =
                new ArrayList<>(store.map(InstanceStore::present).orElse(List.of()));
        if (present.stream().noneMatch(one -> one.id().equals(self.id()))) {
            present.add(self);
        }
        return present;
    }

    /** As it is now, or was when it could be asked last. */
    Standing standing() {
        try {
            store.ifPresent(instances -> last = standing(instances.present()));
        } catch (SessionException e) {
            LOG.debug("who shares the store is not known: {}", e.getMessage());
        }
        return last;
    }

    private Standing standing(List<InstanceStore.Instance> present) {
        boolean announced = present.stream().anyMatch(one -> one.id().equals(self.id()));
        return new Standing(
                present.size() + (announced ? 0 : 1), !kinds(present).equals(kinds(List.of(self))));
    }

    /** Once for each mixed set, not at every beat. */
    private synchronized void warnOfDifferences(List<InstanceStore.Instance> present) {
        Set<String> kinds = kinds(present);
        String mixed = kinds.size() > 1 ? String.join("; ", kinds) : "";
        if (!mixed.equals(warned) && !mixed.isEmpty()) {
            LOG.warn("{} instances share the store and are not alike: {}", present.size(), mixed);
        }
        warned = mixed;
    }

    /** What the instances are, this one always included. */
    private Set<String> kinds(List<InstanceStore.Instance> present) {
        Set<String> kinds = new TreeSet<>(List.of(kind(self)));
        present.forEach(one -> {
            boolean unused = kinds.add(kind(one));
        });
        return kinds;
    }

    private static String kind(InstanceStore.Instance one) {
        return "version " + one.version() + ", format " + one.format() + ", settings " + one.configuration();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "cloakroom-roster");
        thread.setDaemon(true);
        return thread;
    }

    /** Takes the announcement back. */
    @Override
    public void close() {
        List<Runnable> unused = beats.shutdownNow();
        try {
            store.ifPresent(instances -> instances.leave(self.id()));
        } catch (SessionException e) {
            LOG.debug("this instance counts as there for {} s yet: {}", LIFETIME.toSeconds(), e.getMessage());
        }
    }
}
