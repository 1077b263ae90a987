package dev.cloakroom.server.upkeep;

import dev.cloakroom.server.upkeep.Receipt.Ended;
import dev.cloakroom.server.upkeep.Receipt.Leftovers;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.SessionStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends the sessions of a selection, each with a claim of its owner, in bounded batches, and says what was done. It may
 * be killed at any moment and run again. Used once, by one thread.
 */
public final class Purge {
    private static final int BATCH = 200;
    private static final int PAGE = 100;
    /** Pages of one person's listing, behind the walk: more than that is opened faster than it is ended. */
    private static final int MOST_PAGES = 100;
    /** Walks through everything: when each of them met sessions, more are opened than are ended. */
    private static final int MOST_WALKS = 5;
    /** So many failures in a row are the store's, not a session's. */
    private static final int MOST_FAILURES = 3;

    private final SessionStore store;
    private final SessionRegistry registry;
    private final Selection selection;
    private final boolean dryRun;
    private final Progress progress;
    /** Of one person, whose sessions are met twice; of more there may be too many to remember. */
    private final Set<SessionId> counted = new HashSet<>();
    /** Those that failed: one that is met again is no other one, and may end then. */
    private final Set<SessionId> failing = new HashSet<>();

    private long found;
    private long ended;
    private long endedMeanwhile;
    private long unreadable;
    private int failuresInARow;
    private Leftovers leftovers = new Leftovers(0, 0, 0);
    private @Nullable String why;

    private Purge(Holdings holdings, Selection selection, boolean dryRun, Progress progress) {
        this.store = holdings.store();
        this.registry = holdings.registry();
        this.selection = selection;
        this.dryRun = dryRun;
        this.progress = progress;
    }

    /**
     * Ends what is selected, or counts it.
     *
     * @param holdings stay open
     * @param version of the program, for the receipt
     */
    public static Receipt of(
            Holdings holdings,
            Selection selection,
            boolean dryRun,
            Progress progress,
            UpkeepEvents events,
            InstantSource clock,
            String version) {
        Instant begun = clock.instant();
        events.purging(selection, dryRun);
        Purge purge = new Purge(holdings, selection, dryRun, progress);
        purge.run();
        return purge.receipt(begun, clock.instant(), version);
    }

    private Receipt receipt(Instant begun, Instant over, String version) {
        if (why == null && !failing.isEmpty()) {
            why = "some sessions could not be ended; run it again";
        } else if (why == null && unreadable > 0) {
            why = "there are records that cannot be read, which may be among those asked for; they were left alone";
        }
        return new Receipt(
                "purge",
                new Receipt.Asked(
                        selection.word(),
                        selection.person().map(Principal::subject).orElse(null),
                        selection.tenant().orElse(null)),
                dryRun,
                new Ended(found, ended, endedMeanwhile, failing.size(), unreadable),
                leftovers,
                why == null,
                why,
                begun,
                over,
                version);
    }

    private void run() {
        Optional<Inventory> inventory = store.inventory();
        try {
            if (inventory.isPresent()) {
                walk(inventory.get());
            } else if (selection.person().isEmpty()) {
                throw new Stopped("the store " + store.name() + " cannot be walked through; only --user can be purged");
            }
            if (selection.person().isPresent()) {
                list(selection.person().get());
            }
            if (inventory.isPresent()
                    && (selection instanceof Selection.All || selection instanceof Selection.Expired)) {
                sweep(inventory.get());
            }
        } catch (Stopped e) {
            why = e.getMessage();
        } catch (SessionException e) {
            why = "stopped before the end: " + e.getMessage();
        }
    }

    /**
     * Walks until a walk met nothing that was to be ended: a single one does not promise those that were opened, or
     * moved between servers, while it went on. One person's are listed behind it instead.
     */
    private void walk(Inventory inventory) {
        if (selection instanceof Selection.Expired) {
            return;
        }
        boolean once = dryRun || selection.person().isPresent();
        for (int walks = 0; walks < MOST_WALKS; walks++) {
            long before = found;
            walkOnce(inventory);
            if (once || found == before || !failing.isEmpty()) {
                return;
            }
        }
        throw new Stopped("sessions go on being opened; run it again");
    }

    private void walkOnce(Inventory inventory) {
        unreadable = 0;
        String after = null;
        do {
            Inventory.Live batch = inventory.live(after, BATCH);
            unreadable += batch.unreadable();
            for (Head head : batch.heads()) {
                if (selection.covers(head.control().owner())) {
                    take(head.id(), head.control().owner());
                }
            }
            after = batch.next();
        } while (after != null);
    }

    /** What a walk does not promise: sessions that were opened, or came to this person, while it went on. */
    private void list(Principal owner) {
        SessionId after = null;
        Set<SessionId> seen = new HashSet<>();
        for (int page = 0; page < MOST_PAGES; page++) {
            List<Session> sessions = registry.list(owner, after, PAGE)
                    .map(Session.Page::sessions)
                    .orElse(List.of());
            List<Session> fresh =
                    sessions.stream().filter(one -> seen.add(one.id())).toList();
            if (fresh.isEmpty()) {
                return;
            }
            fresh.forEach(one -> take(one.id(), owner));
            after = dryRun ? sessions.get(sessions.size() - 1).id() : null;
        }
        throw new Stopped("the user goes on opening sessions; run it again");
    }

    private void take(SessionId id, Principal owner) {
        if (dryRun) {
            found += selection.person().isEmpty() || counted.add(id) ? 1 : 0;
        } else {
            found += failing.contains(id) ? 0 : 1;
            end(id, owner);
        }
        progress.at(found + " sessions found, " + ended + " ended, " + failing.size() + " failed");
    }

    private void end(SessionId id, Principal owner) {
        try {
            endOnceMore(id, owner);
            failuresInARow = 0;
            failing.remove(id);
        } catch (SessionException e) {
            failing.add(id);
            if (++failuresInARow >= MOST_FAILURES) {
                throw new Stopped("stopped after " + failuresInARow + " failures in a row: " + e.getMessage());
            }
        }
    }

    /** When it is not known whether the session ended, asking again ends it or finds it gone. */
    private void endOnceMore(SessionId id, Principal owner) {
        try {
            endThroughTheGuard(id, owner);
        } catch (OutcomeUnknown unknown) {
            endThroughTheGuard(id, owner);
        }
    }

    private void endThroughTheGuard(SessionId id, Principal owner) {
        try {
            registry.close(registry.claim(id, owner, Access.MANAGE));
            ended++;
        } catch (SessionAccessDenied gone) {
            Optional<Principal> next = store.facts(id, owner).map(facts -> facts.owner());
            if (next.isPresent() && selection.covers(next.get())) {
                registry.close(registry.claim(id, next.get(), Access.MANAGE)); // handed over in between
                ended++;
            } else {
                endedMeanwhile++;
            }
        }
    }

    private void sweep(Inventory inventory) {
        String after = null;
        do {
            Inventory.Remains batch = dryRun ? inventory.remains(after, BATCH) : inventory.sweep(after, BATCH);
            leftovers = new Leftovers(
                    leftovers.sessions() + batch.sessions(),
                    leftovers.entries() + batch.entries(),
                    leftovers.keysRemoved() + batch.keys());
            progress.at("leftovers of " + leftovers.sessions() + " sessions, " + leftovers.keysRemoved() + " keys");
            after = batch.next();
        } while (after != null);
    }

    /** Why a purge ended before its end. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped(String why) {
            super(why);
        }
    }
}
