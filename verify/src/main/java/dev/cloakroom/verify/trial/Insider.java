package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.EventStream;
import dev.cloakroom.verify.wire.EventStream.Event;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;

/** Somebody who uses a session all the time, with several requests in flight, while it is taken from them. */
final class Insider implements AutoCloseable {
    private static final long CLOSED_NANOS = 5_000_000_000L;
    /** For this long it is looked at, however late that begins. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    private static final int HANDS = 2;

    private final World world;
    private final Dialog dialog;
    private final Person who;
    private final EventStream stream;
    private final List<Future<List<Try>>> hands = new ArrayList<>();
    private volatile boolean over;

    /** One request: when it was sent, and what came. */
    private record Try(long sentAt, String what, Reply reply) {}

    Insider(World world, Dialog dialog, Person who, int firstSlot) {
        this.world = world;
        this.dialog = dialog;
        this.who = who;
        this.stream = world.wire.follow(who, Api.events(dialog.id(), 0), who.number());
        for (int hand = 0; hand < HANDS; hand++) {
            int slot = firstSlot + hand;
            hands.add(world.crowd.beside(() -> use(slot)));
        }
    }

    private List<Try> use(int slot) {
        Random random = world.random("insider", slot);
        List<Try> tries = new ArrayList<>();
        for (int i = 0; !over; i++) {
            Reply reply;
            if (i % 2 == 0) {
                List<Draft> drafts = List.of(Draft.user(dialog.content(random)));
                reply = world.wire.send(who, Api.append(dialog.id(), drafts), slot + i / 2);
                dialog.wrote(slot, drafts, reply);
                tries.add(new Try(reply.sentAt(), "an append", reply));
            } else {
                reply = world.wire.send(who, Api.messages(dialog.id(), "limit=1"), slot + i / 2);
                tries.add(new Try(reply.sentAt(), "a read", reply));
            }
        }
        return tries;
    }

    /**
     * Judges what was asked after access had ended, and whether the stream did.
     *
     * @param check what the ending is about
     * @param endedAt {@link System#nanoTime} when the end was answered
     * @param lastSeq nothing behind this place may be told any more
     */
    void judge(Check check, String how, long endedAt, long lastSeq) throws InterruptedException {
        over = true;
        for (Future<List<Try>> hand : hands) {
            for (Try one : Crowd.result(hand)) {
                if (one.sentAt() > endedAt) {
                    world.refused(check, one.reply(), one.what() + " that was sent after " + how);
                }
            }
        }
        for (int instance = 0; instance < world.wire.instances(); instance++) {
            for (Call call : List.of(
                    Call.get(Api.session(dialog.id())),
                    Api.messages(dialog.id(), "after=0"),
                    Api.files(dialog.id()),
                    Api.append(dialog.id(), List.of(Draft.user("too late"))))) {
                world.refused(check, world.wire.send(who, call, instance), call.route() + " after " + how);
            }
        }
        streamEnds(check, how, endedAt, lastSeq);
    }

    private void streamEnds(Check check, String how, long endedAt, long lastSeq) {
        if (stream.status() != 200) {
            world.note("following failed: status " + stream.status());
            return;
        }
        long deadline = Math.max(endedAt + CLOSED_NANOS, System.nanoTime() + LOOK_NANOS);
        while (System.nanoTime() - deadline < 0) {
            Event event = stream.next(100);
            if (event != null && event.name().equals("message") && seq(event) > lastSeq) {
                world.findings.broken(
                        check, new Violation("a stream after " + how, "nothing behind place " + lastSeq, event.data()));
                return;
            }
            if (event != null && !event.name().equals("message")) {
                world.findings.held(check, "a stream ended after " + how + ": " + event.name());
                return;
            }
        }
        world.findings.broken(
                check,
                new Violation("a stream " + CLOSED_NANOS / 1_000_000_000 + " s after " + how, "closed", "it is open"));
    }

    private static long seq(Event event) {
        try {
            return Long.parseLong(event.id());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Waits for what is under way: what came of it has to be written down before anybody looks at the history. */
    @Override
    public void close() {
        over = true;
        stream.close();
        try {
            for (Future<List<Try>> hand : hands) {
                List<Try> unused = Crowd.result(hand);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
