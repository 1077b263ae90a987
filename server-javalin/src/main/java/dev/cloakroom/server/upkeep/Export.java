package dev.cloakroom.server.upkeep;

import dev.cloakroom.server.http.Json;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives out all sessions of one person as JSON lines, each with a claim of that person. A session is told as it was
 * when its line was written: what is written into it meanwhile is left out, and one that ends meanwhile says so. Used
 * once, by one thread.
 */
public final class Export {
    private static final int BATCH = 200;
    private static final int PAGE = 100;
    /** So many failures in a row are the store's, not a session's. */
    private static final int MOST_FAILURES = 3;

    private final Holdings holdings;
    private final SessionRegistry registry;
    private final Principal who;
    private final OutputStream out;
    private final ExportedFiles bytes;
    private final Progress progress;
    private long sessions;
    private long messages;
    private long files;
    private long failed;
    private long unreadable;
    private String firstFailure = "";

    private Export(Holdings holdings, Principal who, OutputStream out, ExportedFiles bytes, Progress progress) {
        this.holdings = holdings;
        this.registry = holdings.registry();
        this.who = who;
        this.out = out;
        this.bytes = bytes;
        this.progress = progress;
    }

    /**
     * Writes everything, and a last line that says what it was.
     *
     * @param out written to and not closed
     * @param bytes where the bytes of files go
     * @param version of the program, for the last line
     * @return whether everything is there, and why not
     * @throws IOException when nothing more can be written
     */
    public static Optional<String> of(
            Holdings holdings,
            Principal who,
            OutputStream out,
            ExportedFiles bytes,
            Progress progress,
            UpkeepEvents events,
            InstantSource clock,
            String version)
            throws IOException {
        Instant begun = clock.instant();
        events.exporting(who);
        Export export = new Export(holdings, who, out, bytes, progress);
        String why = export.tried();
        export.write(new ExportLine.End(
                "end",
                export.sessions,
                export.messages,
                export.files,
                export.failed,
                export.unreadable,
                why == null,
                why,
                begun,
                clock.instant(),
                version));
        out.flush();
        return Optional.ofNullable(why);
    }

    /** Why it is not complete, or null. */
    private @Nullable String tried() throws IOException {
        try {
            all();
        } catch (SessionException e) {
            return "stopped before the end: " + e.getMessage();
        }
        if (failed > 0) {
            return failed + " sessions could not be read to their end; the first: " + firstFailure;
        }
        return unreadable > 0 ? "there are records that cannot be read, which may be this user's" : null;
    }

    /** One session that cannot be read does not keep the others back; several in a row are the store's fault. */
    private void all() throws IOException {
        int inARow = 0;
        for (SessionId id : ids()) {
            try {
                session(id);
                inARow = 0;
            } catch (SessionException | ExportedFiles.TooLarge e) {
                firstFailure = failed++ == 0 ? String.valueOf(e.getMessage()) : firstFailure;
                write(ExportLine.Cut.failed(id));
                if (e instanceof SessionException store && ++inARow >= MOST_FAILURES) {
                    throw store;
                }
            }
            progress.at(sessions + " sessions, " + messages + " messages, " + files + " files");
        }
    }

    /** The listing, and whatever is not listed: that a listing heals is no reason to leave something out. */
    private Set<SessionId> ids() {
        Set<SessionId> ids = new LinkedHashSet<>();
        listed(ids);
        Inventory inventory = holdings.inventory().orElse(null);
        String after = null;
        while (inventory != null) {
            Inventory.Live batch = inventory.live(after, BATCH);
            unreadable += batch.unreadable();
            for (Head head : batch.heads()) {
                if (head.control().owner().equals(who)) {
                    boolean unused = ids.add(head.id());
                }
            }
            after = batch.next();
            if (after == null) {
                break;
            }
        }
        return ids;
    }

    private void listed(Set<SessionId> ids) {
        SessionId after = null;
        boolean more = true;
        while (more) {
            Optional<Session.Page> page = registry.list(who, after, PAGE);
            if (page.isEmpty()) { // the session that the page follows has ended: from the beginning, without it
                after = null;
                page = registry.list(who, null, PAGE);
            }
            List<Session> found = page.map(Session.Page::sessions).orElse(List.of());
            boolean anyNew = false;
            for (Session one : found) {
                anyNew |= ids.add(one.id());
                after = one.id();
            }
            more = anyNew && page.map(Session.Page::more).orElse(false);
        }
    }

    private void session(SessionId id) throws IOException {
        Session told = null;
        try {
            Claim claim = registry.claim(id, who, Access.MANAGE);
            Session session = registry.describe(claim);
            var grants = registry.grants(claim);
            write(ExportLine.OfSession.of(session, grants));
            told = session;
            sessions++;
            history(claim, session);
            for (Artifact file : registry.artifacts().list(claim)) {
                file(claim, session, file);
            }
        } catch (SessionAccessDenied ended) {
            if (told != null) {
                write(ExportLine.Cut.ended(told.id()));
            }
        }
    }

    private void history(Claim claim, Session session) throws IOException {
        long seen = 0;
        while (seen < session.lastSeq()) {
            Page page =
                    registry.history().read(claim, Slice.after(seen, (int) Math.min(BATCH, session.lastSeq() - seen)));
            for (Entry entry : page.entries()) {
                write(ExportLine.OfMessage.of(session, entry));
                messages++;
                seen = entry.seq();
            }
        }
    }

    private void file(Claim claim, Session session, Artifact file) throws IOException {
        Optional<ExportedFiles.Place> place = bytes.put(
                session.id(),
                file,
                target -> registry.artifacts().read(claim, file.id(), target).isPresent());
        if (place.isPresent()) { // else it was removed meanwhile
            write(ExportLine.OfFile.of(
                    session, file, place.get().content(), place.get().path()));
            files++;
        }
    }

    private void write(ExportLine line) throws IOException {
        out.write(Json.bytes(line));
        out.write('\n');
    }
}
