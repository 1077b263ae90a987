package dev.cloakroom.testkit;

import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.testkit.Failpoint.Moment;
import dev.cloakroom.testkit.StoreHarness.Damage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The database of {@link ReferenceStore}s: reached in steps, each of which is atomic. Shared by clients and thread-safe
 * through {@link #step}.
 */
final class Tables {
    final Map<SessionId, Row> rows = new HashMap<>();
    final Map<SessionId, Row.Belongings> belongings = new HashMap<>();
    final Map<String, Bound> names = new HashMap<>();
    final Map<String, Bucket> buckets = new HashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong offset = new AtomicLong();
    private long instant;
    private volatile Failpoint failpoint;

    /** What a name stands for, and until when. */
    record Bound(Binding binding, long until) {}

    /** What was left of a bucket, and when. */
    record Bucket(long left, long since) {}

    /** One step, whole or not at all. */
    <T> T step(Supplier<T> act) {
        reached(Moment.BEFORE);
        T result = atomically(act);
        reached(Moment.AFTER);
        return result;
    }

    private <T> T atomically(Supplier<T> act) {
        lock.lock();
        try {
            instant = System.currentTimeMillis() + offset.get();
            return act.get();
        } finally {
            lock.unlock();
        }
    }

    private void reached(Moment moment) {
        Failpoint point = failpoint;
        if (point == null) {
            return;
        }
        try {
            point.reached(moment);
        } catch (Failpoint.Failure e) {
            throw moment == Moment.BEFORE
                    ? new StoreUnavailable("the tables could not be reached", e)
                    : new OutcomeUnknown("the tables did not answer", e);
        }
    }

    void failpoint(Failpoint point) {
        this.failpoint = point;
    }

    /** One instant for the whole of a step. */
    long now() {
        return instant;
    }

    void age(Duration time) {
        offset.addAndGet(time.toMillis());
    }

    Row.Belongings of(SessionId id) {
        return belongings.computeIfAbsent(id, key -> new Row.Belongings());
    }

    void damage(SessionId id, Damage damage) {
        Object unused = atomically(() -> switch (damage) {
            case RECORD_LOST -> rows.remove(id);
            case ENTRY_LOST -> of(id).entries.remove(of(id).entries.size() - 1);
            case LATER_FORMAT -> rows.get(id).marked(2);
        });
    }
}
