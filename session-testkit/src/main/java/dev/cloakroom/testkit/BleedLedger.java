package dev.cloakroom.testkit;

import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What a bleed test knows of all sessions, and what it has counted and found. Thread-safe. */
final class BleedLedger {
    final AtomicLong operations = new AtomicLong();
    final AtomicLong acknowledged = new AtomicLong();
    final AtomicLong denied = new AtomicLong();
    final AtomicLong unavailable = new AtomicLong();
    final AtomicLong unknown = new AtomicLong();

    private final List<Principal> people;
    private final List<List<BleedRoom>> rooms = new ArrayList<>();
    private final Map<SessionId, Principal> issued = new ConcurrentHashMap<>();
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();

    BleedLedger(List<Principal> people) {
        this.people = List.copyOf(people);
        people.forEach(one -> rooms.add(new CopyOnWriteArrayList<>()));
    }

    int owners() {
        return people.size();
    }

    Principal owner(int number) {
        return people.get(number);
    }

    /** Somebody else, or the owner where there is nobody else. */
    Principal friendOf(int number) {
        return people.get((number + 1) % people.size());
    }

    List<BleedRoom> rooms(int owner) {
        return rooms.get(owner);
    }

    /** A room of this owner's, one of those that nobody is known to have closed, or null. */
    @Nullable BleedRoom any(int owner, Random random) {
        List<BleedRoom> all = List.copyOf(rooms.get(owner));
        return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
    }

    void opened(int owner, BleedRoom room) {
        Principal before = issued.put(room.id(), people.get(owner));
        if (before != null) {
            found(Rule.R1, "an id was issued twice");
        }
        boolean unused = rooms.get(owner).add(room);
    }

    void closed(int owner, BleedRoom room) {
        boolean unused = rooms.get(owner).remove(room);
    }

    /** Whose session this is; null when it was never issued here. */
    @Nullable Principal ownerOf(SessionId id) {
        return issued.get(id);
    }

    void found(Rule rule, String what) {
        boolean unused = findings.add(rule + ": " + what);
    }

    BleedTester.Report report(long seed, int most) {
        return new BleedTester.Report(
                seed,
                operations.get(),
                acknowledged.get(),
                denied.get(),
                unavailable.get(),
                unknown.get(),
                findings.stream().limit(most).toList());
    }
}
