package dev.cloakroom.testkit;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Slice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a session shows to its owner at one moment, to be compared with another moment. What is left of a turn is
 * told as running or over. Immutable.
 */
record Snapshot(Head head, List<Entry> entries, List<Artifact> files) {
    private static final int PAGE = 200;

    static Snapshot of(SessionStore store, Claim claim) {
        return new Snapshot(
                withoutRemaining(Results.done(store.head(claim))),
                entries(store, claim),
                List.copyOf(Results.done(store.artifacts().list(claim))));
    }

    /** The whole history, page by page. */
    static List<Entry> entries(SessionStore store, Claim claim) {
        List<Entry> all = new ArrayList<>();
        boolean more = true;
        while (more) {
            Page page = Results.done(store.history().read(claim, Slice.after(all.size(), PAGE)));
            all.addAll(page.entries());
            more = page.more() && !page.entries().isEmpty();
        }
        return all;
    }

    /** What was said, in order. */
    List<String> contents() {
        return entries.stream().map(Entry::content).toList();
    }

    private static Head withoutRemaining(Head head) {
        Control control = head.control();
        Control.Lease turn = control.turn();
        if (turn == null) {
            return head;
        }
        boolean running = !turn.remaining().isNegative() && !turn.remaining().isZero();
        Control fixed = new Control(
                control.owner(),
                control.stamp(),
                control.version(),
                control.grants(),
                control.metadata(),
                turn.with(running ? Duration.ofSeconds(1) : Duration.ZERO));
        return new Head(head.id(), fixed, head.createdAt(), head.lastActiveAt(), head.expiresAt(), head.lastSeq());
    }

    /** Short: what is compared may be long, and assertions print it. */
    @Override
    public String toString() {
        return "Snapshot[last seq " + head.lastSeq() + ", " + entries.size() + " entries, " + files.size()
                + " files, active " + head.lastActiveAt() + ", expires " + head.expiresAt() + ", " + head.control()
                + "]";
    }
}
