package dev.cloakroom.verify.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often each person may still be refused a session. A deployment slows down who knocks on sessions of others too
 * often, and names its limit when it does; before that, none is known. Thread-safe.
 */
public final class Allowance {
    /** As in draft-ietf-httpapi-ratelimit-headers: so many in so many seconds. */
    private static final Pattern POLICY = Pattern.compile("\"refusals\";q=(\\d{1,9});w=(\\d{1,9})");

    private final Map<Integer, Refusals> persons = new ConcurrentHashMap<>();
    private volatile Limit limit = new Limit(0, 1);

    /** So many in so many seconds; 0 is no limit that is known. */
    private record Limit(long most, long seconds) {
        double nanosEach() {
            return seconds * 1e9 / most;
        }
    }

    /** When one person was refused, in order. A full bucket at the start, an empty one when they were slowed down. */
    private static final class Refusals {
        private final Deque<Long> times = new ArrayDeque<>();
        private boolean full = true;
        private long since = System.nanoTime();

        synchronized void one(long now) {
            times.add(now);
        }

        synchronized void none(long now) {
            times.clear();
            full = false;
            since = now;
        }

        /** What is in the bucket, which fills evenly. */
        synchronized double left(Limit limit, long now) {
            double most = (double) limit.most();
            double left = full ? most : 0;
            long before = since;
            for (long time : times) {
                left = Math.min(most, left + (time - before) / limit.nanosEach()) - 1;
                before = time;
            }
            return Math.min(most, left + (now - before) / limit.nanosEach());
        }
    }

    void saw(Person who, Reply reply) {
        long now = System.nanoTime();
        if (reply.status() == 429) {
            Matcher policy = POLICY.matcher(reply.header("ratelimit-policy"));
            if (policy.find()) {
                limit = new Limit(Long.parseLong(policy.group(1)), Math.max(1, Long.parseLong(policy.group(2))));
                of(who).none(now);
            }
        } else if (reply.isRefusal()) {
            of(who).one(now);
        }
    }

    /** Whether somebody was slowed down. */
    public boolean isKnown() {
        return limit.most() > 0;
    }

    /** The limit, in words. */
    public String words() {
        return limit.most() + " refusals in " + limit.seconds() + " s";
    }

    /** How long until this person may be refused so often, in nanoseconds; 0 is now. */
    public long nanosUntil(Person who, int refusals) {
        Limit now = limit;
        if (now.most() == 0) {
            return 0;
        }
        double missing = Math.min((double) refusals, (double) now.most()) - of(who).left(now, System.nanoTime());
        return missing <= 0 ? 0 : (long) Math.ceil(missing * now.nanosEach());
    }

    private Refusals of(Person who) {
        return persons.computeIfAbsent(who.number(), number -> new Refusals());
    }
}
