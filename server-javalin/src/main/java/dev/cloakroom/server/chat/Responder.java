package dev.cloakroom.server.chat;

import dev.cloakroom.session.Entry;
import java.util.List;

/**
 * Answers messages. Sees the latest messages of one session and nothing else: no id, no principal, no store.
 * Implementations are thread-safe; a call runs on the thread of the turn, may block, and ends within a time of its own.
 */
public interface Responder {

    /**
     * Answers the last of these messages.
     *
     * @param context the latest messages of the session, oldest first, the one to answer last; fewer than asked for
     *     when they would be larger than a page
     * @return the reply's content
     * @throws ResponderException when there is no reply; anything else that is thrown counts as a failure too
     */
    String reply(List<Entry> context);

    /** The most bytes of UTF-8 that a reply to this message can have; so much room is kept for it in the session. */
    long mostReplyBytes(String message);

    /** How it is called in the banner. */
    String name();
}
