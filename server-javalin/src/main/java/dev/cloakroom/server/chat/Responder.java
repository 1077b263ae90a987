package dev.cloakroom.server.chat;

import dev.cloakroom.session.Entry;
import java.util.List;

/**
 * Answers messages. Sees the latest messages of one session and nothing else: no id, no store, no other session.
 * Implementations are thread-safe; a call runs on the thread of the turn, may block, and ends within a time of its own.
 */
public interface Responder {

    /**
     * Answers the last of these messages.
     *
     * @param context the latest messages of the session, oldest first, the one to answer last; fewer than asked for
     *     when they would be larger than a page
     * @param progress is told of the reply while it comes
     * @return the whole reply
     * @throws ResponderException when there is no reply; anything else that is thrown counts as a failure too
     */
    Reply reply(List<Entry> context, Progress progress);

    /** The most bytes of UTF-8 that a reply to this message can have; so much room is kept for it in the session. */
    long mostReplyBytes(String message);

    /** How it is called in the banner. */
    String name();

    /** What is made of a reply while it comes. */
    interface Progress {

        /** The next piece; all pieces together are the reply. Never fails. */
        void delta(String piece);

        /**
         * Runs an action, once, when the reply shall end early: what there is then is the reply. A responder that
         * cannot end early need not ask.
         *
         * @param action called on any thread
         */
        void whenStopped(Runnable action);
    }
}
