package dev.cloakroom.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Limiter.Taken;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.StoreUnavailable;
import io.github.bucket4j.TimeMeter;
import java.util.Optional;

/**
 * Tokens of buckets that all instances of a store share, a fiftieth of a minute's worth at a time, so that the store is
 * asked once for many requests.
 *
 * <p><b>How exact that is.</b> A token is taken from the store before it is used, so what is used anywhere was taken
 * from the one bucket. What an instance has taken and not used is at most a fiftieth less one, and it is thrown away
 * after a minute. Hence in any time n instances together let through at most n fiftieths more than one bucket would,
 * and refuse a user at most n fiftieths early. Below a hundred a minute there is nothing left over, and the limit is
 * exact.
 *
 * <p>Who was refused is refused by this instance until the store will have a token again: a flood is not passed on. Of
 * several requests of a user that find no token, one takes a fiftieth and the others one token each, so nobody waits
 * for another's trip. Thread-safe.
 */
final class SharedBuckets {

    private static final long PARTS = 50;

    private final Limiter limiter;
    private final long perMinute;
    private final long part;
    private final TimeMeter clock;
    private final Buckets<Principal> own;
    private final Cache<Principal, Held> held = Caffeine.newBuilder()
            .maximumSize(Buckets.MOST_KEYS)
            .expireAfterAccess(Buckets.WINDOW)
            .build();

    SharedBuckets(Limiter limiter, long perMinute, TimeMeter clock) {
        this.limiter = limiter;
        this.perMinute = perMinute;
        this.part = Math.max(1, perMinute / PARTS);
        this.clock = clock;
        this.own = new Buckets<>(perMinute, clock);
    }

    /**
     * Takes a token: 0, or the nanoseconds until there may be one.
     *
     * @throws StoreUnavailable when the store cannot count now
     */
    long take(Principal who) {
        Held mine = held.get(who, unused -> new Held());
        long wanted = mine.wanted();
        if (wanted <= 0) {
            return -wanted;
        }
        Optional<Taken> found = Optional.empty();
        try {
            found = fetch(who, wanted);
        } finally {
            mine.asked(wanted, found);
        }
        if (found.isEmpty()) {
            return own.take(who);
        }
        return found.get().tokens() > 0 ? 0 : Math.max(1, found.get().delay().toNanos());
    }

    /** Nothing of the request was done yet, so whatever fails here says so. */
    private Optional<Taken> fetch(Principal who, long wanted) {
        try {
            return limiter.take(who, perMinute, wanted);
        } catch (StoreUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StoreUnavailable("the store failed to count requests; nothing was applied", e);
        }
    }

    /** What this instance has of one bucket. Its lock is never held during a call of the store. */
    private final class Held {

        private long tokens;
        private long since;
        private long emptyUntil = clock.currentTimeNanos();
        private boolean filling;

        /** How many to take from the store; 0 when a token was there, or minus the nanoseconds until it makes sense. */
        synchronized long wanted() {
            long now = clock.currentTimeNanos();
            if (now - since >= Buckets.WINDOW.toNanos()) {
                tokens = 0;
            }
            if (tokens > 0) {
                tokens--;
                return 0;
            }
            if (emptyUntil - now > 0) {
                return now - emptyUntil;
            }
            if (filling) {
                return 1;
            }
            filling = true;
            return part;
        }

        /** One token of what was taken is for who asked. */
        synchronized void asked(long wanted, Optional<Taken> found) {
            if (wanted == part) {
                filling = false;
            }
            if (found.isPresent() && found.get().tokens() > 0) {
                tokens += Math.min(wanted, found.get().tokens()) - 1;
                since = wanted == part ? clock.currentTimeNanos() : since;
            } else if (found.isPresent()) {
                emptyUntil = clock.currentTimeNanos() + found.get().delay().toNanos();
            }
        }
    }

    @Override
    public String toString() {
        return "SharedBuckets(" + perMinute + " a minute)";
    }
}
