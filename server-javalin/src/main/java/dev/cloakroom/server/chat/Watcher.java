package dev.cloakroom.server.chat;

import dev.cloakroom.session.Entry;
import dev.cloakroom.session.SessionId;

/** Is told how a turn goes, on its thread, while it goes. Nothing a watcher does ends the turn. */
public interface Watcher {

    /** Watches nothing. */
    Watcher NONE = new Watcher() {
        @Override
        public void kept(SessionId session, boolean fresh, Entry message) {}

        @Override
        public void delta(String piece) {}
    };

    /**
     * The message stands in the history, and the responder will be asked.
     *
     * @param fresh whether the session was opened for it
     */
    void kept(SessionId session, boolean fresh, Entry message);

    /** The next piece of the reply. */
    void delta(String piece);
}
