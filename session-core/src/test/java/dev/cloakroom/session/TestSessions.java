package dev.cloakroom.session;

import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionStore.Bell;
import dev.cloakroom.session.SessionStore.Owned;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The records of {@link TestStore}: one lock, one map, every call noted. */
abstract class TestSessions implements SessionStore {
    final InstantSource clock;
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Limits limits;
    private final Map<SessionId, Kept> sessions = new LinkedHashMap<>();
    private final List<Listening> listening = new CopyOnWriteArrayList<>();

    TestSessions(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public synchronized Result<Head> create(SessionId id, Control control) {
        calls.add("create");
        if (sessions.containsKey(id)) {
            return Result.refused(Refusal.ID_TAKEN, 0);
        }
        int owned = live(control.owner()).size();
        if (owned + 1 > limits.of(Limit.SESSIONS)) {
            return Result.refused(Refusal.SESSIONS, owned + 1L);
        }
        Kept kept = new Kept(id, control, now(), limits);
        sessions.put(id, kept);
        return Result.done(kept.head(now()));
    }

    @Override
    public synchronized Optional<Facts> facts(SessionId id, Principal who) {
        calls.add("facts");
        Kept kept = sessions.get(id);
        return kept == null || !kept.livesAt(now())
                ? Optional.empty()
                : Optional.of(kept.head(now()).factsFor(who));
    }

    @Override
    public Result<Head> head(Claim claim) {
        return guarded("head", claim, kept -> Result.done(kept.head(now())));
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next, @Nullable Duration lease) {
        return ringing(claim, guarded("swap", claim, kept -> {
            if (kept.control.version() != version) {
                return Result.refused(Refusal.VERSION, 0);
            }
            boolean moves = !kept.control.owner().equals(next.owner());
            int owned = live(next.owner()).size();
            if (moves && owned + 1 > limits.of(Limit.SESSIONS)) {
                return Result.refused(Refusal.SESSIONS, owned + 1L);
            }
            if (kept.control.stamp().equals(next.stamp())) {
                kept.touch(now());
            }
            kept.control = next;
            if (lease != null) {
                kept.turnUntil = now().plus(lease);
            }
            return Result.done(kept.head(now()));
        }));
    }

    @Override
    public Result<Head> end(Claim claim) {
        return ringing(claim, guarded("end", claim, kept -> {
            sessions.remove(kept.id);
            return Result.done(kept.head(now()));
        }));
    }

    @Override
    public synchronized Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        calls.add("owned");
        List<Head> all = live(owner);
        int from = 0;
        if (after != null) {
            List<SessionId> ids = all.stream().map(Head::id).toList();
            if (!ids.contains(after)) {
                return Optional.empty();
            }
            from = ids.indexOf(after) + 1;
        }
        int to = Math.min(all.size(), from + limit);
        return Optional.of(new Owned(all.subList(from, to), to < all.size()));
    }

    @Override
    public Bell bell(SessionId id, Runnable ring) {
        Listening one = new Listening(id, ring);
        listening.add(one);
        return () -> listening.remove(one);
    }

    @Override
    public void ping() {}

    @Override
    public String name() {
        return "test";
    }

    @Override
    public void close() {
        calls.add("close");
    }

    /** The calls that {@code work} makes. */
    List<String> callsOf(Runnable work) {
        calls.clear();
        work.run();
        return List.copyOf(calls);
    }

    synchronized List<SessionId> liveIds() {
        return sessions.values().stream()
                .filter(kept -> kept.livesAt(now()))
                .map(kept -> kept.id)
                .toList();
    }

    int listeners() {
        return listening.size();
    }

    Instant now() {
        return clock.instant();
    }

    synchronized <T> Result<T> guarded(String call, Claim claim, Function<Kept, Result<T>> effect) {
        calls.add(call);
        Kept kept = sessions.get(claim.id());
        if (kept == null || !kept.livesAt(now())) {
            return Result.gone();
        }
        return kept.control.stamp().equals(claim.stamp()) ? effect.apply(kept) : Result.stale();
    }

    <T> Result<T> ringing(Claim claim, Result<T> result) {
        if (result instanceof Result.Done<T>) {
            listening.stream().filter(one -> one.id.equals(claim.id())).forEach(one -> one.ring.run());
        }
        return result;
    }

    private List<Head> live(Principal owner) {
        return sessions.values().stream()
                .filter(kept -> kept.livesAt(now()) && kept.control.owner().equals(owner))
                .map(kept -> kept.head(now()))
                .sorted(Comparator.comparing(Head::lastActiveAt)
                        .reversed()
                        .thenComparing(head -> head.id().value()))
                .toList();
    }

    private record Listening(SessionId id, Runnable ring) {}
}
