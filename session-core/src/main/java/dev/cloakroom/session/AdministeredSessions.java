package dev.cloakroom.session;

import dev.cloakroom.session.SessionListener.LifeCycle;
import java.util.Optional;

/** Administrators at the gate that everyone goes through. Thread-safe. */
final class AdministeredSessions implements Administration {
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
        return gate.administer(id);
    }

    @Override
    public Optional<Claim> reveal(SessionId id) {
        Optional<Claim> claim = gate.administer(id);
        claim.ifPresent(made -> audit.changed(LifeCycle.Kind.REVEALED, made, null));
        return claim;
    }

    @Override
    public int closeAll(Principal owner) {
        return sessions.endAll(owner, head -> Claim.inPlaceOfOwner(head.factsFor(owner)));
    }
}
