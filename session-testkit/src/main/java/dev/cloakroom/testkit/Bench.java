package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the properties of one run share: the store's harness, the seed, and what could not be checked. Used by one
 * thread.
 */
final class Bench {
    static final Duration IDLE = Duration.ofMinutes(60);
    static final Duration ABSOLUTE = Duration.ofMinutes(310);
    /** Far more than a property takes, far less than any step of time that it makes. */
    static final Duration MARGIN = Duration.ofMinutes(3);

    static final Limits LIMITS = Limits.standard().withTimeouts(IDLE, ABSOLUTE);

    private static final ThreadLocal<@Nullable Bench> CURRENT = new ThreadLocal<>();

    private final StoreHarness harness;
    private final long seed;
    private final Set<Capability> capabilities;
    private final Map<String, Set<String>> unchecked = new TreeMap<>();
    private final Set<String> storeNames = new TreeSet<>();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private int desks;
    private String property = "";

    Bench(StoreHarness harness, long seed) {
        this.harness = harness;
        this.seed = seed;
        this.capabilities = Set.copyOf(harness.capabilities());
    }

    /** The bench of the run that this thread is in. */
    static Bench current() {
        return Objects.requireNonNull(CURRENT.get(), "properties run where a contract is run");
    }

    /** Does {@code work}, which runs the property, with this bench as the current one. */
    static <T> T use(Bench bench, ContractProperty property, Supplier<T> work) {
        CURRENT.set(bench);
        bench.property = property.name();
        try {
            return work.get();
        } finally {
            CURRENT.remove();
        }
    }

    long seed() {
        return seed;
    }

    /** The share of the seed of the property that runs. */
    long seedOfProperty() {
        return (seed * 31 + property.hashCode()) & Long.MAX_VALUE;
    }

    /** For choices that nothing is gained from shrinking. */
    Random random() {
        return new Random(seedOfProperty());
    }

    /** Whether the store can do this; where it cannot, the property that asked is printed with the result. */
    boolean can(Capability capability) {
        return can(capability.name(), capabilities.contains(capability));
    }

    /** As {@link #can(Capability)}, for something that a store itself has or has not. */
    boolean can(String what, boolean has) {
        if (!has) {
            boolean unused =
                    unchecked.computeIfAbsent(what, key -> new TreeSet<>()).add(property);
        }
        return has;
    }

    /** Whether there is a second client, or two registries over one store have to do. */
    boolean isShared() {
        return capabilities.contains(Capability.SECOND_CLIENT);
    }

    StoreHarness harness() {
        return harness;
    }

    /** A desk over a fresh store with the standard limits. */
    Desk desk() {
        return desk(LIMITS);
    }

    /** A desk over a fresh store with these limits. */
    Desk desk(Limits limits) {
        return new Desk(this, limits, "kit-" + run + "-" + ++desks);
    }

    void opened(SessionStore store) {
        boolean unused = storeNames.add(store.name() + ", " + store.getClass().getName());
    }

    String storeNames() {
        return String.join("; ", storeNames);
    }

    Map<String, Set<String>> unchecked() {
        return unchecked;
    }
}
