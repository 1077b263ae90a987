package dev.cloakroom.session;

import dev.cloakroom.session.Inventory.Live;
import dev.cloakroom.session.SessionListener.LifeCycle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Administrators at the gate that everyone goes through. Thread-safe. */
final class AdministeredSessions implements Administration {
    private static final int MOST_BATCHES = 50;

    private final Gate gate;
    private final Sessions sessions;
    private final Audit audit;

    AdministeredSessions(Gate gate, Sessions sessions, Audit audit) {
        this.gate = gate;
        this.sessions = sessions;
        this.audit = audit;
    }

    @Override
    public Optional<Claim> claim(SessionId id) {
        return gate.factsForAdministrator(id).map(Claim::inPlaceOfOwner);
    }

    @Override
    public Optional<Claim> reveal(SessionId id) {
        Optional<Claim> claim = gate.factsForAdministrator(id).map(Claim::inPlaceOfThisOwner);
        claim.ifPresent(made -> audit.changed(LifeCycle.Kind.REVEALED, made, null));
        return claim;
    }

    @Override
    public int closeAll(Principal owner) {
        return sessions.endAll(owner, head -> Claim.inPlaceOfThisOwner(head.factsFor(owner)));
    }

    /** As many batches as it takes, within a bound: a batch of a store may tell of few sessions, or of none. */
    @Override
    public Optional<Part> sessions(@Nullable String tenant, @Nullable String after, int limit) {
        sessions.limits().require(Limit.PAGE_ENTRIES, limit);
        if (limit < 1) {
            throw new InvalidInput("limit has to be at least 1");
        }
        return sessions.inventory().map(inventory -> {
            Map<SessionId, Session> found = new LinkedHashMap<>();
            String next = after;
            boolean goesOn = true;
            for (int batches = 0; goesOn && batches < MOST_BATCHES; batches++) {
                String from = next;
                int missing = limit - found.size();
                Live live = StoreCalls.reading(() -> inventory.live(from, missing));
                for (Head head : live.heads()) {
                    Principal owner = head.control().owner();
                    if (tenant == null || tenant.equals(owner.tenant())) {
                        Session unused = found.put(head.id(), Session.seenBy(owner, Access.MANAGE, head));
                    }
                }
                next = live.next();
                goesOn = next != null && found.size() < limit;
            }
            return new Part(List.copyOf(found.values()), next);
        });
    }
}
