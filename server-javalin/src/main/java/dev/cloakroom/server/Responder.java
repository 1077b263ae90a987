package dev.cloakroom.server;

import dev.cloakroom.session.Entry;
import java.util.List;

/**
 * Answers messages. Sees the latest messages of one session and nothing else: no id, no principal, no store.
 * Implementations are thread-safe; a call runs on the thread of the turn and may block.
 */
interface Responder {

    /**
     * Answers the last of these messages.
     *
     * @param context the latest messages of the session, oldest first, the one to answer last
     * @return the reply's content
     */
    String reply(List<Entry> context);

    /** The most bytes of UTF-8 that a reply to this message can have; so much room is kept for it in the session. */
    long mostReplyBytes(String message);

    /** How it is called in the banner. */
    String name();
}
