package dev.cloakroom.verify.report;

import dev.cloakroom.verify.evidence.Lane;
import dev.cloakroom.verify.evidence.Lane.Cell;
import dev.cloakroom.verify.evidence.Lane.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One history, place by place, in the colours of its writers; what is wrong stands out. */
final class LanePicture {
    private static final double WIDTH = 360;
    private static final int A_ROW = 60;
    private static final double CELL = WIDTH / A_ROW;
    private static final double ROW = CELL + 3;
    private static final int WHOLE_ROWS = 4;
    private static final int COLOURS = 6;

    private LanePicture() {}

    static Markup of(Lane lane) {
        List<List<Cell>> rows = rows(lane.cells());
        Markup picture = new Markup();
        double y = 0;
        int whole = 0;
        int left = 0;
        for (List<Cell> row : rows) {
            boolean flawless = row.stream().allMatch(cell -> cell.state() == State.KEPT);
            if (flawless && ++whole > WHOLE_ROWS) {
                left += row.size();
                continue;
            }
            for (int i = 0; i < row.size(); i++) {
                cell(picture, i * CELL, y, row.get(i));
            }
            y += ROW;
        }
        if (left > 0) {
            picture.label(0, y + 9, "start", "tiny", "and " + left + " places more as they should be");
            y += 13;
        }
        return new Markup().picture(WIDTH, Math.max(y, ROW), lane.name(), picture);
    }

    private static List<List<Cell>> rows(List<Cell> cells) {
        List<List<Cell>> rows = new ArrayList<>();
        for (int from = 0; from < cells.size(); from += A_ROW) {
            rows.add(cells.subList(from, Math.min(from + A_ROW, cells.size())));
        }
        return rows;
    }

    private static void cell(Markup picture, double x, double y, Cell cell) {
        String state = cell.state().name().toLowerCase(Locale.ROOT);
        String writer = cell.writer() < 0 ? "w" : "w" + cell.writer() % COLOURS;
        String words = "place " + cell.seq() + ": " + state + (cell.writer() < 0 ? "" : ", writer " + cell.writer());
        boolean kept = cell.state() == State.KEPT;
        picture.box(x, y + (kept ? 1 : 0), CELL - 1, CELL - (kept ? 1 : 0), kept ? writer : state, words);
    }

    static String legend() {
        return new Legend()
                .with("kept, a colour each writer", "w0", "w1", "w2")
                .with("gap", "gap")
                .with("duplicate", "duplicate")
                .with("moved", "moved")
                .with("changed", "changed")
                .toString();
    }
}
