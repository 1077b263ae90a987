package dev.cloakroom.verify.trial;

import java.util.ArrayList;
import java.util.List;

/** What was written into one session, and what was said about it. Thread-safe. */
final class Ledger {
    private final List<Line> lines = new ArrayList<>();
    private int batches;
    private int openTurns;

    /** What is known of a message. */
    enum Outcome {
        ACKNOWLEDGED,
        REFUSED,
        /** Nothing was said about it, or that nobody knows. */
        UNKNOWN
    }

    /**
     * One message.
     *
     * @param slot which of the writers wrote it; each of them writes one after the other
     * @param batch messages of one batch have the same
     * @param seq its place as it was acknowledged, or 0
     */
    record Line(int slot, int batch, String role, String content, Outcome outcome, long seq) {}

    synchronized int nextBatch() {
        return ++batches;
    }

    synchronized void add(Line line) {
        lines.add(line);
    }

    /** A turn of which nothing is known may have left a reply of which nothing is known. */
    synchronized void turnUnknown() {
        openTurns++;
    }

    synchronized int openTurns() {
        return openTurns;
    }

    synchronized List<Line> lines() {
        return new ArrayList<>(lines);
    }

    /** The highest place that was acknowledged. */
    synchronized long highest() {
        return lines.stream().mapToLong(Line::seq).max().orElse(0);
    }
}
