package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What is too large, too many or no sense is refused, with a problem document, and changes nothing. Limits can be set
 * higher than their defaults: what is taken is tried again larger, and has to be refused at some size.
 */
public final class Bounds implements Trial {
    private static final int[] FACTORS = {1, 4, 16};
    private static final int KIB = 1024;

    @Override
    public String title() {
        return "what is too large or makes no sense is sent";
    }

    @Override
    public void run(World world) {
        Person who = world.people().get(0);
        Dialog dialog = world.open(who).orElse(null);
        if (dialog == null) {
            return;
        }
        String id = dialog.id();
        List<Draft> one = List.of(Draft.user(world.marks.canary(dialog.room())));
        boolean unused = world.needed(dialog.append(who, 0, one), "an append");

        Bound bound = new Bound(world, dialog);
        bound.never("an empty batch", Api.append(id, List.of()));
        bound.never("a role that there is not", Api.append(id, List.of(new Draft("emperor", "words"))));
        bound.never(
                "JSON that breaks off", Call.json("POST", Api.session(id) + "/messages", "{\"messages\":[{\"role\""));
        bound.never(
                "JSON forty levels deep",
                Call.json("POST", Api.session(id) + "/messages", "[".repeat(40) + "]".repeat(40)));
        bound.never("text where JSON belongs", Api.append(id, one).with("Content-Type", "text/plain"));
        bound.never("an expected end that is not there", Api.appendExpecting(id, one, 999));
        bound.never("a key of 129 characters", Api.append(id, one).key("k".repeat(129)));
        bound.never("a page of 0", Api.messages(id, "limit=0"));
        bound.never("a place that is no number", Api.messages(id, "after=x"));
        bound.never("access that there is not", Api.grant(id, "verify-nobody", "everything"));
        bound.never("an upload without a file", Call.json("POST", Api.UPLOADS, "{}"));
        bound.grown("a batch of %d messages", 101, n -> Api.append(id, batch(n)));
        bound.grown("a message of %d bytes", 64 * KIB + 1, n -> Api.append(id, List.of(Draft.user("x".repeat(n)))));
        bound.grown("%d pairs of metadata", 17, n -> Api.patch(id, pairs(n)));
        bound.grown("a key of metadata with %d characters", 65, n -> Api.patch(id, Map.of("k".repeat(n), "value")));
        bound.grown("a value of metadata with %d characters", 513, n -> Api.patch(id, Map.of("key", "v".repeat(n))));
        bound.grown("a page of %d messages", 201, n -> Api.messages(id, "limit=" + n));
        bound.grown("a file name of %d characters", 129, n -> Api.addFile(id, "n".repeat(n), "content"));
        bound.grown(
                "a JSON body of %d bytes",
                KIB * KIB + 1, n -> Call.json("PATCH", Api.session(id), "{\"ignored\":\"" + "x".repeat(n) + "\"}"));
        new Audit(world, dialog).run(false);
    }

    private static List<Draft> batch(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> Draft.user("number " + i + " of " + number))
                .toList();
    }

    private static Map<String, String> pairs(int number) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i < number; i++) {
            pairs.put("key-" + i, "value");
        }
        return pairs;
    }

    /** What is tried on one session. */
    private record Bound(World world, Dialog dialog) {
        /** Has to be refused as it is. */
        void never(String what, Call call) {
            if (!refused(what, call)) {
                world.findings.broken(Check.LIMITS, new Violation(what, "a refusal of 400 to 422", "it was taken"));
            }
        }

        /** Has to be refused from some size on. */
        void grown(String what, int first, IntFunction<Call> call) {
            for (int factor : FACTORS) {
                if (refused(String.format(what, first * factor), call.apply(first * factor))) {
                    return;
                }
                world.note(String.format(what, first * factor) + ": taken, the limit is higher than its default");
            }
            int most = first * FACTORS[FACTORS.length - 1];
            world.findings.broken(
                    Check.LIMITS, new Violation(String.format(what, most), "a refusal at some size", "it was taken"));
        }

        /** Whether it was; when it was, nothing may have changed and the answer has to be a problem document. */
        private boolean refused(String what, Call call) {
            Optional<String> before = state();
            Reply reply = world.wire.send(dialog.owner(), call);
            if (reply.isSuccess()) {
                taken(call, reply);
                return false;
            }
            if (reply.isFailure() || reply.isLater()) {
                failed(what, call, reply);
                return true;
            }
            boolean problem = reply.header("content-type").startsWith("application/problem+json")
                    && !reply.field("code").isEmpty();
            world.findings.expect(
                    Check.LIMITS,
                    problem,
                    what,
                    "a problem document with a code",
                    reply.status() + " " + reply.header("content-type"));
            Optional<String> after = state();
            if (before.isPresent() && after.isPresent()) {
                world.findings.expect(
                        Check.LIMITS, before.equals(after), what, "refused, and nothing changes", after.get());
            }
            return true;
        }

        /** What the server itself answers with 500 is no refusal; what stands before it is an error of the run. */
        private void failed(String what, Call call, Reply reply) {
            boolean large = reply.status() == 0 && call.body().length() > 64 * KIB;
            if (reply.status() == 500 && !reply.field("code").isEmpty()) {
                world.findings.broken(Check.LIMITS, new Violation(what, "a refusal of 400 to 422", World.seen(reply)));
            } else if (!large) { // a connection that is closed over a body that is too large is a refusal too
                world.note(what + " failed: " + reply.summary());
            }
        }

        private void taken(Call call, Reply reply) {
            if (call.route().equals("POST " + Api.SESSIONS + "/{id}/messages")) {
                List<Draft> drafts = new ArrayList<>();
                reply.json()
                        .path("data")
                        .forEach(stored -> drafts.add(new Draft(
                                stored.path("role").asText(),
                                stored.path("content").asText())));
                dialog.wrote(0, drafts, reply);
            }
        }

        private Optional<String> state() {
            Reply session = world.wire.send(dialog.owner(), Call.get(Api.session(dialog.id())));
            Reply files = world.wire.send(dialog.owner(), Api.files(dialog.id()));
            return world.answered(session, "looking at an own session") && world.answered(files, "listing files")
                    ? Optional.of(session.text() + files.text())
                    : Optional.empty();
        }
    }
}
