package dev.cloakroom.testkit;

import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * One session of a bleed test: what was written to it, and whether what is read can be all of that and nothing else. A
 * stamp is {@code room/thread/number}, with numbers that only rise. Thread-safe.
 */
final class BleedRoom {
    private final SessionId id;
    private final Principal owner;
    private final Principal friend;
    private final String stamp = UUID.randomUUID().toString();
    private final ReadWriteLock use = new ReentrantReadWriteLock();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> places = new ConcurrentHashMap<>();
    private volatile boolean over;

    BleedRoom(SessionId id, Principal owner, Principal friend) {
        this.id = id;
        this.owner = owner;
        this.friend = friend;
    }

    SessionId id() {
        return id;
    }

    Principal owner() {
        return owner;
    }

    Principal friend() {
        return friend;
    }

    String stamp() {
        return stamp;
    }

    /** Read by who uses the room, written by who wants it to be quiet. */
    ReadWriteLock use() {
        return use;
    }

    /** Whether its end was acknowledged: what starts from now on must not succeed. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    int written() {
        return tried.size();
    }

    /** A stamp of this room that was never used, about to be. */
    String next(int thread) {
        String fresh = stamp + "/" + thread + "/" + numbers.incrementAndGet();
        boolean unused = tried.add(fresh);
        return fresh;
    }

    void acknowledged(List<String> stamps, Appended at) {
        for (int i = 0; i < stamps.size(); i++) {
            Long unused = places.put(stamps.get(i), at.first() + i);
        }
    }

    byte[] bytes() {
        return stamp.getBytes(StandardCharsets.UTF_8);
    }

    /** What is wrong with a part of this room's history, or empty. */
    Optional<String> wrongWith(List<Entry> entries) {
        Map<String, Integer> last = new HashMap<>();
        Set<String> seen = new HashSet<>();
        long expected = entries.isEmpty() ? 0 : entries.get(0).seq();
        for (Entry entry : entries) {
            String wrong = wrongWith(entry, expected++, last);
            if (wrong == null && !seen.add(entry.content())) {
                wrong = "the same message twice";
            }
            if (wrong != null) {
                return Optional.of(wrong + ", at place " + entry.seq());
            }
        }
        return Optional.empty();
    }

    private @Nullable String wrongWith(Entry entry, long expected, Map<String, Integer> last) {
        String[] parts = entry.content().split("/", -1);
        if (!parts[0].equals(stamp)) {
            return "a message of another session";
        } else if (!entry.author().equals(owner) && !entry.author().equals(friend)) {
            return "a message by somebody who has no access";
        } else if (entry.seq() != expected) {
            return "a gap in the history";
        } else if (!tried.contains(entry.content())) {
            return "a message that nobody wrote";
        }
        Long place = places.get(entry.content());
        if (place != null && place != entry.seq()) {
            return "a message that was acknowledged at place " + place;
        }
        if (place == null) {
            return null; // not acknowledged, or not yet: it may come late
        }
        Integer before = last.put(parts[1], Integer.valueOf(parts[2]));
        return before != null && before > Integer.parseInt(parts[2]) ? "messages of one thread in another order" : null;
    }

    /** What is missing from the whole history, or empty. */
    Optional<String> missingFrom(List<Entry> entries) {
        Set<String> there = new HashSet<>();
        entries.forEach(entry -> there.add(entry.content()));
        return places.keySet().stream()
                .filter(acknowledged -> !there.contains(acknowledged))
                .findFirst()
                .map(lost -> "an acknowledged message is lost, of place " + places.get(lost));
    }
}
