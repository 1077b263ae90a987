package dev.cloakroom.server.metrics;

import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Denials by reason and conflicts by kind. All of them are there from the start, so that the first one is a rise. */
final class RefusalMeters implements Consumer<Throwable> {

    private final Map<SessionListener.Denial.Reason, Counter> denials = new EnumMap<>(SessionListener.Denial.Reason.class);
    private final Map<SessionConflict.Kind, Counter> conflicts = new EnumMap<>(SessionConflict.Kind.class);

    RefusalMeters(MeterRegistry registry) {
        for (SessionListener.Denial.Reason reason : SessionListener.Denial.Reason.values()) {
            denials.put(
                    reason,
                    Counter.builder("cloakroom_denials")
                            .description("Refused access to a session; each is an event of the security log")
                            .tag("reason", word(reason))
                            .register(registry));
        }
        for (SessionConflict.Kind kind : SessionConflict.Kind.values()) {
            conflicts.put(
                    kind,
                    Counter.builder("cloakroom_conflicts")
                            .description("Requests that the state of a session refused")
                            .tag("kind", word(kind))
                            .register(registry));
        }
    }

    /** What a request ended with. */
    @Override
    public void accept(Throwable failure) {
        if (failure instanceof SessionConflict conflict) {
            count(conflict.kind());
        } else if (failure instanceof ProblemException refused
                && refused.problem().code() == ProblemCode.KEY_IN_FLIGHT) {
            count(SessionConflict.Kind.KEY_IN_FLIGHT);
        }
    }

    private void count(SessionConflict.Kind kind) {
        Counter counter = conflicts.get(kind);
        if (counter != null) {
            counter.increment();
        }
    }

    SessionListener countingFor(SessionListener next) {
        return new SessionListener() {
            @Override
            public void denied(Denial denial) {
                Counter counter = denials.get(denial.reason());
                if (counter != null) {
                    counter.increment();
                }
                next.denied(denial);
            }

            @Override
            public void changed(LifeCycle change) {
                next.changed(change);
            }
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
