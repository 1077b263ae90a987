package dev.cloakroom.examples.embedding;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionRegistry;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

// shown: spring
@RestController
class ChatController {
    private final SessionRegistry registry;

    ChatController(SessionRegistry registry) {
        this.registry = registry;
    }

    /** Spring Security hands in whom it has authenticated, and lets nobody else come here. */
    @PostMapping("/sessions/{id}")
    String append(@PathVariable("id") String id, @RequestBody String text, Authentication user) {
        Principal who = Principal.of(user.getName());
        Claim claim = registry.claim(id, who, Access.APPEND);
        Appended at = registry.history().append(claim, Draft.user(text));
        return Long.toString(at.last());
    }

    @ExceptionHandler(SessionAccessDenied.class) // foreign, unknown and ended alike
    @ResponseStatus(HttpStatus.FORBIDDEN)
    void refused() {}
}
// end
