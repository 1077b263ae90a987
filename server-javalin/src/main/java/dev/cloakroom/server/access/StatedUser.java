package dev.cloakroom.server.access;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.session.Principal;
import java.util.Optional;

/** The user that a request names outside its credentials, where that decides nothing. */
final class StatedUser {

    private StatedUser() {}

    /** Refuses a request that names someone else in its query or its body than its credentials do. */
    static Principal requireNoOther(Exchange exchange, Principal who) {
        requireSame(exchange.query().string(DevIdentity.FIELD), who);
        requireSame(exchange.body().field(DevIdentity.FIELD), who);
        return who;
    }

    private static void requireSame(Optional<String> stated, Principal who) {
        if (stated.isPresent() && !stated.get().equals(who.subject())) {
            throw IdentityRefused.otherUser(who);
        }
    }
}
