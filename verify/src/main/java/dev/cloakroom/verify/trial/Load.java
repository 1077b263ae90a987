package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Marks.Room;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Many users chat, each in a session of their own, and think for five seconds behind each reply. Nobody of them waits
 * on a thread. Replies are looked through as in every other trial; histories of some are read at the end.
 */
public final class Load implements Trial {
    private static final int THINK_MILLIS = 5_000;
    /** They come one after the other: 250 a second, or within the time that they think when they are few. */
    private static final int MILLIS_EACH = 4;

    private static final int AUDITED = 50;
    private static final long LAST_REPLIES_SECONDS = 30;

    @Override
    public String title() {
        return "many users chat, and think for five seconds behind each reply";
    }

    @Override
    public void run(World world) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newScheduledThreadPool(2, task -> {
            Thread thread = new Thread(task, "verify-clock");
            thread.setDaemon(true);
            return thread;
        });
        try {
            int arrival = Math.max(THINK_MILLIS, world.people().size() * MILLIS_EACH);
            long end = System.nanoTime()
                    + TimeUnit.MILLISECONDS.toNanos(arrival)
                    + TimeUnit.SECONDS.toNanos(world.plan().seconds());
            CountDownLatch left = new CountDownLatch(world.people().size());
            Random random = world.random("load", 0);
            for (Person person : world.people()) {
                Chatter chatter = new Chatter(world, person, clock, end, left);
                var unused = clock.schedule(chatter::speak, random.nextInt(arrival), TimeUnit.MILLISECONDS);
            }
            boolean done = left.await(
                    arrival + TimeUnit.SECONDS.toMillis(world.plan().seconds() + LAST_REPLIES_SECONDS),
                    TimeUnit.MILLISECONDS);
            if (!done) {
                world.note(left.getCount() + " users were still waiting for a reply at the end");
            }
        } finally {
            clock.shutdownNow();
        }
        world.made().stream().limit(AUDITED).forEach(dialog -> new Audit(world, dialog).run(false));
    }

    /** One of the users. One thing at a time, on whatever thread the reply comes. */
    private static final class Chatter {
        private final World world;
        private final Person who;
        private final ScheduledExecutorService clock;
        private final long end;
        private final CountDownLatch left;
        private final Room room;
        private Dialog dialog;
        private int said;

        Chatter(World world, Person who, ScheduledExecutorService clock, long end, CountDownLatch left) {
            this.world = world;
            this.who = who;
            this.clock = clock;
            this.end = end;
            this.left = left;
            this.room = world.marks.room(who.number());
            this.dialog = new Dialog(world, "", who, room);
        }

        void speak() {
            String message =
                    world.marks.canary(room) + " message " + ++said + ", some words long, as people write them";
            CompletableFuture<Void> unused = world.wire
                    .sendAsync(who, Api.chat(dialog.id(), message))
                    .thenAccept(reply -> heard(message, reply))
                    .whenComplete((nothing, failure) -> think());
        }

        private void think() {
            if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(THINK_MILLIS) > end) {
                left.countDown();
                return;
            }
            try {
                var unused = clock.schedule(this::speak, THINK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                left.countDown(); // it is over
            }
        }

        private void heard(String message, Reply reply) {
            if (world.needed(reply, "a turn")) {
                String id = reply.field("session_id");
                if (dialog.id().isEmpty()) {
                    dialog = world.remember(who, room, id);
                    boolean v4 = World.V4.matcher(id).matches();
                    world.findings.expect(Check.UNIQUE_IDS, v4, "a first message", "a fresh v4 UUID", id);
                } else if (!dialog.id().equals(id)) {
                    world.findings.broken(
                            Check.FOREIGN_DATA,
                            new Violation("a message to session " + dialog.id(), "a reply in it", id));
                }
            }
            if (!dialog.id().isEmpty()) {
                dialog.chatted(0, message, reply);
            }
        }
    }
}
