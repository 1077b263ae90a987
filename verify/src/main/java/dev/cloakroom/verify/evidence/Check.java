package dev.cloakroom.verify.evidence;

import java.util.Locale;

/** The questions that a run answers, each with the rule of the contract that it belongs to. */
public enum Check {
    UNIQUE_IDS("R1", 20, "Every session and file has a fresh v4 UUID, however many are opened at once"),
    CLIENT_IDS("R1", 8, "An id that a client brings along is not adopted"),
    FOREIGN_DATA(
            "R2", 100, "What one user wrote is seen by nobody else: not in bodies, headers, errors, streams or lists"),
    ACCESS(
            "R3",
            100,
            "Every route refuses foreign, unknown, malformed and deleted sessions, and nothing happens to them"),
    ORACLE_BYTES("R4", 100, "Those refusals are the same to the byte, whatever the reason"),
    ORACLE_TIME("R4", 100, "Those refusals take the same time, whether the session is foreign or unknown"),
    LOST("R5", 20, "What was acknowledged is there, without gaps"),
    DUPLICATED("R5", 20, "Nothing is there twice"),
    REORDERED(
            "R5", 20, "Everything is in the place that was acknowledged, in the order of its writer, batches together"),
    CHANGED("R5", 20, "Everything is there as it was written, and nothing that nobody wrote"),
    RETRIES("R6", 10, "What is sent again under its key, after cut connections too, is there once"),
    READ_YOUR_WRITES("R7", 10, "What was acknowledged can be read at once, on every instance"),
    STREAM_RESUME("R5", 10, "A stream that is resumed shows everything once and in order"),
    REVOKE("R8", 10, "Access that was taken back is gone at once, on every instance, and streams end"),
    DELETE("R8", 10, "A deleted session is gone at once, on every instance, and nothing in flight brings it back"),
    LIMITS("R11", 10, "What is too large or too many is refused, and a refusal changes nothing");

    private final String rule;
    private final int least;
    private final String promise;

    Check(String rule, int least, String promise) {
        this.rule = rule;
        this.least = least;
        this.promise = promise;
    }

    /** Its name on the command line, in reports and in JSON: {@code oracle-time}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String rule() {
        return rule;
    }

    /** How often something has to be tried before "no violation" means anything. */
    public int least() {
        return least;
    }

    /** What holds when the check is passed, as a sentence. */
    public String promise() {
        return promise;
    }
}
