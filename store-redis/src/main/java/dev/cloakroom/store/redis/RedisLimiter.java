package dev.cloakroom.store.redis;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Principal;
import java.time.Duration;
import java.util.Optional;

/**
 * A bucket as one string that vanishes when it would be full again. When an answer is lost the request is made once
 * more: the tokens of the first are gone then, and nobody got too many. Thread-safe.
 */
final class RedisLimiter implements Limiter {
    private final Redis redis;
    private final Keys keys;

    RedisLimiter(Redis redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    @Override
    public Optional<Taken> take(Principal who, long perMinute, long wanted) {
        if (perMinute < 1 || perMinute > MOST_PER_MINUTE || wanted < 1) {
            throw new InvalidInput("a bucket has 1 to " + MOST_PER_MINUTE + " tokens, and one takes 1 or more");
        }
        Reply reply = redis.call(
                Request.of(Script.TAKE, Effect.NONE, keys.bucket(who)).arg(BytesWriter.numbers(perMinute, wanted)));
        if (reply.status() == Status.STORE_FULL) {
            return Optional.empty();
        }
        return Optional.of(new Taken(reply.number(0), Duration.ofMillis(reply.number(1))));
    }
}
