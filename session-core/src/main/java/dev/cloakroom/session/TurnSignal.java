package dev.cloakroom.session;

import dev.cloakroom.session.Turn.State;
import org.jspecify.annotations.Nullable;

/** What is known of one turn, and who wants to hear when it shall end early. Thread-safe. */
final class TurnSignal {
    private final long fence;
    private State state = State.RUNNING;
    private @Nullable Runnable action;

    TurnSignal(long fence) {
        this.fence = fence;
    }

    synchronized State state() {
        return state;
    }

    /** What a look at the session's record shows. */
    void notice(Control control) {
        Control.Lease turn = control.turn();
        if (turn == null || !control.isInTurn(fence)) {
            become(State.LOST);
        } else if (turn.stopping()) {
            become(State.STOPPING);
        }
    }

    void lost() {
        become(State.LOST);
    }

    /** Runs the action once, now or when the turn is asked to stop or lost. */
    void whenStopped(Runnable wanted) {
        boolean now;
        synchronized (this) {
            now = state != State.RUNNING;
            action = now ? null : wanted;
        }
        if (now) {
            wanted.run();
        }
    }

    private void become(State next) {
        Runnable due;
        synchronized (this) {
            if (state == State.LOST) {
                return;
            }
            state = next;
            due = action;
            action = null;
        }
        if (due != null) {
            due.run();
        }
    }
}
