package dev.cloakroom.verify.evidence;

import java.util.List;

/**
 * One session's history beside what was written into it, as it is drawn in the report.
 *
 * @param name whose session it is
 * @param cells place after place
 */
public record Lane(String name, List<Cell> cells) {
    /** Copies the list. */
    public Lane {
        cells = List.copyOf(cells);
    }

    /** What is in a place. */
    public enum State {
        KEPT,
        GAP,
        DUPLICATE,
        MOVED,
        CHANGED
    }

    /**
     * One place of a history.
     *
     * @param seq its number
     * @param writer which of the writers of the session wrote it, from 0 on; -1 is unknown
     */
    public record Cell(long seq, int writer, State state) {}
}
