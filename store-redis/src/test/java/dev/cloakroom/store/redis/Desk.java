package dev.cloakroom.store.redis;

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
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** What a test of the store needs: a stepped clock, a store on a real Redis, and a registry that makes the claims. */
final class Desk implements AutoCloseable {
    static final Principal ALICE = new Principal("acme", "alice");
    static final Principal BOB = new Principal("acme", "bob");
    static final Principal CAROL = new Principal("acme", "carol");

    private static final AtomicInteger PREFIXES = new AtomicInteger();

    final SteppedClock clock;
    final URI uri;
    final RedisSessionStore store;
    final SessionRegistry registry;

    private Desk(URI uri, Limits limits, SteppedClock clock, Wire.Binding binding) {
        this.clock = clock;
        this.uri = uri;
        this.store = RedisSessionStore.open(SettingsReader.read(uri), limits, clock, binding);
        this.registry = SessionRegistry.builder(store)
                .listener(new SessionListener() {})
                .build();
    }

    /** On the server that all tests share, under a prefix of its own. */
    static Desk open() {
        return open(Limits.standard());
    }

    static Desk open(Limits limits) {
        return on(RedisServer.shared().uri("prefix=" + freshPrefix()), limits);
    }

    static Desk on(URI uri) {
        return on(uri, Limits.standard());
    }

    static Desk on(URI uri, Limits limits) {
        return new Desk(uri, limits, new SteppedClock(), Wire.Binding.CHECKED);
    }

    /** With something else that compares answers with requests. */
    static Desk bound(URI uri, Wire.Binding binding) {
        return new Desk(uri, Limits.standard(), new SteppedClock(), binding);
    }

    /** Another instance that uses the same sessions. */
    Desk second() {
        return new Desk(uri, store.limits(), clock, Wire.Binding.CHECKED);
    }

    static String freshPrefix() {
        return "t" + PREFIXES.incrementAndGet();
    }

    SessionId opened(Principal owner) {
        return registry.open(owner).id();
    }

    Claim claimed(Principal owner, Access access) {
        return registry.claim(opened(owner), owner, access);
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

    UUID put(Claim claim, String content) {
        try {
            return registry.artifacts()
                    .put(claim, "f", "t", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)))
                    .id();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    Result<Appended> append(Claim claim, Append append) {
        return store.history().append(claim, append);
    }

    /** What the store refuses with, or empty when it does not refuse. */
    static Optional<Refusal> refusal(Result<?> result) {
        return result instanceof Result.Refused<?> refused ? Optional.of(refused.why()) : Optional.empty();
    }

    static <T> T done(Result<T> result) {
        if (result instanceof Result.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("not done: " + result);
    }

    /** The keys of this desk's prefix, but for the one that bears the format. */
    List<String> keys() {
        String prefix = SettingsReader.read(uri).prefix() + ":";
        return RedisServer.shared().keys().stream()
                .filter(key -> key.startsWith(prefix) && !key.equals(prefix + "f"))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        registry.close();
    }
}
