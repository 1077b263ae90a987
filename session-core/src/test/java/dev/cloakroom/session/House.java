package dev.cloakroom.session;

import dev.cloakroom.session.SessionListener.Denial;
import dev.cloakroom.session.SessionListener.LifeCycle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** What a test of the registry needs: a stepped clock, a store, a registry and what its listener was told. */
final class House implements AutoCloseable {
    static final Principal ALICE = new Principal("acme", "alice");
    static final Principal BOB = new Principal("acme", "bob");
    static final Principal CAROL = new Principal("acme", "carol");
    static final Principal MALLORY = new Principal("evil", "mallory");

    final SteppedClock clock = new SteppedClock();
    final TestStore store;
    final Told told = new Told();
    final SessionRegistry registry;

    House() {
        this(Limits.standard(), TestStore::new, OwnershipPolicy.ownerAndGrants());
    }

    House(Limits limits) {
        this(limits, TestStore::new, OwnershipPolicy.ownerAndGrants());
    }

    House(OwnershipPolicy policy) {
        this(Limits.standard(), TestStore::new, policy);
    }

    House(BiFunction<Limits, SteppedClock, TestStore> maker) {
        this(Limits.standard(), maker, OwnershipPolicy.ownerAndGrants());
    }

    House(Limits limits, BiFunction<Limits, SteppedClock, TestStore> maker, OwnershipPolicy policy) {
        this.store = maker.apply(limits, clock);
        this.registry = SessionRegistry.builder(store)
                .policy(policy)
                .listener(told)
                .auditKey("0123456789abcdef".getBytes(StandardCharsets.US_ASCII))
                .build();
    }

    SessionId open(Principal owner) {
        return registry.open(owner).id();
    }

    /** A fresh session of the owner's and a claim to it. */
    Claim claimed(Principal owner, Access access) {
        return registry.claim(open(owner), owner, access);
    }

    /** A claim to append to a fresh session that has the messages 1 to {@code count}. */
    Claim filled(Principal owner, int count) {
        Claim claim = claimed(owner, Access.APPEND);
        for (int i = 1; i <= count; i++) {
            Appended unused = registry.history().append(claim, Draft.user("message " + i));
        }
        return claim;
    }

    Claim owners(SessionId id) {
        return registry.claim(id, ALICE, Access.MANAGE);
    }

    List<String> contents(Claim claim) {
        return registry.history().read(claim, Slice.after(0, 200)).entries().stream()
                .map(Entry::content)
                .toList();
    }

    Map<String, String> metadata(Claim claim) {
        return registry.describe(claim).metadata();
    }

    void step(Duration time) {
        clock.step(time);
    }

    @Override
    public void close() {
        registry.close();
    }

    /** What a listener was told, in order. */
    static final class Told implements SessionListener {
        final List<Denial> denials = new CopyOnWriteArrayList<>();
        final List<LifeCycle> changes = new CopyOnWriteArrayList<>();

        @Override
        public void denied(Denial denial) {
            denials.add(denial);
        }

        @Override
        public void changed(LifeCycle change) {
            changes.add(change);
        }

        List<Denial.Reason> reasons() {
            return denials.stream().map(Denial::reason).toList();
        }

        List<LifeCycle.Kind> kinds() {
            return changes.stream().map(LifeCycle::kind).toList();
        }

        void forget() {
            denials.clear();
            changes.clear();
        }
    }
}
