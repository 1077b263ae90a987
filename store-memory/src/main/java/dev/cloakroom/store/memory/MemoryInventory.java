package dev.cloakroom.store.memory;

import dev.cloakroom.session.Head;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.SessionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Everything in this process, in the order of ids, so that no session is told twice in a walk. What remains of sessions
 * that are over is looked through in one batch: the store does so every ten seconds anyway. Thread-safe.
 */
final class MemoryInventory implements Inventory {
    private static final Comparator<SessionId> BY_ID = Comparator.comparing(SessionId::value);

    private final Rooms rooms;
    private final MemoryNames names;

    MemoryInventory(Rooms rooms, MemoryNames names) {
        this.rooms = rooms;
        this.names = names;
    }

    @Override
    public Live live(@Nullable String after, int batch) {
        requirePositive(batch);
        List<SessionId> ids = following(after == null ? null : cursor(after), batch);
        List<Head> heads = new ArrayList<>();
        for (SessionId id : ids) {
            State state = rooms.find(id);
            if (state != null) {
                heads.add(state.head(id, rooms.now()));
            }
        }
        boolean more = ids.size() == batch;
        return new Live(heads, 0, more ? ids.get(ids.size() - 1).text() : null);
    }

    /** A look at all, which holds nobody up. */
    private List<SessionId> following(@Nullable SessionId after, int most) {
        PriorityQueue<SessionId> lowest = new PriorityQueue<>(BY_ID.reversed());
        rooms.all().filter(id -> after == null || BY_ID.compare(id, after) > 0).forEach(id -> {
            boolean unused = lowest.add(id);
            if (lowest.size() > most) {
                SessionId unusedHighest = lowest.remove();
            }
        });
        return lowest.stream().sorted(BY_ID).toList();
    }

    private static SessionId cursor(String after) {
        return SessionId.parse(after).orElseThrow(() -> new InvalidInput("this is no cursor of an inventory"));
    }

    @Override
    public Remains remains(@Nullable String after, int batch) {
        requireBeginning(after, batch);
        long entries = names.stale();
        long sessions = rooms.all().filter(id -> rooms.find(id) == null).count();
        return new Remains(sessions, entries, sessions + entries, null);
    }

    @Override
    public Remains sweep(@Nullable String after, int batch) {
        requireBeginning(after, batch);
        long sessions = rooms.sweep();
        long entries = names.clear();
        return new Remains(sessions, entries, sessions + entries, null);
    }

    private static void requireBeginning(@Nullable String after, int batch) {
        requirePositive(batch);
        if (after != null) {
            throw new InvalidInput("this is no cursor of what remains");
        }
    }

    private static void requirePositive(int batch) {
        if (batch < 1) {
            throw new InvalidInput("a batch looks at 1 or more, not " + batch);
        }
    }
}
