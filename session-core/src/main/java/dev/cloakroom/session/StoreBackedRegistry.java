package dev.cloakroom.session;

import dev.cloakroom.session.SessionListener.LifeCycle;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one registry: puts the parts together and names each operation. Thread-safe. */
final class StoreBackedRegistry implements SessionRegistry {
    private final SessionStore store;
    private final Limits limits;
    private final Audit audit;
    private final SecureRandom random;
    private final Gate gate;
    private final Changes changes;
    private final Sessions sessions;
    private final @Nullable Openings openings;
    private final Turns turns;
    private final History history;
    private final Artifacts artifacts;

    StoreBackedRegistry(SessionStore store, OwnershipPolicy policy, Audit audit, SecureRandom random) {
        this.store = store;
        this.limits = store.limits();
        this.audit = audit;
        this.random = random;
        this.gate = new Gate(store, policy, new Decisions(), audit);
        this.changes = new Changes(store);
        this.sessions = new Sessions(store, gate, audit, random);
        this.openings =
                store.names().map(names -> new Openings(names, gate, sessions)).orElse(null);
        this.turns = new Turns(store, gate, changes, random);
        this.history = new History(gate, store);
        this.artifacts = new Artifacts(gate, store.artifacts(), limits, random);
    }

    @Override
    public Session open(Principal owner, Map<String, String> metadata) {
        return Session.seenBy(owner, Access.MANAGE, sessions.open(owner, metadata));
    }

    @Override
    public Claim claim(SessionId id, Principal who, Access wanted) {
        return gate.claim(id, who, wanted);
    }

    @Override
    public Claim claim(String id, Principal who, Access wanted) {
        return gate.claim(id, who, wanted);
    }

    @Override
    public Opened enter(Principal who, String name, Filling filling) throws IOException {
        Text.requireName("session name", name, Limit.NAME_CHARS, limits.of(Limit.NAME_CHARS));
        return openings().enter(who, name, filling);
    }

    @Override
    public Claim open(Principal owner, Map<String, String> metadata, Filling filling) throws IOException {
        return sessions.openFilled(owner, metadata, filling);
    }

    @Override
    public Opened openOnce(
            Principal who, IdempotencyKey key, String note, Map<String, String> metadata, Filling filling)
            throws IOException {
        return openings().openOnce(who, key, note, metadata, filling);
    }

    private Openings openings() {
        if (openings == null) {
            throw new InvalidInput("the store " + store.name() + " keeps neither names nor keys of opening requests");
        }
        return openings;
    }

    @Override
    public Session describe(Claim claim) {
        return seen(claim, head(claim, Operation.DESCRIBE));
    }

    @Override
    public Session patch(Claim claim, Map<String, @Nullable String> pairs) {
        Changes.Changed patched = changes.apply(gate, claim, Operation.PATCH, head -> {
            Map<String, String> merged = new TreeMap<>(head.control().metadata());
            pairs.forEach((key, value) -> {
                if (value == null) {
                    merged.remove(key);
                } else {
                    merged.put(key, value);
                }
            });
            limits.requireMetadata(merged);
            return head.control().patched(merged, random);
        });
        return seen(claim, patched.head());
    }

    @Override
    public void grant(Claim claim, Principal whom, Access access) {
        if (access == Access.MANAGE) {
            throw new InvalidInput("only read and append can be granted; to hand a session over, transfer it");
        }
        Changes.Changed granted = changes.apply(gate, claim, Operation.SHARE, head -> {
            Control control = head.control();
            if (!whom.sameTenant(control.owner()) || whom.equals(control.owner())) {
                throw new InvalidInput("a session is shared with other users of its owner's tenant");
            }
            Control next = control.granting(whom, access, random);
            limits.require(Limit.GRANTS, next.grants().size());
            return access == control.grantOf(whom) ? control : next;
        });
        report(LifeCycle.Kind.GRANTED, granted, claim, whom);
    }

    @Override
    public boolean revoke(Claim claim, Principal whom) {
        Changes.Changed revoked = changes.apply(gate, claim, Operation.SHARE, head -> {
            boolean had = head.control().grantOf(whom) != null;
            return had ? head.control().revoking(whom, random) : head.control();
        });
        report(LifeCycle.Kind.REVOKED, revoked, claim, whom);
        return revoked.applied();
    }

    @Override
    public Map<String, Access> grants(Claim claim) {
        return head(claim, Operation.SHARE).control().grants();
    }

    @Override
    public void transfer(Claim claim, Principal to) {
        Changes.Changed transferred = changes.apply(gate, claim, Operation.TRANSFER, head -> {
            if (!to.sameTenant(head.control().owner())) {
                throw new InvalidInput("a session stays in its tenant");
            }
            boolean same = to.equals(head.control().owner());
            return same ? head.control() : head.control().transferredTo(to, random);
        });
        report(LifeCycle.Kind.TRANSFERRED, transferred, claim, to);
    }

    @Override
    public void close(Claim claim) {
        sessions.end(claim);
        turns.noticeEnd(claim.id());
    }

    private void report(LifeCycle.Kind kind, Changes.Changed change, Claim claim, Principal whom) {
        if (change.applied()) {
            turns.notice(change.head());
            audit.changed(kind, claim, whom);
        }
    }

    @Override
    public int closeAll(Principal owner) {
        return sessions.endAll(owner, head -> gate.claim(head, owner, Access.MANAGE));
    }

    @Override
    public Optional<Session.Page> list(Principal owner, @Nullable SessionId after, int limit) {
        limits.require(Limit.PAGE_ENTRIES, limit);
        if (limit < 1) {
            throw new InvalidInput("limit has to be at least 1");
        }
        return sessions.owned(owner, after, limit)
                .map(page -> new Session.Page(
                        page.heads().stream()
                                .map(head -> Session.seenBy(owner, Access.MANAGE, head))
                                .toList(),
                        page.more()));
    }

    private Head head(Claim claim, Operation operation) {
        return gate.through(claim, operation, current -> Replies.head(store.head(current), current));
    }

    @Override
    public Turn beginTurn(Claim claim, OnBusy onBusy, Duration patience) {
        return turns.begin(claim, onBusy, patience, null);
    }

    @Override
    public Turn beginTurn(Claim claim, OnBusy onBusy, Duration patience, IdempotencyKey key) {
        return turns.begin(claim, onBusy, patience, Objects.requireNonNull(key, "key"));
    }

    @Override
    public boolean stopTurn(Claim claim) {
        return turns.stop(claim);
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public Artifacts artifacts() {
        return artifacts;
    }

    @Override
    public Administration administration() {
        return new AdministeredSessions(gate, sessions, audit);
    }

    @Override
    public void close() {
        turns.close();
        store.close();
    }

    private static Session seen(Claim claim, Head head) {
        return Session.seenBy(claim.principal(), claim.access(), head);
    }
}
