package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the properties of one run share: the store's harness, the seed, and what could not be checked. Used by one
 * thread.
 */
final class Bench {
    /** Lifetimes of which no sum of the steps that properties take in time comes close to another. */
    static final Limits LIMITS = Limits.standard().withTimeouts(Duration.ofMinutes(60), Duration.ofMinutes(310));

    private static final ThreadLocal<@Nullable Bench> CURRENT = new ThreadLocal<>();

    private final StoreHarness harness;
    private final long seed;
    private final Set<Capability> capabilities;
    private final Map<Capability, Set<String>> unchecked = new TreeMap<>();
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

    /** Runs {@code work} with this bench as the current one. */
    static void use(Bench bench, Runnable work) {
        Bench before = CURRENT.get();
        CURRENT.set(bench);
        try {
            work.run();
        } finally {
            CURRENT.set(before);
        }
    }

    long seed() {
        return seed;
    }

    /** The property's share of the seed. */
    long seedOf(String name) {
        return (seed * 31 + name.hashCode()) & Long.MAX_VALUE;
    }

    void begins(String name) {
        property = name;
    }

    /** Whether the store can do this; where it cannot, the property that asked is printed with the result. */
    boolean can(Capability capability) {
        boolean can = capabilities.contains(capability);
        if (!can) {
            boolean unused = unchecked
                    .computeIfAbsent(capability, key -> new TreeSet<>())
                    .add(property);
        }
        return can;
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
        boolean unused = storeNames.add(store.name());
    }

    String storeNames() {
        return String.join(", ", storeNames);
    }

    Map<Capability, Set<String>> unchecked() {
        return unchecked;
    }
}
