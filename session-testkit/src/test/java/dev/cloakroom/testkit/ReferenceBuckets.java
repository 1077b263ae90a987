package dev.cloakroom.testkit;

import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.util.Optional;

/** The part of {@link ReferenceStore} that counts, in tokens times milliseconds of a minute. */
abstract class ReferenceBuckets extends ReferenceSessions implements Limiter {
    static final long MINUTE = Duration.ofMinutes(1).toMillis();

    ReferenceBuckets(Tables tables, Limits limits) {
        super(tables, limits);
    }

    @Override
    public Optional<Limiter> limiter() {
        return Optional.of(this);
    }

    @Override
    public Optional<Taken> take(Principal who, long perMinute, long wanted) {
        return look("take", () -> {
            long left = left(who, perMinute);
            long taken = Math.min(wanted, left / MINUTE);
            return Optional.of(taken == 0 ? none(who, perMinute, left) : taken(who, left, taken));
        });
    }

    String bucket(Principal who) {
        return who.encoded();
    }

    long left(Principal who, long perMinute) {
        Tables.Bucket bucket = tables.buckets.get(bucket(who));
        long most = perMinute * MINUTE;
        return bucket == null ? most : Math.min(most, bucket.left() + perMinute * Math.max(0, now() - bucket.since()));
    }

    Taken none(Principal who, long perMinute, long left) {
        return new Taken(0, Duration.ofMillis((MINUTE - left + perMinute - 1) / perMinute));
    }

    Taken taken(Principal who, long left, long taken) {
        tables.buckets.put(bucket(who), new Tables.Bucket(left - taken * MINUTE, now()));
        return new Taken(taken, Duration.ZERO);
    }
}
