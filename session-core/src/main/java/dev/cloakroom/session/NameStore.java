package dev.cloakroom.session;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names that stand for sessions: client names and the keys of opening requests. A name opens nothing; who follows it
 * still needs a claim. A binding to a session that is gone counts as none, so stores need not clean up in step.
 */
public interface NameStore {
    /**
     * What the name is bound to.
     *
     * @param name 64 lower-case hexadecimal digits, different for different tenants, kinds and people
     */
    Optional<Binding> find(String name);

    /**
     * Binds the name if its binding is still {@code expected}, in one atomic step. A name without a binding is free
     * whatever is expected.
     *
     * @param lifetime how long the binding is kept at least
     * @return the binding after the step: {@code next}, or that of whoever came first; empty when there is no room
     */
    Optional<Binding> bind(String name, @Nullable Binding expected, Binding next, Duration lifetime);

    /**
     * What a name stands for. Immutable and thread-safe.
     *
     * @param session the session
     * @param note what the binder wants to find again, at most 64 characters; empty for none
     */
    record Binding(SessionId session, String note) {}
}
