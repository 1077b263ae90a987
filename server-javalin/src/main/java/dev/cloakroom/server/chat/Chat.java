package dev.cloakroom.server.chat;

import dev.cloakroom.server.access.KeysInFlight;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.History;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionRegistry.Filling;
import dev.cloakroom.session.SessionRegistry.Opened;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One turn of a conversation: the message, the responder, the reply (R15). In this order: access, the session's turn, a
 * slot of this instance. A fresh session is opened around its first message: if that cannot be kept, there was no
 * session. Thread-safe.
 */
public final class Chat {

    private final SessionRegistry registry;
    private final History history;
    private final Responder responder;
    private final Slots slots;
    private final ChatSettings settings;
    private final KeysInFlight inFlight = new KeysInFlight();

    public Chat(SessionRegistry registry, Responder responder, ChatSettings settings) {
        this.registry = registry;
        this.history = registry.history();
        this.responder = responder;
        this.slots = new Slots(settings.maxConcurrency(), settings.underWay());
        this.settings = settings;
    }

    /** How many turns there are on this instance. */
    public Slots.Load load() {
        return slots.load();
    }

    /**
     * How a turn ended.
     *
     * @param fresh whether the session was opened by this request
     * @param replayed whether this is the outcome of an earlier request with the same key
     */
    public record Outcome(SessionId session, boolean fresh, Entry message, Entry reply, boolean replayed) {
        @Override
        public String toString() {
            return "Outcome(" + session + ")";
        }
    }

    public Outcome send(ChatRequest request, Principal who, Watcher watcher) throws IOException {
        return inFlight.alone(who, request.key(), request.session().orElse(""), () -> {
            try (Slots.Place place = slots.enter(who);
                    Conversation conversation =
                            new Conversation(registry, responder, request, place, settings, watcher)) {
                Opened opened = enter(request, who, claim -> conversation.begin(claim, request.onBusy()));
                return opened.fresh() ? conversation.finish(true) : goOn(request, opened.claim(), conversation);
            }
        });
    }

    /** Leads to the session; a fresh one holds the message already. */
    private Opened enter(ChatRequest request, Principal who, Filling first) throws IOException {
        if (request.session().isEmpty()) {
            return request.key().isEmpty()
                    ? new Opened(registry.open(who, Map.of(), first), true)
                    : registry.openOnce(who, request.key().get(), "", Map.of(), first);
        }
        String session = request.session().get();
        if (ChatRequest.isId(session)) {
            return new Opened(registry.claim(session.toLowerCase(Locale.ROOT), who, Access.APPEND), false);
        }
        return settings.clientNames()
                ? registry.enter(who, session, first)
                : new Opened(registry.claim(session, who, Access.APPEND), false);
    }

    /** In a session that was there before: what a key has done is not done again, what it left undone is. */
    private Outcome goOn(ChatRequest request, Claim claim, Conversation conversation) {
        if (request.key().isEmpty()
                || history.recorded(claim, request.key().get()).isEmpty()) {
            conversation.begin(claim, request.onBusy());
            return conversation.isResumed() ? resume(request, claim, conversation) : conversation.finish(false);
        }
        Appended message = history.append(claim, request.append(0)); // the key is known: compares, appends nothing
        Optional<Outcome> before = replay(request, claim, message);
        if (before.isPresent()) {
            return before.get();
        }
        // whoever took the session's turn over since then has the newer message: it is not taken over in return
        conversation.begin(claim, request.onBusy() == OnBusy.WAIT ? OnBusy.WAIT : OnBusy.REJECT);
        return resume(request, claim, conversation);
    }

    /** The message was kept before; whoever kept it may have answered it while this request waited for the turn. */
    private Outcome resume(ChatRequest request, Claim claim, Conversation conversation) {
        Appended message = history.append(claim, request.append(0));
        return replay(request, claim, message).orElseGet(() -> conversation.finish(opened(request, message)));
    }

    private Optional<Outcome> replay(ChatRequest request, Claim claim, Appended message) {
        IdempotencyKey key = request.key().orElseThrow();
        return history.recorded(claim, key.step("reply"))
                .map(reply -> new Outcome(
                        claim.id(),
                        opened(request, message),
                        history.entries(claim, message).get(0),
                        history.entries(claim, reply).get(0),
                        true));
    }

    /**
     * Whether this request had opened its session: always without an id, and under a name if its message came first.
     */
    private static boolean opened(ChatRequest request, Appended message) {
        return request.session().isEmpty()
                || (message.first() == 1 && !ChatRequest.isId(request.session().get()));
    }
}
