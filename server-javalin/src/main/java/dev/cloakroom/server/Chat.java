package dev.cloakroom.server;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Filling;
import dev.cloakroom.session.History;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.OnBusy;
import dev.cloakroom.session.Opened;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation: the message, the responder, the reply (R15). In this order: access, the session's turn, a
 * slot of this instance; so whoever waits for a turn holds no slot, and whoever has no access waits for nothing.
 * Thread-safe.
 */
final class Chat {

    private final SessionRegistry registry;
    private final History history;
    private final Responder responder;
    private final Slots slots;
    private final KeysInFlight inFlight = new KeysInFlight();
    private final Duration patience;
    private final int contextMessages;
    private final boolean clientNames;

    Chat(SessionRegistry registry, Responder responder, Slots slots, Settings settings) {
        this.registry = registry;
        this.history = registry.history();
        this.responder = responder;
        this.slots = slots;
        this.patience = settings.queueWait();
        this.contextMessages = settings.contextMessages();
        this.clientNames = settings.clientNames();
    }

    /**
     * How a turn ended.
     *
     * @param fresh whether the session was opened by this request
     * @param replayed whether this is the outcome of an earlier request with the same key
     */
    record Outcome(SessionId session, boolean fresh, Entry message, Entry reply, boolean replayed) {}

    Outcome send(ChatRequest request, Principal who) throws IOException {
        String scope = request.session().orElse("");
        return inFlight.alone(who, request.key(), scope, () -> {
            if (request.session().isEmpty() && request.key().isEmpty()) {
                return fresh(request, who);
            }
            Opened entered = enter(request, who);
            return request.key().isPresent()
                    ? once(request, entered, request.key().get())
                    : turn(request, entered, request.onBusy());
        });
    }

    /** A session that is opened for a message nobody could keep is no session: nobody else knows of it. */
    private Outcome fresh(ChatRequest request, Principal who) throws IOException {
        AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
        Claim unused = registry.open(
                who, Map.of(), claim -> outcome.set(turn(request, new Opened(claim, true), request.onBusy())));
        return Objects.requireNonNull(outcome.get());
    }

    private Opened enter(ChatRequest request, Principal who) throws IOException {
        if (request.session().isEmpty()) {
            IdempotencyKey key = request.key().orElseThrow();
            return registry.openOnce(who, key, "", Map.of(), Filling.NOTHING);
        }
        String session = request.session().get();
        if (ChatRequest.isId(session)) {
            return new Opened(registry.claim(session.toLowerCase(Locale.ROOT), who, Access.APPEND), false);
        }
        return clientNames
                ? registry.enter(who, session)
                : new Opened(registry.claim(session, who, Access.APPEND), false);
    }

    /** A keyed request: what was done before is not done again, what was left undone is. */
    private Outcome once(ChatRequest request, Opened entered, IdempotencyKey key) {
        Claim claim = entered.claim();
        Optional<Appended.Replayed> before = entered.fresh() ? Optional.empty() : history.recorded(claim, key);
        if (before.isEmpty()) {
            return turn(request, entered, request.onBusy());
        }
        Appended message = history.append(claim, request.append(0)); // the key is known: compares, appends nothing
        Optional<Outcome> replay = replay(request, claim, message, key);
        return replay.isPresent() ? replay.get() : resume(request, entered);
    }

    private Outcome resume(ChatRequest request, Opened entered) {
        try {
            return turn(request, entered, OnBusy.REJECT);
        } catch (SessionConflict busy) {
            if (busy.kind() == SessionConflict.Kind.TURN_IN_PROGRESS) {
                throw KeysInFlight.inFlight();
            }
            throw busy;
        }
    }

    private Optional<Outcome> replay(ChatRequest request, Claim claim, Appended message, IdempotencyKey key) {
        return history.recorded(claim, key.step("reply"))
                .map(reply -> new Outcome(
                        claim.id(),
                        opened(request, message),
                        history.entries(claim, message).get(0),
                        history.entries(claim, reply).get(0),
                        true));
    }

    /**
     * Whether the request that is replayed had opened its session: always without an id, with a name if it came first.
     */
    private static boolean opened(ChatRequest request, Appended message) {
        return request.session().isEmpty()
                || (message.first() == 1 && !ChatRequest.isId(request.session().get()));
    }

    private Outcome turn(ChatRequest request, Opened entered, OnBusy onBusy) {
        try (Turn turn = registry.beginTurn(entered.claim(), onBusy, patience)) {
            return slots.within(entered.claim().principal(), () -> answer(request, entered, turn.claim()));
        }
    }

    private Outcome answer(ChatRequest request, Opened entered, Claim fenced) {
        Append append = request.append(responder.mostReplyBytes(request.draft().content()));
        Appended message = history.append(fenced, append);
        if (message instanceof Appended.Replayed && request.key().isPresent()) {
            Optional<Outcome> replay =
                    replay(request, fenced, message, request.key().get());
            if (replay.isPresent()) {
                return replay.get();
            }
        }
        List<Entry> context = history.read(fenced, Slice.before(message.last() + 1, contextMessages))
                .entries();
        Append reply = request.reply(responder.reply(context));
        Appended replied = history.append(fenced, reply);
        return new Outcome(
                fenced.id(),
                entered.fresh(),
                history.entries(fenced, message, append).get(0),
                history.entries(fenced, replied, reply).get(0),
                false);
    }
}
