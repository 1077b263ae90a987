package dev.cloakroom.server.chat;

import java.util.Map;

/**
 * What a responder said. Immutable.
 *
 * @param content the text, well-formed
 * @param finish why it ended, in the words that models use: {@code stop} when it was complete, {@code length} when it
 *     was cut, {@code stopped} when someone asked for it to end
 */
public record Reply(String content, String finish) {

    /** It was complete. */
    public static final String STOP = "stop";
    /** It was cut because it was too long. */
    public static final String LENGTH = "length";
    /** Someone asked for it to end. */
    public static final String STOPPED = "stopped";

    /** A complete reply. */
    public static Reply complete(String content) {
        return new Reply(content, STOP);
    }

    /** What is kept with it: why it ended, unless it was simply complete. */
    Map<String, String> metadata() {
        return finish.equals(STOP) ? Map.of() : Map.of("finish_reason", finish);
    }

    @Override
    public String toString() {
        return "Reply(" + content.length() + " chars)";
    }
}
