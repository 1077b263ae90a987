package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Decision;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.session.Turn;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes claims that nobody was ever given: only a registry makes claims, so this one is over a store that lies about
 * everything. Immutable; used by one thread at a time.
 */
final class Forge {
    private static final Instant LONG_AGO = Instant.EPOCH;

    private Forge() {}

    /** A claim that says: at this stamp, {@code who} was let in. */
    static Claim claim(SessionId id, Principal who, Access access, Stamp stamp) {
        try (SessionRegistry registry = registry(id, who, stamp, 1)) {
            return registry.claim(id, who, access);
        }
    }

    /** As {@link #claim}, and it belongs to the turn with this token. */
    static Claim fenced(SessionId id, Principal who, Stamp stamp, long fence) {
        try (SessionRegistry registry = registry(id, who, stamp, fence);
                Turn turn = registry.beginTurn(
                        registry.claim(id, who, Access.APPEND), Turn.OnBusy.SUPERSEDE, Duration.ZERO)) {
            return turn.claim();
        }
    }

    private static SessionRegistry registry(SessionId id, Principal who, Stamp stamp, long fence) {
        Control control = new Control(who, stamp, 0, Map.of(), Map.of(), null);
        return SessionRegistry.builder(new Liar(id, control).store())
                .policy((facts, asking, wanted) -> Decision.ALLOW_ONCE)
                .listener(new Told())
                .random(new Loaded(fence))
                .build();
    }

    /** A store that has what it was told to have, and agrees to everything. */
    private static final class Liar {
        private final SessionId id;
        private final Control control;

        Liar(SessionId id, Control control) {
            this.id = id;
            this.control = control;
        }

        SessionStore store() {
            return (SessionStore) Proxy.newProxyInstance(
                    SessionStore.class.getClassLoader(),
                    new Class<?>[] {SessionStore.class},
                    (proxy, method, arguments) -> answer(method.getName(), arguments));
        }

        private @Nullable Object answer(String method, Object @Nullable [] arguments) {
            return switch (method) {
                case "limits" -> Limits.standard();
                case "names" -> Optional.empty();
                case "name" -> "liar";
                case "facts" -> Optional.of(new Facts(id, control.stamp(), control.owner(), null, LONG_AGO));
                case "head" -> Result.done(head(control));
                case "swap" -> Result.done(head((Control) (arguments == null ? control : arguments[2])));
                default -> null;
            };
        }

        private Head head(Control shown) {
            return new Head(id, shown, LONG_AGO, LONG_AGO, LONG_AGO, 0);
        }
    }

    /** Draws the token that is wanted, and versions of which no two are the same. */
    private static final class Loaded extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final long wanted;
        private long drawn;

        Loaded(long wanted) {
            this.wanted = wanted;
        }

        @Override
        public long nextLong() {
            return drawn++ == 0 ? wanted : drawn;
        }

        @Override
        public void nextBytes(byte[] bytes) {}
    }
}
