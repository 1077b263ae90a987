package dev.cloakroom.examples.embedding;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionRegistry;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.UnauthorizedResponse;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

// shown: javalin
final class ChatRoutes {
    private static final String WHO = "who";

    /** Login: your own, from a request to the name of the user it authenticates. */
    static void add(JavalinConfig config, SessionRegistry registry, Function<Context, Optional<String>> login) {
        config.routes.before("/sessions/*", context -> {
            String name = login.apply(context).orElseThrow(UnauthorizedResponse::new);
            context.attribute(WHO, Principal.of(name));
        });
        config.routes.post("/sessions/{id}", context -> {
            Principal who = Objects.requireNonNull(context.attribute(WHO));
            Claim claim = registry.claim(context.pathParam("id"), who, Access.APPEND);
            Appended at = registry.history().append(claim, Draft.user(context.body()));
            context.result(Long.toString(at.last()));
        });
        config.routes.exception(SessionAccessDenied.class, (refused, context) -> {
            context.status(403); // foreign, unknown and ended alike
        });
    }

    /** Listens with an engine that keeps no memory of one connection for the next. */
    static void listen(JavalinConfig config, String host, int port) {
        config.jetty.addConnector((server, http) -> {
            http.setUseInputDirectByteBuffers(false);
            http.setUseOutputDirectByteBuffers(false);
            ServerConnector connector = new ServerConnector(
                    server, null, null, ByteBufferPool.NON_POOLING, -1, -1, new HttpConnectionFactory(http));
            connector.setHost(host);
            connector.setPort(port);
            return connector;
        });
    }

    private ChatRoutes() {}
}
// end
