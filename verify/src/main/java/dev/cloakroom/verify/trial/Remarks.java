package dev.cloakroom.verify.trial;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What whoever reads a report should know beside what was found. Thread-safe. */
final class Remarks {
    private static final int MOST_NOTES = 12;

    private final String run;
    private final Set<String> notes = new LinkedHashSet<>();
    private final Set<String> untried = new LinkedHashSet<>();
    private int left;
    private int leavers;

    /** Of a run of this name. */
    Remarks(String run) {
        this.run = run;
    }

    /** Each is kept once. */
    synchronized void note(String text) {
        boolean unused = notes.add(text);
    }

    /** Something that the run is for was not tried, and why. */
    synchronized void untried(String what) {
        boolean unused = untried.add(what);
    }

    synchronized List<String> untried() {
        return List.copyOf(untried);
    }

    /** So many sessions of one user could not be removed. */
    synchronized void left(int sessions) {
        left += sessions;
        leavers++;
    }

    /** What could not be removed and how to know it, or empty. */
    synchronized Optional<String> left() {
        return left == 0
                ? Optional.empty()
                : Optional.of(left + " sessions of " + leavers + " users could not be removed; they say \"" + World.MARK
                        + "\": \"" + run + "\" in their metadata, or canary-" + run + " in what is in them");
    }

    /** What is left behind, and the first few of everything else. */
    synchronized List<String> notes() {
        List<String> all = new ArrayList<>();
        left().ifPresent(all::add);
        notes.stream().limit(MOST_NOTES).forEach(all::add);
        if (notes.size() > MOST_NOTES) {
            all.add((notes.size() - MOST_NOTES) + " more of such notes");
        }
        return all;
    }
}
