package dev.cloakroom.session;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers claims that a policy allowed, so that the steady state asks the store nothing but the operation itself.
 * Being wrong costs a repeat and never access, because the store compares the stamp again: so a fixed table in which a
 * newcomer takes the place of whoever has its slot is enough, and there is nothing to expire. Thread-safe, lock-free.
 */
final class Decisions {
    private static final int SLOTS = 1 << 14;

    private final AtomicReferenceArray<@Nullable Claim> slots = new AtomicReferenceArray<>(SLOTS);

    @Nullable Claim find(SessionId id, Principal who, Access wanted) {
        Claim known = slots.getAcquire(slot(id, who, wanted));
        return known != null && known.answers(id, who, wanted) ? known : null;
    }

    void remember(Claim claim) {
        slots.setRelease(slot(claim.id(), claim.principal(), claim.access()), claim);
    }

    void forget(Claim claim) {
        int slot = slot(claim.id(), claim.principal(), claim.access());
        Claim known = slots.getAcquire(slot);
        if (known != null && known.answers(claim.id(), claim.principal(), claim.access())) {
            slots.setRelease(slot, null);
        }
    }

    private static int slot(SessionId id, Principal who, Access wanted) {
        int hash = (id.hashCode() * 31 + who.hashCode()) * 31 + wanted.hashCode();
        return (hash ^ (hash >>> 16)) & (SLOTS - 1);
    }
}
