package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Lane;
import dev.cloakroom.verify.evidence.Lane.Cell;
import dev.cloakroom.verify.evidence.Lane.State;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Ledger.Line;
import dev.cloakroom.verify.trial.Ledger.Outcome;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a session's whole history and holds it against what was written into it. For one session; not thread-safe. */
final class Audit {
    private static final int PAGE = 50;
    private static final int UNKNOWN_WRITER = -1;

    private final World world;
    private final Dialog dialog;
    private final String who;
    private final List<Stored> history = new ArrayList<>();
    private final Map<Long, Cell> cells = new TreeMap<>();
    private final Map<String, Integer> copies = new HashMap<>();

    /** One message as it was read. */
    private record Stored(long seq, String role, String content) {
        String key() {
            return role + "\n" + content;
        }
    }

    Audit(World world, Dialog dialog) {
        this.world = world;
        this.dialog = dialog;
        this.who = "the history of a session of " + dialog.owner();
    }

    /** Reads, compares, and draws when {@code draw} says so. */
    void run(boolean draw) {
        List<Line> lines = dialog.ledger().lines();
        if (!read()) {
            return;
        }
        for (Stored stored : history) {
            copies.merge(stored.key(), 1, Integer::sum);
            cells.putIfAbsent(stored.seq(), new Cell(stored.seq(), UNKNOWN_WRITER, State.KEPT));
        }
        places();
        Map<String, Line> written = new HashMap<>();
        for (Line line : lines) {
            written.merge(line.role() + "\n" + line.content(), line, (one, other) -> one.seq() > 0 ? one : other);
        }
        written.values().forEach(this::look);
        order(written);
        strangers(written);
        if (draw && !cells.isEmpty()) {
            world.drawn(new Lane("session of " + dialog.owner(), List.copyOf(cells.values())));
        }
    }

    /** Page by page from the start, and once more from the end: both have to tell the same. */
    private boolean read() {
        long after = 0;
        boolean more = true;
        while (more) {
            Reply reply = world.persist(
                    Check.LOST, dialog.owner(), Api.messages(dialog.id(), "after=" + after + "&limit=" + PAGE), who);
            if (!reply.isSuccess() && !reply.isFailure() && !reply.isLater()) {
                world.findings.broken(Check.LOST, new Violation(who, "can be read by its owner", World.seen(reply)));
                return false;
            }
            if (!world.needed(reply, "reading a history")) {
                return false;
            }
            for (JsonNode one : reply.json().path("data")) {
                history.add(new Stored(
                        one.path("seq").asLong(),
                        one.path("role").asText(),
                        one.path("content").asText()));
            }
            more = reply.json().path("has_more").asBoolean()
                    && !reply.json().path("data").isEmpty();
            after = history.isEmpty() ? 0 : history.get(history.size() - 1).seq();
        }
        return latest();
    }

    private boolean latest() {
        Reply reply = world.persist(
                Check.LOST,
                dialog.owner(),
                Api.messages(dialog.id(), "limit=20&order=desc"),
                who + ", the latest page");
        if (!world.needed(reply, "reading the latest messages")) {
            return false;
        }
        int at = history.size();
        for (JsonNode one : reply.json().path("data")) {
            at--;
            boolean same = at >= 0
                    && history.get(at).seq() == one.path("seq").asLong()
                    && history.get(at).content().equals(one.path("content").asText());
            if (!same) {
                world.findings.broken(
                        Check.REORDERED,
                        new Violation(
                                who + ", the latest page",
                                at < 0
                                        ? "no more than the whole history"
                                        : "place " + history.get(at).seq() + " as read from the start",
                                one.toString()));
                return true;
            }
        }
        return true;
    }

    /** Places are 1 to n. */
    private void places() {
        long expected = 1;
        for (Stored stored : history) {
            if (stored.seq() == expected) {
                world.findings.held(Check.LOST, who + ": place " + expected + " follows the one before");
            } else if (stored.seq() > expected) {
                for (long gap = expected; gap < Math.min(stored.seq(), expected + 1_000); gap++) {
                    cells.put(gap, new Cell(gap, UNKNOWN_WRITER, State.GAP));
                }
                broken(Check.LOST, "place " + expected, "place " + stored.seq() + " comes next");
            } else {
                broken(Check.REORDERED, "place " + expected, "place " + stored.seq() + " comes next");
            }
            expected = stored.seq() + 1;
        }
    }

    private void look(Line line) {
        String key = line.role() + "\n" + line.content();
        int there = copies.getOrDefault(key, 0);
        Stored stored = history.stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElse(null);
        if (stored != null) {
            cells.put(stored.seq(), new Cell(stored.seq(), line.slot(), there > 1 ? State.DUPLICATE : State.KEPT));
        }
        if (there > 1) {
            broken(Check.DUPLICATED, "once: " + line.content(), there + " times");
        } else {
            world.findings.held(Check.DUPLICATED, who + ": once: " + line.content());
        }
        if (line.outcome() == Outcome.REFUSED && there > 0) {
            broken(Check.CHANGED, "not there, since it was refused: " + line.content(), "it is there");
        }
        if (line.outcome() == Outcome.ACKNOWLEDGED) {
            acknowledged(line, stored);
        }
    }

    private void acknowledged(Line line, @Nullable Stored stored) {
        if (stored != null) {
            boolean inPlace = stored.seq() == line.seq();
            if (!inPlace) {
                cells.put(stored.seq(), new Cell(stored.seq(), line.slot(), State.MOVED));
            }
            expect(Check.REORDERED, inPlace, "in place " + line.seq() + ": " + line.content(), "place " + stored.seq());
            world.findings.held(Check.LOST, who + ": place " + line.seq() + ": " + line.content());
            world.findings.held(Check.CHANGED, who + ": place " + line.seq() + ": " + line.content());
            return;
        }
        Stored instead = history.stream()
                .filter(one -> one.seq() == line.seq())
                .findFirst()
                .orElse(null);
        String canary = line.content().contains(" ")
                ? line.content().substring(0, line.content().indexOf(' '))
                : line.content();
        boolean altered = instead != null && instead.content().startsWith(canary + " ");
        cells.put(line.seq(), new Cell(line.seq(), line.slot(), altered ? State.CHANGED : State.GAP));
        broken(
                altered ? Check.CHANGED : Check.LOST,
                "in place " + line.seq() + ": " + line.content(),
                instead == null ? "nothing in this place" : instead.role() + ": " + instead.content());
    }

    /** What one writer wrote one after the other stands in this order, and a batch stands together. */
    private void order(Map<String, Line> written) {
        Map<Integer, Line> last = new HashMap<>();
        for (Stored stored : history) {
            Line line = written.get(stored.key());
            if (line == null
                    || line.outcome() != Outcome.ACKNOWLEDGED
                    || !line.role().equals("user")) {
                continue;
            }
            Line before = last.put(line.slot(), line);
            if (before != null && before.batch() > line.batch()) {
                broken(
                        Check.REORDERED,
                        "in the order of its writer",
                        before.content() + " stands before " + line.content());
            }
            if (before != null && before.batch() == line.batch() && before.seq() + 1 != line.seq()) {
                broken(Check.REORDERED, "a batch in consecutive places", before.seq() + " and " + line.seq());
            }
        }
    }

    /** Nothing is there that nobody wrote. */
    private void strangers(Map<String, Line> written) {
        int free = dialog.ledger().openTurns();
        for (Stored stored : history) {
            if (!written.containsKey(stored.key())) {
                boolean lateReply = stored.role().equals("assistant") && free-- > 0;
                if (!lateReply) {
                    cells.put(stored.seq(), new Cell(stored.seq(), UNKNOWN_WRITER, State.CHANGED));
                    broken(
                            Check.CHANGED,
                            "only what was written",
                            stored.seq() + " " + stored.role() + ": " + stored.content());
                }
            }
        }
    }

    private void expect(Check check, boolean held, String expected, String seen) {
        world.findings.expect(check, held, who, expected, seen);
    }

    private void broken(Check check, String expected, String seen) {
        world.findings.broken(check, new Violation(who, expected, seen));
    }
}
