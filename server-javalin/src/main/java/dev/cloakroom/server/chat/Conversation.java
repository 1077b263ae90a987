package dev.cloakroom.server.chat;

import dev.cloakroom.server.access.Vocabulary;
import dev.cloakroom.server.chat.Responder.Progress;
import dev.cloakroom.server.http.Failures;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.ProblemException;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.History;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message and its reply: takes the session's turn and a slot, keeps the message, asks the responder, keeps the
 * reply. Until the message is kept every failure leaves nothing; from then on every failure says that it is kept. Used
 * by one thread.
 */
final class Conversation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final SessionRegistry registry;
    private final History history;
    private final Responder responder;
    private final ChatRequest request;
    private final Slots.Place place;
    private final long deadline;
    private final int contextMessages;
    private final Watcher watcher;
    private @Nullable Turn turn;
    private @Nullable Appended message;

    Conversation(
            SessionRegistry registry,
            Responder responder,
            ChatRequest request,
            Slots.Place place,
            ChatSettings settings,
            Watcher watcher) {
        this.registry = registry;
        this.history = registry.history();
        this.responder = responder;
        this.request = request;
        this.place = place;
        this.deadline = System.nanoTime() + settings.queueWait().toNanos();
        this.contextMessages = settings.contextMessages();
        this.watcher = watcher;
    }

    /**
     * Takes the turn and a slot and keeps the message. Who waits for a turn holds no slot; who takes one over takes the
     * slot first, so that nothing is taken over in vain. May be called again: whoever lost the race for a name goes on
     * in the winner's session.
     */
    void begin(Claim claim, OnBusy onBusy) {
        letGo();
        if (onBusy == OnBusy.SUPERSEDE) {
            var unused = registry.describe(claim); // access is proved before anyone waits
            place.takeSlot(patience());
        }
        Turn taken = request.key().isEmpty()
                ? registry.beginTurn(claim, onBusy, patience())
                : registry.beginTurn(claim, onBusy, patience(), request.key().get());
        turn = taken;
        place.takeSlot(patience());
        String text = request.draft().content();
        message = history.append(taken.claim(), request.append(responder.mostReplyBytes(text)));
    }

    /** Whether the message had been kept before, by an earlier request with the same key. */
    boolean isResumed() {
        return message instanceof Appended.Replayed;
    }

    /**
     * Asks the responder and keeps the reply.
     *
     * @param fresh whether the session was opened for this message
     */
    Chat.Outcome finish(boolean fresh) {
        Turn held = Objects.requireNonNull(turn);
        Claim claim = held.claim();
        Appended kept = Objects.requireNonNull(message);
        try {
            List<Entry> context = history.read(claim, Slice.before(kept.last() + 1, contextMessages))
                    .entries();
            Entry asked = context.get(context.size() - 1);
            watcher.kept(claim.id(), fresh, asked);
            Appended replied = keep(claim, reply(context, held));
            return new Chat.Outcome(
                    claim.id(), fresh, asked, history.entries(claim, replied).get(0), false);
        } catch (SessionAccessDenied denied) {
            throw denied;
        } catch (SessionException failure) {
            throw Vocabulary.problem(failure)
                    .map(problem -> kept(problem, claim))
                    .orElseThrow(() -> failure);
        } catch (ResponderException failure) {
            LOG.warn("the responder did not answer: {}", failure.getMessage());
            throw kept(Problem.of(failure.code()), claim);
        }
    }

    private Reply reply(List<Entry> context, Turn held) {
        try {
            return responder.reply(context, new Progress() {
                @Override
                public void delta(String piece) {
                    watcher.delta(piece);
                }

                @Override
                public void whenStopped(Runnable action) {
                    held.whenStopped(action);
                }
            });
        } catch (ResponderException failure) {
            throw failure;
        } catch (RuntimeException failure) {
            LOG.error("the responder failed: {}", Failures.trace(failure));
            throw ResponderException.failed("an unforeseen failure");
        }
    }

    /** A reply that no history takes is a failure of the responder, not of who asked. */
    private Appended keep(Claim claim, Reply reply) {
        try {
            return history.append(claim, request.reply(reply));
        } catch (InvalidInput unfit) {
            throw ResponderException.failed("its reply cannot be kept: " + unfit.getMessage());
        } catch (LimitExceeded exceeded) {
            if (exceeded.limit() == Limit.CONTENT_BYTES) {
                throw ResponderException.failed("its reply cannot be kept: " + exceeded.getMessage());
            }
            throw exceeded;
        }
    }

    /** The problem of a request whose message stands in the history and whose reply does not. */
    private static ProblemException kept(Problem problem, Claim claim) {
        return problem.saying("the message is kept, its reply is not")
                .with("session_id", claim.id().text())
                .toException();
    }

    private Duration patience() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private void letGo() {
        Turn held = turn;
        turn = null;
        message = null;
        if (held != null) {
            held.close();
        }
        place.releaseSlot();
    }

    @Override
    public void close() {
        letGo();
    }
}
