package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.ProbeLimit;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.chat.Chat;
import dev.cloakroom.server.chat.ChatRequest;
import dev.cloakroom.server.chat.Watcher;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Events;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chatting: one message, one reply. Thread-safe. */
public final class ChatRoutes {

    private static final String SEND = "/api/v1/chat/send";

    private final Chat chat;
    private final Limits limits;
    private final ProbeLimit probes;

    public ChatRoutes(Chat chat, Limits limits, ProbeLimit probes) {
        this.chat = chat;
        this.limits = limits;
        this.probes = probes;
    }

    public List<Route> table() {
        return List.of(Route.personal(HandlerType.POST, SEND, Reads.JSON, this::parse, this::send));
    }

    private record Reply(String sessionId, boolean newSession, MessageView message, MessageView reply) {
        @Override
        public String toString() {
            return "Reply(" + message + ", " + reply + ")";
        }
    }

    /** @param events where the turn is shown while it goes, if that was asked for */
    private record Sending(ChatRequest request, Optional<Events> events) {
        @Override
        public String toString() {
            return "Sending(" + request + ")";
        }
    }

    private Sending parse(Exchange exchange) {
        ChatRequest request = ChatRequest.parse(exchange, limits);
        return new Sending(
                request, exchange.headers().wantsEvents() ? Optional.of(exchange.events()) : Optional.empty());
    }

    private Answer send(Sending sending, Principal who) throws IOException {
        if (sending.request().session().isPresent()) {
            probes.require(who, "POST " + SEND);
        }
        if (sending.events().isPresent()) {
            return stream(sending.request(), who, sending.events().get());
        }
        Chat.Outcome outcome = chat.send(sending.request(), who, Watcher.NONE);
        Reply reply = new Reply(
                outcome.session().text(),
                outcome.fresh(),
                MessageView.of(outcome.message()),
                MessageView.of(outcome.reply()));
        return Answer.ok(reply, outcome.replayed() ? Replays.HEADERS : Map.of());
    }

    private record Began(String sessionId, boolean newSession, MessageView message) {
        @Override
        public String toString() {
            return "Began(" + message + ")";
        }
    }

    private record Delta(String content) {
        @Override
        public String toString() {
            return "Delta(" + content.length() + ")";
        }
    }

    private Answer stream(ChatRequest request, Principal who, Events events) throws IOException {
        Watcher watcher = new Watcher() {
            @Override
            public void kept(SessionId session, boolean fresh, Entry message) {
                events.send("session", new Began(session.text(), fresh, MessageView.of(message)));
            }

            @Override
            public void delta(String piece) {
                events.send("delta", new Delta(piece));
            }
        };
        Chat.Outcome outcome = chat.send(request, who, watcher);
        if (outcome.replayed()) {
            Replays.HEADERS.forEach(events::header);
            watcher.kept(outcome.session(), outcome.fresh(), outcome.message());
        }
        events.sendPlaced(
                "message", MessageView.of(outcome.reply()), outcome.reply().seq());
        return new Answer.Sent();
    }
}
