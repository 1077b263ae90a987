package dev.cloakroom.store.memory;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a test of the store needs: a stepped clock, the store, and a registry that makes the claims. */
final class Desk implements AutoCloseable {
    static final Principal ALICE = new Principal("acme", "alice");
    static final Principal BOB = new Principal("acme", "bob");
    static final Principal CAROL = new Principal("acme", "carol");

    final SteppedClock clock = new SteppedClock();
    final CaffeineSessionStore store;
    final SessionRegistry registry;

    Desk() {
        this(Limits.standard());
    }

    Desk(Limits limits) {
        this(limits, 1_000, 1 << 20);
    }

    Desk(Limits limits, long mostSessions, long mostBytes) {
        this(limits, mostSessions, mostBytes, null);
    }

    Desk(Limits limits, long mostSessions, long mostBytes, InstantSource otherClock) {
        this.store = CaffeineSessionStore.builder()
                .limits(limits)
                .clock(otherClock == null ? clock : otherClock)
                .mostSessions(mostSessions)
                .mostBytes(mostBytes)
                .build();
        this.registry = SessionRegistry.builder(store)
                .listener(new SessionListener() {})
                .build();
    }

    SessionId open(Principal owner) {
        return registry.open(owner).id();
    }

    Claim claimed(Principal owner, Access access) {
        return registry.claim(open(owner), owner, access);
    }

    Claim owners(SessionId id) {
        return registry.claim(id, ALICE, Access.MANAGE);
    }

    /** A claim to append to the owner's session for someone it is shared with. */
    Claim shared(SessionId id, Principal with) {
        registry.grant(owners(id), with, Access.APPEND);
        return registry.claim(id, with, Access.APPEND);
    }

    long say(Claim claim, String content) {
        return registry.history().append(claim, Draft.user(content)).last();
    }

    /** What a session without anything weighs. */
    static long opened(Principal owner) {
        return Weight.SESSION + 2L * (owner.tenant().length() + owner.subject().length());
    }

    /** What a message of so many ASCII characters weighs, when the owner wrote it. */
    static long said(int chars) {
        return Weight.ENTRY + chars;
    }

    /** What comes to an append of someone who is not the owner. */
    static long by(Principal author) {
        return Weight.PRINCIPAL
                + 2L * (author.tenant().length() + author.subject().length());
    }

    /** What a file of so many bytes weighs that is called and typed with one letter. */
    static long kept(int bytes) {
        return Weight.FILE + bytes + 2 + 2;
    }

    /** Every entry of the history, over as many pages as it takes. */
    List<Entry> entries(Claim claim) {
        List<Entry> all = new ArrayList<>();
        boolean more = true;
        while (more) {
            var page = registry.history().read(claim, Slice.after(all.size(), 200));
            all.addAll(page.entries());
            more = page.more();
        }
        return all;
    }

    List<String> contents(Claim claim) {
        return entries(claim).stream().map(Entry::content).toList();
    }

    void step(Duration time) {
        clock.step(time);
    }

    static Append keyed(String key, String content) {
        return Append.of(Draft.user(content)).keyed(new IdempotencyKey("messages", key));
    }

    /** What the store refuses with, or empty when it does not refuse. */
    static Optional<Refusal> refusal(Result<?> result) {
        return result instanceof Result.Refused<?> refused ? Optional.of(refused.why()) : Optional.empty();
    }

    Result<Appended> append(Claim claim, Append append) {
        return store.history().append(claim, append);
    }

    @Override
    public void close() {
        registry.close();
    }
}
