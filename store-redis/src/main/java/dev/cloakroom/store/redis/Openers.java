package dev.cloakroom.store.redis;

import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Who opened a session, as far as appends have shown it. That never changes for an id, so that an append by the same
 * person need not name its author again, and Redis need not compare. A fact that was forgotten costs a comparison, not
 * an answer; access is not decided here. Bounded and thread-safe.
 */
final class Openers {
    private static final int PLACES = 8_192;

    private final AtomicReferenceArray<@Nullable Opener> known = new AtomicReferenceArray<>(PLACES);

    private record Opener(SessionId id, Principal who) {}

    boolean opened(SessionId id, Principal who) {
        Opener opener = known.get(place(id));
        return opener != null && opener.id().equals(id) && opener.who().equals(who);
    }

    /** @param who opened it, as Redis has said */
    void learn(SessionId id, Principal who) {
        known.set(place(id), new Opener(id, who));
    }

    private static int place(SessionId id) {
        return Math.floorMod(id.hashCode(), PLACES);
    }
}
