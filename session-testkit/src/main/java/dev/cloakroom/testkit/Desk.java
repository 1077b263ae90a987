package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Decision;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OwnershipPolicy;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One fresh store with two clients, and people who use it: three of one tenant, and a stranger of another. The names
 * are this desk's own, so that stores which share a database do not meet. Clients may be used by many threads.
 */
final class Desk implements AutoCloseable {
    final Principal alice;
    final Principal bob;
    final Principal carol;
    final Principal mallory;

    private final Bench bench;
    private final String tenant;
    private final Limits limits;
    private final List<Client> clients = new ArrayList<>();
    private SessionRegistry issuing;

    /**
     * One instance of an application.
     *
     * @param told what its registry reported
     */
    record Client(SessionStore store, SessionRegistry registry, Told told) {}

    Desk(Bench bench, Limits limits, String tenant) {
        this.bench = bench;
        this.tenant = tenant;
        this.limits = limits;
        this.alice = person("alice");
        this.bob = person("bob");
        this.carol = person("carol");
        this.mallory = new Principal("not-" + tenant, "mallory");
        this.issuing = connect(opened(bench.harness().open(limits), "open"));
    }

    /** Somebody else of the same tenant. */
    Principal person(String name) {
        return new Principal(tenant, name);
    }

    private SessionStore opened(@Nullable SessionStore store, String method) {
        if (store == null) {
            throw new AssertionError("the harness is empty: " + method + "(..) returned no store");
        }
        bench.opened(store);
        return store;
    }

    private SessionRegistry connect(SessionStore store) {
        add(store, store);
        if (bench.isShared()) {
            SessionStore second = opened(bench.harness().join(), "join");
            if (second == store) {
                throw new AssertionError("join() has to open another client, and returned the one there is");
            }
            add(second, second);
        } else {
            add(store, Intercepted.borrowed(store));
        }
        // Asks anew for each claim, so that its claims are never out of date.
        OwnershipPolicy policy = OwnershipPolicy.ownerAndGrants();
        return SessionRegistry.builder(Intercepted.borrowed(store))
                .policy((facts, who, wanted) ->
                        policy.decide(facts, who, wanted) == Decision.DENY ? Decision.DENY : Decision.ALLOW_ONCE)
                .listener(new Told())
                .build();
    }

    private void add(SessionStore store, SessionStore owned) {
        Told told = new Told();
        clients.add(
                new Client(store, SessionRegistry.builder(owned).listener(told).build(), told));
    }

    Client client(int number) {
        return clients.get(number % clients.size());
    }

    SessionStore store() {
        return client(0).store();
    }

    /** The other client's store; the same where there is one client only. */
    SessionStore otherStore() {
        return client(1).store();
    }

    SessionRegistry registry() {
        return client(0).registry();
    }

    SessionRegistry otherRegistry() {
        return client(1).registry();
    }

    Limits limits() {
        return limits;
    }

    Bench bench() {
        return bench;
    }

    SessionId open(Principal owner) {
        return registry().open(owner).id();
    }

    /** A claim on the state of access as it is now. */
    Claim claim(SessionId id, Principal who, Access access) {
        return issuing.claim(id, who, access);
    }

    /** A claim of the owner's on a fresh session. */
    Claim claimed(Principal owner) {
        return claim(open(owner), owner, Access.MANAGE);
    }

    /** A claim of someone that the session is shared with from now on. */
    Claim shared(SessionId id, Principal owner, Principal with, Access access) {
        issuing.grant(claim(id, owner, Access.MANAGE), with, access);
        return claim(id, with, access);
    }

    /** Appends one message and returns its place. */
    long say(Claim claim, String content) {
        return Results.done(store().history().append(claim, Append.of(Draft.user(content))))
                .last();
    }

    Head head(Claim claim) {
        return Results.done(store().head(claim));
    }

    static Append keyed(String key, String content) {
        return Append.of(Draft.user(content)).keyed(key(key));
    }

    static IdempotencyKey key(String text) {
        return new IdempotencyKey("messages", text);
    }

    void age(Duration time) {
        bench.harness().age(time);
    }

    /** Everything restarts; claims and turns of before are still in the hands of who had them. */
    void restart() {
        disconnect();
        issuing = connect(opened(bench.harness().restart(), "restart"));
    }

    /** Whether the property may go on with what needs this; where not, the report says so. */
    boolean can(Capability capability) {
        return bench.can(capability);
    }

    /** The steps of this desk's clients to their data; only where {@link Capability#FAILPOINTS} is declared. */
    Steps steps() {
        return new Steps(bench.harness());
    }

    /** All that the session shows, or empty when it is gone; asked through either client. */
    Optional<Snapshot> look(SessionId id) {
        SessionStore store = otherStore();
        return store.facts(id, alice).map(facts -> Snapshot.of(store, claim(id, facts.owner(), Access.MANAGE)));
    }

    /** What a claim of the owner's, made now, shows of the session. */
    Snapshot shown(SessionId id) {
        return look(id).orElseThrow(() -> new AssertionError("a session that nobody ended is gone"));
    }

    /**
     * A fresh session with three messages, one of them keyed, a file, a pair of metadata and somebody to share with.
     */
    Claim furnished() {
        Session session = registry().open(alice, Map.of("a", "b"));
        registry().grant(claim(session.id(), alice, Access.MANAGE), bob, Access.APPEND);
        Claim claim = claim(session.id(), alice, Access.MANAGE);
        Appended unused = Results.done(store().history().append(claim, keyed("used", "one")));
        long last = say(claim, "two") + say(claim, "three");
        Artifact unusedFile = Uploads.put(store(), claim, "kept-" + last, new byte[] {1, 2, 3});
        return claim;
    }

    private void disconnect() {
        issuing.close();
        clients.forEach(client -> client.registry().close());
        clients.clear();
    }

    @Override
    public void close() {
        disconnect();
    }
}
