package dev.cloakroom.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The one registry: puts the parts together and names each operation. Thread-safe. */
final class StoreBackedRegistry implements SessionRegistry {
    private static final int CLOSE_PAGE = 100;

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
        this.history = new History(gate, store.history(), limits);
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
    public Opened enter(Principal who, String name) {
        Text.requireName("session name", name, Limit.NAME_CHARS, limits.of(Limit.NAME_CHARS));
        if (openings == null) {
            throw audit.denied(name, who, "claim append", Denial.Reason.MALFORMED);
        }
        return openings.enter(who, name, () -> gate.claim(sessions.open(who, Map.of()), who, Access.APPEND));
    }

    @Override
    public Optional<Claim> opened(Principal who, IdempotencyKey key, String note) {
        return keys().opened(who, key, note);
    }

    @Override
    public Opened bind(Claim claim, IdempotencyKey key, String note) {
        return keys().bind(claim, key, note);
    }

    private Openings keys() {
        if (openings == null) {
            throw new InvalidInput("the store " + store.name() + " keeps no keys of opening requests");
        }
        return openings;
    }

    @Override
    public Session describe(Claim claim) {
        return seen(claim, gate.through(claim, Operation.DESCRIBE, store::head));
    }

    @Override
    public Session patch(Claim claim, Map<String, @Nullable String> pairs) {
        Head patched = changes.apply(gate, claim, Operation.PATCH, head -> {
            Map<String, String> merged = new TreeMap<>(head.control().metadata());
            pairs.forEach((key, value) -> {
                if (value == null) {
                    merged.remove(key);
                } else {
                    merged.put(key, value);
                }
            });
            limits.requireMetadata(merged);
            return head.control().patched(merged);
        });
        return seen(claim, patched);
    }

    @Override
    public void grant(Claim claim, Principal whom, Access access) {
        if (access == Access.MANAGE) {
            throw new InvalidInput("only read and append can be granted; to hand a session over, transfer it");
        }
        Head granted = changes.apply(gate, claim, Operation.SHARE, head -> {
            Control control = head.control();
            if (!whom.sameTenant(control.owner()) || whom.equals(control.owner())) {
                throw new InvalidInput("a session is shared with other users of its owner's tenant");
            }
            Control next = control.granting(whom, access, random);
            limits.require(Limit.GRANTS, next.grants().size());
            return access == control.grantOf(whom) ? control : next;
        });
        audit.changed(LifeCycle.Kind.GRANTED, granted.id(), claim.principal(), whom);
    }

    @Override
    public boolean revoke(Claim claim, Principal whom) {
        boolean[] had = new boolean[1];
        Head revoked = changes.apply(gate, claim, Operation.SHARE, head -> {
            had[0] = head.control().grantOf(whom) != null;
            return had[0] ? head.control().revoking(whom, random) : head.control();
        });
        if (had[0]) {
            audit.changed(LifeCycle.Kind.REVOKED, revoked.id(), claim.principal(), whom);
        }
        return had[0];
    }

    @Override
    public Map<String, Access> grants(Claim claim) {
        return gate.through(claim, Operation.SHARE, store::head).control().grants();
    }

    @Override
    public void transfer(Claim claim, Principal to) {
        Head transferred = changes.apply(gate, claim, Operation.TRANSFER, head -> {
            if (!to.sameTenant(head.control().owner())) {
                throw new InvalidInput("a session stays in its tenant");
            }
            boolean same = to.equals(head.control().owner());
            return same ? head.control() : head.control().transferredTo(to, random);
        });
        audit.changed(LifeCycle.Kind.TRANSFERRED, transferred.id(), claim.principal(), to);
    }

    @Override
    public void close(Claim claim) {
        sessions.end(claim);
    }

    @Override
    public int closeAll(Principal owner) {
        int closed = 0;
        while (true) {
            Owned page = store.owned(owner, null, CLOSE_PAGE)
                    .orElseThrow(() -> new StoreContractBroken("the store refused a listing without a cursor"));
            if (page.heads().isEmpty()) {
                return closed;
            }
            for (Head head : page.heads()) {
                boolean ended = sessions.endIfThere(gate.claim(owned(owner, head), owner, Access.MANAGE));
                closed += ended ? 1 : 0;
            }
        }
    }

    @Override
    public Optional<SessionPage> list(Principal owner, @Nullable SessionId after, int limit) {
        limits.require(Limit.PAGE_ENTRIES, limit);
        return store.owned(owner, after, limit)
                .map(page -> new SessionPage(
                        page.heads().stream()
                                .map(head -> Session.seenBy(owner, Access.MANAGE, owned(owner, head)))
                                .toList(),
                        page.more()));
    }

    private static Head owned(Principal owner, Head head) {
        if (!head.control().owner().equals(owner)) {
            throw new StoreContractBroken("the store listed someone else's session");
        }
        return head;
    }

    @Override
    public Turn beginTurn(Claim claim, OnBusy onBusy, Duration patience) {
        return turns.begin(claim, onBusy, patience);
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
    public void close() {
        turns.close();
        store.close();
    }

    private static Session seen(Claim claim, Head head) {
        if (!head.id().equals(claim.id())) {
            throw new StoreContractBroken("asked for one session, the store answered with another");
        }
        return Session.seenBy(claim.principal(), claim.access(), head);
    }
}
