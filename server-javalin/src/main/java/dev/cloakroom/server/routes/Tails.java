package dev.cloakroom.server.routes;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.History;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * All followers of this instance: bounded in number, of a session and in all, served by a few threads in short pieces
 * of work, and looked after from time to time. Thread-safe.
 */
public final class Tails implements AutoCloseable {

    /** How often a follower looks by itself, and hears that the stream is alive. */
    public static final Duration BEAT = Duration.ofSeconds(15);

    private static final int THREADS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    private static final long TICK_MILLIS = 1_000;
    private static final int MOST_WATCHERS = 32;

    private final History history;
    private final int mostOfSession;
    private final Semaphore places;
    private final Semaphore watchers = new Semaphore(MOST_WATCHERS);
    private final long beatNanos;
    private final ConcurrentHashMap<SessionId, Integer> followed = new ConcurrentHashMap<>();
    private final Set<Tail> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers = Executors.newFixedThreadPool(THREADS, daemons("cloakroom-tails"));
    private final ScheduledThreadPoolExecutor ticks = new ScheduledThreadPoolExecutor(1, daemons("cloakroom-ticks"));
    private final LongAdder refused = new LongAdder();
    private final int most;
    private volatile boolean cut;

    /**
     * A bounded number of followers.
     *
     * @param mostOfSession how many one session may have
     * @param most how many there may be in all
     */
    public Tails(History history, int mostOfSession, int most, Duration beat) {
        this.history = history;
        this.mostOfSession = mostOfSession;
        this.most = most;
        this.places = new Semaphore(most);
        this.beatNanos = beat.toNanos();
        long tick = Math.min(TICK_MILLIS, beat.toMillis());
        Future<?> unused = ticks.scheduleAtFixedRate(this::tick, tick, tick, TimeUnit.MILLISECONDS);
    }

    /** Where followers work. */
    Executor workers() {
        return workers;
    }

    /** How many follow. */
    public int count() {
        return open.size();
    }

    /** How many may follow. */
    public int limit() {
        return most;
    }

    /** How many were refused since the start, because the session or the instance had as many as it can have. */
    public long refused() {
        return refused.sum();
    }

    Tail follow(Claim claim, long after) {
        requireGoingOn();
        take(claim.id());
        return begun(claim, after, MessageView::of, () -> give(claim.id()));
    }

    /**
     * For an administrator, who takes no place of the session's followers: whether someone watches is not to be seen.
     *
     * @param view what is shown of a message
     */
    Tail watch(Claim claim, long after, Function<Entry, Object> view) {
        requireGoingOn();
        if (!watchers.tryAcquire()) {
            throw tooMany("watchers", MOST_WATCHERS, "This instance has as many watchers as it can have");
        }
        return begun(claim, after, view, watchers::release);
    }

    private void requireGoingOn() {
        if (cut) {
            throw Problem.of(ProblemCode.OVERLOADED, "The server is stopping")
                    .withHeader("Retry-After", "1")
                    .toException();
        }
    }

    /** @param givesBack the place that was taken, once */
    private Tail begun(Claim claim, long after, Function<Entry, Object> view, Runnable givesBack) {
        boolean follows = false;
        try {
            long beat = System.nanoTime() + beatNanos;
            Tail tail = new Tail(history, claim, after, beat, view, over -> left(over, givesBack));
            boolean unused = open.add(tail);
            follows = true;
            if (cut) {
                tail.cut();
            }
            return tail;
        } finally {
            if (!follows) {
                givesBack.run();
            }
        }
    }

    private void take(SessionId id) {
        if (!places.tryAcquire()) {
            throw tooMany("followers", most, "This instance has as many followers as it can have");
        }
        int now = followed.merge(id, 1, Integer::sum);
        if (now > mostOfSession) {
            give(id);
            throw tooMany(
                    "session-followers", mostOfSession, "The session has " + mostOfSession + " followers already");
        }
    }

    private void give(SessionId id) {
        Integer unused = followed.computeIfPresent(id, (session, count) -> count == 1 ? null : count - 1);
        places.release();
    }

    private void left(Tail tail, Runnable givesBack) {
        if (open.remove(tail)) {
            givesBack.run();
        }
    }

    /** The fields are those of draft-ietf-httpapi-ratelimit-headers; nothing is used up, places become free. */
    private ProblemException tooMany(String policy, int quota, String what) {
        refused.increment();
        return Problem.of(ProblemCode.RATE_LIMITED, what)
                .withHeader("Retry-After", "5")
                .withHeader("RateLimit-Policy", "\"" + policy + "\";q=" + quota + ";qu=\"concurrent-requests\"")
                .withHeader("RateLimit", "\"" + policy + "\";r=0;t=5")
                .toException();
    }

    private void tick() {
        long now = System.nanoTime();
        for (Tail tail : open) {
            tail.tick(now, beatNanos);
        }
    }

    /** Ends all streams, so that clients come back, elsewhere if they can; no new ones from now on. */
    public void cut() {
        cut = true;
        open.forEach(Tail::cut);
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    @Override
    public void close() {
        var unused = ticks.shutdownNow();
        workers.shutdown();
    }
}
