package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Problem;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionListener;
import io.github.bucket4j.TimeMeter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a minute a user may be refused a session. Who knocks on ids that are not their own more often than that is
 * slowed down, and each time reported as probing (R12).
 *
 * <p>What counts is the refusal, whatever its reason: foreign, unknown and malformed ids weigh the same. It is counted
 * after the store has decided and looked at before the store is asked again, so that an answer never depends on the id
 * it is about (R4). Counted by this instance. Thread-safe.
 */
public final class ProbeLimit {

    private static final Logger SECURITY = LoggerFactory.getLogger("cloakroom.security");

    private final long perMinute;
    private final Buckets<Principal> refusals;
    private final RefusalWatch watch;

    ProbeLimit(long perMinute, TimeMeter clock, RefusalWatch watch) {
        this.watch = watch;
        this.perMinute = perMinute;
        this.refusals = new Buckets<>(Math.max(1, perMinute), clock);
    }

    /** A listener that counts refusals for this limit and passes everything on. */
    SessionListener countingFor(SessionListener next) {
        return new SessionListener() {
            @Override
            public void denied(Denial denial) {
                if (perMinute > 0) {
                    refusals.charge(denial.who());
                }
                next.denied(denial);
            }

            @Override
            public void changed(LifeCycle change) {
                next.changed(change);
            }
        };
    }

    /** Before a session is asked for: what to answer who was refused too often. */
    Optional<Problem> check(Principal who, String operation) {
        long nanos = perMinute == 0 ? 0 : refusals.untilOne(who);
        if (nanos == 0) {
            return Optional.empty();
        }
        watch.slowed(who);
        SECURITY.warn("Probing: user=\"{}\" operation=\"{}\" refusals_a_minute={}", who, operation, perMinute);
        return Optional.of(TooMany.of("refusals", "refusals of this user", perMinute, nanos));
    }

    /** As {@link #check}: refuses, with an exception that {@link Vocabulary} knows. */
    public void require(Principal who, String operation) {
        check(who, operation).ifPresent(problem -> {
            throw new Slowed(problem);
        });
    }

    @Override
    public String toString() {
        return "ProbeLimit(" + perMinute + " a minute)";
    }
}
