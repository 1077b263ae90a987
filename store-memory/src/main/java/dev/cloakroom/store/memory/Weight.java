package dev.cloakroom.store.memory;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import java.util.Map;

/**
 * About how much heap something takes, so that a store that has room for so many bytes does not run out of heap with
 * small things: text as the JVM keeps it, and a fixed part for the objects around it, rounded up from what was measured
 * on a 64-bit JVM with compressed references.
 */
final class Weight {
    static final long SESSION = 512;
    static final long FILE = 512;

    private static final long ENTRY = 112;
    private static final long KEY = 256;
    private static final long PAIR = 160;

    private Weight() {}

    static long of(Append append) {
        long chars = 0;
        long around = append.key() == null ? 0 : KEY;
        for (Draft draft : append.drafts()) {
            chars += draft.content().length();
            around += ENTRY;
            if (!draft.metadata().isEmpty()) {
                chars += chars(draft.metadata());
                around += draft.metadata().size() * PAIR;
            }
        }
        return around + (append.bytes() == chars ? chars : 2 * chars); // ASCII takes one byte a char
    }

    /** What the reply that an append leaves room for may take. */
    static long ofReply(Append append) {
        long replies = append.entriesNeeded() - append.drafts().size();
        return append.bytesNeeded() - append.bytes() + replies * ENTRY;
    }

    static long of(Control control) {
        long pairs = (long) control.metadata().size() + control.grants().size();
        return pairs * PAIR + 2 * chars(control.metadata());
    }

    private static long chars(Map<String, String> pairs) {
        long chars = 0;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            chars += pair.getKey().length() + pair.getValue().length();
        }
        return chars;
    }
}
