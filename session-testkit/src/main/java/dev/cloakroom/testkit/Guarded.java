package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Every operation that takes a claim, once such that nothing but the guard speaks against it, and some once more such
 * that much else does: a guard that comes late is found as well as one that is missing.
 *
 * @param name the method, and what is wrong with the call beside its claim
 */
record Guarded(String name, Function<Claim, Result<?>> call) {
    private static final byte[] BYTES = {1, 2, 3};

    /**
     * All of them, on a session that gets a message, a key and a file for it.
     *
     * @param claim a good claim of the owner's
     * @param key under which the message is appended, not used before
     */
    static List<Guarded> on(SessionStore store, Claim claim, String key) {
        Artifact file = Uploads.put(store, claim, "kept", BYTES);
        Appended unused = Results.done(store.history().append(claim, Desk.keyed(key, "kept")));
        Control control = Results.done(store.head(claim)).control();
        List<Guarded> all = new ArrayList<>();
        all.add(new Guarded("head", store::head));
        all.add(new Guarded("swap", used -> store.swap(used, control.version(), patched(control), null)));
        all.add(new Guarded(
                "swap of another version", used -> store.swap(used, control.version() + 1, patched(control), null)));
        all.add(new Guarded("append", used -> store.history().append(used, Append.of(Draft.user("late")))));
        all.add(new Guarded("append under a known key", used -> store.history().append(used, Desk.keyed(key, "kept"))));
        all.add(new Guarded(
                "append of other content under a known key",
                used -> store.history().append(used, Desk.keyed(key, "other"))));
        all.add(new Guarded(
                "append at another end",
                used -> store.history()
                        .append(used, Append.of(Draft.user("late")).expecting(77))));
        all.add(new Guarded(
                "append without room",
                used -> store.history()
                        .append(
                                used,
                                Append.of(Draft.user("late")).leavingRoomFor(Integer.MAX_VALUE, Long.MAX_VALUE))));
        all.add(new Guarded("read", used -> store.history().read(used, Slice.latest(10))));
        all.add(new Guarded("recorded", used -> store.history().recorded(used, Desk.key(key))));
        all.add(new Guarded("begin", store.artifacts()::begin));
        all.add(new Guarded("list", used -> store.artifacts().list(used)));
        all.add(new Guarded("find", used -> store.artifacts().find(used, file.id())));
        all.add(new Guarded("chunk", used -> store.artifacts().chunk(used, file.id(), 0)));
        all.add(commit(store, claim));
        all.add(new Guarded("remove", used -> store.artifacts().remove(used, file.id())));
        all.add(new Guarded("end", store::end));
        return all;
    }

    private static Guarded commit(SessionStore store, Claim claim) {
        Upload late = Uploads.of("late", BYTES);
        Staging staging = Results.done(store.artifacts().begin(claim));
        Uploads.send(staging, late, BYTES);
        return new Guarded("commit", used -> staging.commit(used, Uploads.batch(late)));
    }

    private static Control patched(Control control) {
        return new Control(
                control.owner(),
                control.stamp(),
                control.version() + 1,
                control.grants(),
                Map.of("late", "late"),
                control.turn());
    }
}
