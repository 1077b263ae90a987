package dev.cloakroom.server.routes;

import dev.cloakroom.server.http.EventSource;
import dev.cloakroom.server.http.EventText;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Follower;
import dev.cloakroom.session.History;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.StoreUnavailable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One follower of one session, as events: each message once and in order, a comment from time to time, and
 * {@code closed} as the last word once there is no access any more. Pulled: a client that does not read keeps its place
 * and costs a few messages. A store that is down is asked again at the next beat.
 */
final class Tail implements EventSource {

    private static final Logger LOG = LoggerFactory.getLogger(Tail.class);
    private static final int PAGE = 16;

    private final Follower follower;
    private final Function<Entry, Object> view;
    private final Consumer<Tail> closed;
    private final Deque<Entry> read = new ArrayDeque<>();
    private long sent;
    private volatile Runnable wake = () -> {};
    private volatile boolean beatDue;
    private long beatAt;
    private volatile boolean ended;

    /**
     * Begins to follow.
     *
     * @param beatAt when the first beat is due, on the clock of {@link #tick}
     * @param view what is shown of a message
     * @param closed is told once, when this is over
     */
    Tail(History history, Claim claim, long after, long beatAt, Function<Entry, Object> view, Consumer<Tail> closed) {
        this.follower = history.follow(claim, after, this::ring);
        this.sent = follower.position();
        this.beatAt = beatAt;
        this.view = view;
        this.closed = closed;
    }

    private void ring() {
        wake.run();
    }

    /**
     * Looks again when a beat is due, and says that the stream is alive; where the store rings no bell, looks in any
     * case. Called by one thread.
     *
     * @param beat the time between two beats, in nanoseconds
     */
    void tick(long now, long beat) {
        if (now - beatAt >= 0) {
            beatAt = now + beat;
            beatDue = true;
            wake.run();
        } else if (!follower.isRung()) {
            wake.run();
        }
    }

    /** Ends the stream without a word, so that the client comes back, elsewhere if it can. */
    void cut() {
        ended = true;
        wake.run();
    }

    @Override
    public void start(Runnable pump) {
        wake = pump;
        pump.run();
    }

    @Override
    public void resume() {
        if (!read.isEmpty()) {
            read.clear();
            follower.rewind(sent);
        }
    }

    @Override
    public Optional<byte[]> next() {
        if (ended) {
            return Optional.empty();
        }
        try {
            if (read.isEmpty()) {
                read.addAll(follower.next(PAGE).entries());
            }
        } catch (SessionAccessDenied over) {
            ended = true;
            return Optional.of(EventText.event("closed", Map.of()));
        } catch (StoreUnavailable | OutcomeUnknown later) {
            LOG.warn("the store did not say what comes next in a followed session: {}", later.getMessage());
            return Optional.empty();
        } catch (SessionException broken) {
            LOG.error("a followed session cannot be followed any more: {}", broken.getMessage());
            ended = true;
            return Optional.empty();
        }
        Entry entry = read.poll();
        if (entry != null) {
            sent = entry.seq();
            return Optional.of(EventText.placed("message", view.apply(entry), entry.seq()));
        }
        boolean beat = beatDue;
        beatDue = false;
        return beat ? Optional.of(EventText.COMMENT) : Optional.empty();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        ended = true;
        follower.close();
        closed.accept(this);
    }

    @Override
    public String toString() {
        return "Tail(" + sent + ")";
    }
}
