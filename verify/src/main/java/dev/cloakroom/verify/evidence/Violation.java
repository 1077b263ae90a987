package dev.cloakroom.verify.evidence;

/**
 * One broken promise.
 *
 * @param what what was done, in words
 * @param expected what should have been seen
 * @param seen what was seen
 */
public record Violation(String what, String expected, String seen) {
    private static final int MOST = 400;

    public Violation {
        seen = seen.length() <= MOST ? seen : seen.substring(0, MOST) + "...";
    }
}
