package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.ArtifactStore.Staging;
import dev.cloakroom.session.ArtifactStore.Upload;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Stamp;
import dev.cloakroom.testkit.StoreHarness.Capability;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.Supplier;
import net.jqwik.api.Property;

/** R12: what a store throws names no session and holds nothing of what is kept. */
@Family
final class SilenceProperties {
    private static final String SECRET = "secret-content-4711";

    private final Bench bench = Bench.current();

    @Property(tries = 1)
    @LookAt("the messages of what the store throws, and of all causes: no id, no text, no name, no key")
    void R12_failures_hold_no_id_and_no_content() {
        if (!bench.can(Capability.FAILPOINTS)) {
            return;
        }
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            for (Entry<String, Supplier<?>> operation : operations(desk, claim).entrySet()) {
                int steps = desk.steps().in(() -> {
                    Outcome unused = Outcome.of(operation.getValue());
                });
                for (Breaks broken : Breaks.all(Math.max(steps, 1))) {
                    broken.around(desk, operation.getValue())
                            .failure()
                            .ifPresent(thrown -> requireSilent(thrown, claim, operation.getKey() + ", when " + broken));
                }
            }
        }
    }

    private static Map<String, Supplier<?>> operations(Desk desk, Claim claim) {
        Append append = Append.of(Draft.user(SECRET).withMetadata(Map.of("k", SECRET)))
                .keyed(new IdempotencyKey("messages", SECRET));
        Upload file = Uploads.of(SECRET, SECRET.getBytes(StandardCharsets.US_ASCII));
        Staging staging = Results.done(desk.store().artifacts().begin(claim));
        Uploads.send(staging, file, SECRET.getBytes(StandardCharsets.US_ASCII));
        Control control = desk.head(claim).control();
        Control next = new Control(
                control.owner(), control.stamp(), control.version(), control.grants(), Map.of("k", SECRET), null);
        Control opening = new Control(desk.alice, new Stamp(1, 1), 1, Map.of(), Map.of("k", SECRET), null);
        Map<String, Supplier<?>> all = new LinkedHashMap<>();
        all.put("create under a taken id", () -> desk.store().create(claim.id(), opening));
        all.put("facts", () -> desk.store().facts(claim.id(), desk.alice));
        all.put("head", () -> desk.store().head(claim));
        all.put("owned", () -> desk.store().owned(desk.alice, null, 5));
        all.put("append", () -> desk.store().history().append(claim, append));
        all.put("read", () -> desk.store().history().read(claim, Slice.latest(5)));
        all.put("swap", () -> desk.store().swap(claim, control.version(), next, null));
        all.put("commit", () -> staging.commit(claim, Uploads.keyed(SECRET, file)));
        all.put("remove", () -> desk.store().artifacts().remove(claim, file.id()));
        return all;
    }

    private static void requireSilent(Throwable thrown, Claim claim, String operation) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            String text = each + " " + List.of(each.getSuppressed());
            assertThat(text)
                    .as("what is thrown by " + operation)
                    .doesNotContain(claim.id().text())
                    .doesNotContain(claim.id().text().replace("-", ""))
                    .doesNotContain(SECRET)
                    .doesNotContain(claim.principal().tenant());
        }
    }

    @Property(tries = 1)
    @LookAt("name() and toString() of the store: one word, and no address, credential or session")
    void R12_a_store_names_itself_in_one_word() {
        try (Desk desk = bench.desk()) {
            Claim claim = desk.furnished();
            assertThat(desk.store().name()).as("the name of the store").matches("[A-Za-z][A-Za-z0-9-]*");
            for (Object part :
                    List.of(desk.store(), desk.store().history(), desk.store().artifacts())) {
                assertThat(part.toString())
                        .as("toString() of a part of the store")
                        .doesNotContain(claim.id().text())
                        .doesNotContain(claim.principal().tenant());
            }
        }
    }
}
