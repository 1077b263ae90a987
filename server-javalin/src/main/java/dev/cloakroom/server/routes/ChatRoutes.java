package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.chat.ChatRequest;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Chatting: one message, one reply. Thread-safe. */
public final class ChatRoutes {

    private final Chat chat;
    private final Limits limits;

    public ChatRoutes(Chat chat, Limits limits) {
        this.chat = chat;
        this.limits = limits;
    }

    public List<Route> table() {
        return List.of(Route.personal(HandlerType.POST, "/api/v1/chat/send", Reads.JSON, this::parse, this::send));
    }

    private record Reply(String sessionId, boolean newSession, MessageView message, MessageView reply) {
        @Override
        public String toString() {
            return "Reply(" + message + ", " + reply + ")";
        }
    }

    private ChatRequest parse(Exchange exchange) {
        ChatRequest request = ChatRequest.parse(exchange, limits);
        if (exchange.headers().wantsOnlyEvents()) {
            throw Problem.of(ProblemCode.NOT_ACCEPTABLE).toException();
        }
        return request;
    }

    private Answer send(ChatRequest request, Principal who) throws IOException {
        Chat.Outcome outcome = chat.send(request, who);
        Reply reply = new Reply(
                outcome.session().text(),
                outcome.fresh(),
                MessageView.of(outcome.message()),
                MessageView.of(outcome.reply()));
        return Answer.ok(reply, outcome.replayed() ? Replays.HEADERS : Map.of());
    }
}
