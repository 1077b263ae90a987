package dev.cloakroom.server.chat;

import dev.cloakroom.server.http.ProblemCode;

/** There is no reply. The message that was to be answered is kept. */
public final class ResponderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean late;

    private ResponderException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    /** The responder could not answer: 502. */
    public static ResponderException failed(String why) {
        return new ResponderException(why, false);
    }

    /** The responder took too long: 504. */
    public static ResponderException late(String why) {
        return new ResponderException(why, true);
    }

    ProblemCode code() {
        return late ? ProblemCode.RESPONDER_TIMEOUT : ProblemCode.RESPONDER_FAILED;
    }
}
