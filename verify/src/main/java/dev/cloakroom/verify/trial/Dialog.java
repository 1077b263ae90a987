package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Marks.Room;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.trial.Ledger.Line;
import dev.cloakroom.verify.trial.Ledger.Outcome;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** A session of a run: whose it is, who may see it, and what was written into it. Thread-safe. */
final class Dialog {
    private static final String[] LETTERS = {
        "plain ", "ünïcödé ", "漢字 ", "🗝 ", "\"quoted\\\" ", "\u0000nul ", "tab\t ", "line\n "
    };
    private static final int MOST_RETRIES = 100;
    private static final long RETRY_NANOS = 20_000_000L;

    private final World world;
    private final String id;
    private final Person owner;
    private final Room room;
    private final Ledger ledger = new Ledger();

    Dialog(World world, String id, Person owner, Room room) {
        this.world = world;
        this.id = id;
        this.owner = owner;
        this.room = room;
    }

    String id() {
        return id;
    }

    Person owner() {
        return owner;
    }

    Room room() {
        return room;
    }

    Ledger ledger() {
        return ledger;
    }

    /** Content that carries a mark of this session. */
    String content(Random random) {
        StringBuilder text = new StringBuilder(world.marks.canary(room)).append(' ');
        int words = random.nextInt(40) == 0 ? 400 : 1 + random.nextInt(12);
        for (int i = 0; i < words; i++) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.append('.').toString();
    }

    /** Lets another person in; false when that failed. */
    boolean share(Person guest, String access) {
        world.marks.admit(room, guest.number());
        return world.needed(world.wire.send(owner, Api.grant(id, guest.name(), access)), "sharing a session");
    }

    /** Appends these as one batch and writes down what came of it. */
    Reply append(Person writer, int slot, List<Draft> drafts) {
        Reply reply = world.wire.send(writer, Api.append(id, drafts));
        wrote(slot, drafts, reply);
        return reply;
    }

    /** Sends it, again while the first attempt still runs, and writes down what came of it. */
    Reply insist(Person writer, int slot, List<Draft> drafts, Call keyed) {
        Reply reply = world.wire.send(writer, keyed);
        for (int i = 0;
                i < MOST_RETRIES && (reply.isFailure() || reply.field("code").equals("key_in_flight"));
                i++) {
            LockSupport.parkNanos(RETRY_NANOS);
            reply = world.wire.send(writer, keyed);
        }
        wrote(slot, drafts, reply);
        return reply;
    }

    /** Writes down a batch and what was answered. */
    void wrote(int slot, List<Draft> drafts, Reply reply) {
        // told to come again later: an earlier attempt under the same key may have been taken
        boolean unknown = reply.isFailure() || reply.isLater();
        Outcome outcome = reply.isSuccess() ? Outcome.ACKNOWLEDGED : unknown ? Outcome.UNKNOWN : Outcome.REFUSED;
        JsonNode data = reply.json().path("data");
        int batch = ledger.nextBatch();
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            JsonNode stored = data.path(i);
            ledger.add(new Line(
                    slot,
                    batch,
                    draft.role(),
                    draft.content(),
                    outcome,
                    stored.path("seq").asLong(0)));
            String said = stored.path("content").asText("");
            if (outcome == Outcome.ACKNOWLEDGED && !said.equals(draft.content())) {
                world.findings.broken(
                        Check.CHANGED,
                        new Violation(
                                "the answer to an append", "the content that was sent: " + draft.content(), said));
            }
        }
    }

    /** Writes down one message of which nothing is known. */
    void lostSightOf(int slot, Draft draft) {
        ledger.add(new Line(slot, ledger.nextBatch(), draft.role(), draft.content(), Outcome.UNKNOWN, 0));
    }

    /** One turn, and what came of it. */
    Reply chat(Person writer, int slot, String message) {
        Reply reply = world.wire.send(writer, Api.chat(id, message));
        chatted(slot, message, reply);
        return reply;
    }

    /** Writes down a turn and what was answered. */
    void chatted(int slot, String message, Reply reply) {
        if (!reply.isSuccess()) {
            // an answer of 502, 504 or 409 may come with the message stored
            ledger.add(new Line(slot, ledger.nextBatch(), "user", message, Outcome.UNKNOWN, 0));
            ledger.turnUnknown();
            return;
        }
        JsonNode answer = reply.json();
        ledger.add(new Line(
                slot,
                ledger.nextBatch(),
                "user",
                message,
                Outcome.ACKNOWLEDGED,
                answer.at("/message/seq").asLong()));
        String said = answer.at("/reply/content").asText();
        if (said.contains("canary-")) {
            long seq = answer.at("/reply/seq").asLong();
            ledger.add(new Line(slot, ledger.nextBatch(), "assistant", said, Outcome.ACKNOWLEDGED, seq));
        } else {
            ledger.turnUnknown(); // a model may say the same twice: such replies are counted only
        }
    }
}
