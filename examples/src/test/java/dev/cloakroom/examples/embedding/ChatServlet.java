package dev.cloakroom.examples.embedding;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

@SuppressWarnings("serial") // servlets could be serialized, and nobody does
// shown: servlet
final class ChatServlet extends HttpServlet {
    private final SessionRegistry registry;

    ChatServlet(SessionRegistry registry) {
        this.registry = registry;
    }

    /** {@code POST /sessions/{id}} with a text. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getUserPrincipal() == null) { // the container's login says who it is: nobody
            response.sendError(401);
            return;
        }
        Principal who = Principal.of(request.getUserPrincipal().getName());
        String id = request.getPathInfo().substring(1);
        String text = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            Claim claim = registry.claim(id, who, Access.APPEND);
            Appended at = registry.history().append(claim, Draft.user(text));
            response.getWriter().print(at.last());
        } catch (SessionAccessDenied refused) { // foreign, unknown and ended alike
            response.sendError(403);
        }
    }
}
// end
