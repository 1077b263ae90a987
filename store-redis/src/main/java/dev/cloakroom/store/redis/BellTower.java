package dev.cloakroom.store.redis;

import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Bell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Rings the bells of this process when a session changed anywhere.
 *
 * <p>Scripts ring on a session's channel while its record bears a fresh mark that someone listens, and the mark is
 * renewed as long as someone does. One connection listens to all channels; one thread here subscribes, marks and, when
 * both is done, rings once by itself, because something may have changed before. The same happens after the connection
 * was lost. So a ring is a hint that can be late and is not lost while Redis answers; it bears no data, and whoever
 * hears it reads through the guard. Both threads begin with the first bell. Thread-safe.
 */
final class BellTower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BellTower.class);
    /** How long a mark counts. */
    private static final Duration MARK = Duration.ofMinutes(2);

    private static final long RENEWAL_NANOS = MARK.toNanos() / 3;
    private static final long LOOK_MILLIS = 1_000;

    private final Redis redis;
    private final Keys keys;
    private final Dialer dialer;
    private final Bells bells = new Bells(this::changed);
    private final ConcurrentLinkedQueue<SessionId> changed = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<SessionId> heard = new ConcurrentLinkedQueue<>();
    private final Semaphore due = new Semaphore(0);
    private volatile boolean closed;
    private volatile @Nullable Subscriber subscriber;
    private boolean begun;

    BellTower(Redis redis, Keys keys, Dialer dialer) {
        this.redis = redis;
        this.keys = keys;
        this.dialer = dialer;
    }

    Bell hang(SessionId id, Runnable ring) {
        begin();
        return bells.hang(id, ring);
    }

    private void changed(SessionId id) {
        boolean unused = changed.add(id);
        due.release();
    }

    private synchronized void begin() {
        if (!begun && !closed) {
            begun = true;
            start("cloakroom-redis-bells", this::listen);
            start("cloakroom-redis-marks", this::keep);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    // one thread listens

    private void listen() {
        boolean reserved = false;
        while (!closed) {
            try {
                if (!reserved) {
                    redis.connections().reserve(redis.deadline());
                    reserved = true;
                }
                Subscriber fresh = new Subscriber(
                        keys, dialer, redis.nodes().primaries(redis.deadline()).get(0));
                subscriber = fresh;
                if (closed) {
                    fresh.close();
                }
                fresh.listen(this::subscribed, bells::ring);
            } catch (NotApplied | JedisException e) {
                LOG.debug("nothing is heard of changes until Redis answers: {}", e.getMessage());
            }
            subscriber = null;
            due.release();
            sleep();
        }
    }

    private void subscribed(Optional<SessionId> id) {
        id.ifPresent(heard::add);
        due.release();
    }

    private static void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS / 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // another one subscribes and marks

    private void keep() {
        Marks marks = new Marks();
        while (!closed) {
            try {
                boolean unused = due.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                int unusedToo = due.drainPermits();
                marks.keep();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (JedisException | SessionException e) {
                LOG.debug("sessions that are listened to could not be marked: {}", e.getMessage());
            }
        }
    }

    /** What was subscribed and marked by now. Used by the keeping thread. */
    private final class Marks {
        private final Set<SessionId> subscribed = new HashSet<>();
        private final Map<SessionId, Long> marked = new HashMap<>();
        private @Nullable Subscriber seen;

        void keep() {
            Subscriber current = subscriber;
            if (current != seen) {
                seen = current;
                subscribed.clear();
                heard.clear();
                boolean unused = changed.addAll(bells.all());
            }
            if (current != null && current.isListening()) {
                subscribe(current);
                current.keepAlive();
            }
            mark();
        }

        private void subscribe(Subscriber current) {
            Set<SessionId> on = new LinkedHashSet<>();
            Set<SessionId> off = new LinkedHashSet<>();
            for (SessionId id = changed.poll(); id != null; id = changed.poll()) {
                boolean wanted = bells.isListenedTo(id);
                if (wanted && subscribed.add(id)) {
                    boolean unused = on.add(id);
                } else if (!wanted && subscribed.remove(id)) {
                    boolean unused = off.add(id);
                    Long unusedToo = marked.remove(id);
                }
            }
            current.subscribe(on);
            current.unsubscribe(off);
        }

        private void mark() {
            Set<SessionId> fresh = new LinkedHashSet<>();
            for (SessionId id = heard.poll(); id != null; id = heard.poll()) {
                boolean unused = bells.isListenedTo(id) && fresh.add(id);
            }
            long now = System.nanoTime();
            List<SessionId> wanted = new ArrayList<>(fresh);
            marked.forEach((id, at) -> {
                boolean unused = now - at >= RENEWAL_NANOS && !fresh.contains(id) && wanted.add(id);
            });
            List<Request> requests =
                    wanted.stream().map(BellTower.this::request).toList();
            List<Reply> replies = redis.calls(requests);
            for (int i = 0; i < wanted.size(); i++) {
                SessionId id = wanted.get(i);
                Long unused = marked.put(id, now);
                if (fresh.contains(id) || replies.get(i).status() != Status.DONE) {
                    bells.ring(id); // something may have changed before, or the session is gone
                }
            }
        }
    }

    private Request request(SessionId id) {
        return Request.of(Script.MARK, Effect.NONE, keys.record(id)).arg(BytesWriter.numbers(MARK.toMillis()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        Subscriber current = subscriber;
        if (current != null) {
            current.close();
        }
        due.release();
    }
}
