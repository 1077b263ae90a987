package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.EventStream;
import dev.cloakroom.verify.wire.EventStream.Event;
import dev.cloakroom.verify.wire.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows a session from its start, cuts the stream now and then and resumes it on another instance. For one thread;
 * {@link #finish} may be called from another.
 */
final class Follower implements Callable<List<Long>> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BEAT_MILLIS = 100;
    private static final long PATIENCE_NANOS = 8_000_000_000L;

    private final World world;
    private final Dialog dialog;
    private final Person who;
    private final Random random;
    private final List<Long> seen = new ArrayList<>();
    private volatile long goal = Long.MAX_VALUE;
    private volatile long deadline = Long.MAX_VALUE;
    private int streams;
    private boolean refused;

    Follower(World world, Dialog dialog, Person who) {
        this.world = world;
        this.dialog = dialog;
        this.who = who;
        this.random = world.random("follower", who.number());
    }

    /** Says that nothing more is written and what the last place is; what has not come soon will not come. */
    void finish(long last) {
        deadline = System.nanoTime() + PATIENCE_NANOS;
        goal = last;
    }

    @Override
    public List<Long> call() {
        long last = 0;
        while (last < goal && !late()) {
            try (EventStream stream = open(last)) {
                refused = stream.status() != 200;
                if (refused) {
                    world.note("following failed: status " + stream.status());
                    pause();
                    continue;
                }
                last = read(stream, last, 1 + random.nextInt(25));
            }
        }
        judge(last);
        return seen;
    }

    private boolean late() {
        return deadline != Long.MAX_VALUE && System.nanoTime() > deadline;
    }

    private EventStream open(long last) {
        Call call = last == 0
                ? Api.events(dialog.id(), 0)
                : Call.get(Api.session(dialog.id()) + "/events").with("Last-Event-ID", Long.toString(last));
        return world.wire.follow(who, call, streams++);
    }

    /** So many events, or until there are no more. */
    private long read(EventStream stream, long from, int most) {
        long last = from;
        for (int i = 0; i < most && last < goal && !late(); ) {
            Event event = stream.next(BEAT_MILLIS);
            if (event == null) {
                continue;
            }
            if (!event.name().equals("message")) {
                return last; // the end, or closed: another stream tells more
            }
            i++;
            last = note(event, last);
        }
        return last;
    }

    private long note(Event event, long last) {
        long seq = seq(event);
        boolean next = seq == last + 1 && event.id().equals(Long.toString(seq));
        world.findings.expect(
                Check.STREAM_RESUME,
                next,
                "the events of a session, over " + (streams > 1 ? "resumed streams" : "a stream"),
                "place " + (last + 1) + " behind " + last,
                "place " + seq + " with id " + event.id());
        seen.add(seq);
        return Math.max(seq, last);
    }

    private static long seq(Event event) {
        try {
            JsonNode data = JSON.readTree(event.data());
            return data.path("seq").asLong();
        } catch (JacksonException e) {
            return -1;
        }
    }

    private void judge(long last) {
        if (last < goal && refused) {
            world.untried("the events of a session: it cannot be followed");
        } else if (last < goal && goal != Long.MAX_VALUE) {
            world.findings.broken(
                    Check.STREAM_RESUME,
                    new Violation(
                            "the events of a session, some seconds after the last append",
                            "place " + goal,
                            "nothing behind place " + last));
        }
    }

    private static void pause() {
        LockSupport.parkNanos(BEAT_MILLIS * 1_000_000);
    }
}
