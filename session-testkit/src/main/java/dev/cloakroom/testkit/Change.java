package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Stamp;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * Something that an owner's claim does to a {@link Desk#furnished} session: all of it, or nothing.
 *
 * @param name what it does
 * @param preparing makes everything ready but the one call that changes something
 * @param wholly whether the session is as it was before and with all of the change
 */
record Change(String name, Preparing preparing, BiPredicate<Snapshot, Optional<Snapshot>> wholly) {
    private static final byte[] BYTES = {1, 2, 3};
    private static final List<String> TOGETHER = List.of("four", "five", "six");

    /** Gets a call ready. */
    interface Preparing {
        Supplier<Result<?>> on(SessionStore store, Claim claim);
    }

    Supplier<Result<?>> prepared(SessionStore store, Claim claim) {
        return preparing.on(store, claim);
    }

    /** Whether the session is as it was before, or gone where it was gone. */
    static boolean isUndone(Snapshot before, Optional<Snapshot> after) {
        return after.isPresent() && after.get().equals(before);
    }

    /** Every kind of change there is. */
    static List<Change> all(Principal next) {
        return List.of(
                append("append", Append.of(drafts())),
                append("append under a key", Append.of(drafts()).keyed(Desk.key("fresh"))),
                patch(),
                access("grant", control -> next(control, control.owner(), Map.of("carol", Access.READ)), 1),
                access("transfer", control -> next(control, next, Map.of()), 0),
                commit(),
                remove(),
                new Change("end", (store, claim) -> () -> store.end(claim), (before, after) -> after.isEmpty()));
    }

    private static List<Draft> drafts() {
        return TOGETHER.stream().map(Draft::user).toList();
    }

    private static Change append(String name, Append append) {
        return new Change(
                name,
                (store, claim) -> () -> store.history().append(claim, append),
                (before, after) -> after.isPresent() && isExtended(before, after.get()));
    }

    private static boolean isExtended(Snapshot before, Snapshot after) {
        int size = before.entries().size();
        return after.entries().size() == size + TOGETHER.size()
                && after.entries().subList(0, size).equals(before.entries())
                && after.contents().subList(size, size + TOGETHER.size()).equals(TOGETHER)
                && after.head().lastSeq() == size + TOGETHER.size()
                && after.files().equals(before.files())
                && after.head().control().equals(before.head().control());
    }

    private static Change patch() {
        return new Change(
                "patch",
                (store, claim) -> {
                    Control control = Results.done(store.head(claim)).control();
                    Control next = new Control(
                            control.owner(),
                            control.stamp(),
                            control.version() + 1,
                            control.grants(),
                            Map.of("a", "patched"),
                            control.turn());
                    return () -> store.swap(claim, control.version(), next, null);
                },
                (before, after) -> after.isPresent()
                        && after.get().head().control().metadata().equals(Map.of("a", "patched"))
                        && isBesideControl(before, after.get()));
    }

    /** Makes the next control of a session. */
    private interface Next {
        Control of(Control control);
    }

    private static Control next(Control control, Principal owner, Map<String, Access> grants) {
        Stamp stamp = new Stamp(control.stamp().count() + 1, UUID.randomUUID().getMostSignificantBits());
        return new Control(owner, stamp, control.version() + 1, grants, control.metadata(), null);
    }

    private static Change access(String name, Next next, int grants) {
        return new Change(
                name,
                (store, claim) -> {
                    Control control = Results.done(store.head(claim)).control();
                    Control changed = next.of(control);
                    return () -> store.swap(claim, control.version(), changed, null);
                },
                (before, after) -> after.isPresent()
                        && after.get().head().control().grants().size() == grants
                        && !after.get()
                                .head()
                                .control()
                                .stamp()
                                .equals(before.head().control().stamp())
                        && isBesideControl(before, after.get()));
    }

    private static boolean isBesideControl(Snapshot before, Snapshot after) {
        return after.entries().equals(before.entries()) && after.files().equals(before.files());
    }

    private static Change commit() {
        return new Change(
                "commit of two files",
                (store, claim) -> {
                    Upload one = Uploads.of("one", BYTES);
                    Upload two = Uploads.of("two", BYTES);
                    Staging staging = Results.done(store.artifacts().begin(claim));
                    Uploads.send(staging, one, BYTES);
                    Uploads.send(staging, two, BYTES);
                    return () -> staging.commit(claim, Uploads.batch(one, two));
                },
                (before, after) -> after.isPresent()
                        && hasBoth(before.files(), after.get().files())
                        && after.get().entries().equals(before.entries()));
    }

    private static boolean hasBoth(List<Artifact> before, List<Artifact> after) {
        int size = before.size();
        return after.size() == size + 2
                && after.subList(0, size).equals(before)
                && after.get(size).name().equals("one")
                && after.get(size + 1).name().equals("two");
    }

    private static Change remove() {
        return new Change(
                "remove of a file",
                (store, claim) -> {
                    UUID file =
                            Results.done(store.artifacts().list(claim)).get(0).id();
                    return () -> store.artifacts().remove(claim, file);
                },
                (before, after) -> after.isPresent()
                        && after.get().files().isEmpty()
                        && after.get().entries().equals(before.entries()));
    }
}
