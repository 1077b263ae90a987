package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import java.time.Duration;
import java.util.List;

/** Two instances of an application over one empty database, and the people who use them. */
final class Desk implements AutoCloseable {
    static final Duration IDLE = Duration.ofMinutes(60);
    static final Duration ABSOLUTE = Duration.ofHours(5);
    static final Limits LIMITS = Limits.standard().withTimeouts(IDLE, ABSOLUTE);

    final Principal ann = new Principal("house", "ann");
    final Principal ben = new Principal("house", "ben");
    final Principal eve = new Principal("elsewhere", "ann");

    final Line line = new Line();
    final JdbcSessionStore store;
    final SessionRegistry registry;
    final JdbcSessionStore otherStore;
    final SessionRegistry other;

    Desk() {
        this(LIMITS);
    }

    Desk(Limits limits) {
        line.empty();
        store = line.store(limits);
        registry = SessionRegistry.builder(store)
                .listener(new SessionListener() {})
                .build();
        otherStore = line.store(limits);
        other = SessionRegistry.builder(otherStore)
                .listener(new SessionListener() {})
                .build();
    }

    Claim opened() {
        return claim(registry.open(ann).id(), ann);
    }

    Claim claim(SessionId id, Principal who) {
        return registry.claim(id, who, Access.APPEND);
    }

    Claim owning(Claim claim) {
        return registry.claim(claim.id(), ann, Access.MANAGE);
    }

    Appended say(Claim claim, String content) {
        return registry.history().append(claim, Draft.user(content));
    }

    /** The whole history, as the other instance sees it. */
    List<String> contents(Claim claim) {
        return other.history().read(claim, Slice.after(0, 200)).entries().stream()
                .map(Entry::content)
                .toList();
    }

    static Append keyed(String key, String content) {
        return Append.of(Draft.user(content)).keyed(new IdempotencyKey("messages", key));
    }

    void age(Duration time) {
        line.age(time);
    }

    @Override
    public void close() {
        registry.close();
        other.close();
        line.close();
    }
}
