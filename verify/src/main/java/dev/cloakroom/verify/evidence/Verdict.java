package dev.cloakroom.verify.evidence;

/** What a run comes to. */
public enum Verdict {
    /** Enough was tried, and every promise held. */
    OK(0),
    /** At least one promise was broken. */
    VIOLATION(1),
    /** No promise was seen broken, but too little was tried or too much failed to be sure. */
    INCONCLUSIVE(3);

    private final int exitCode;

    Verdict(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
