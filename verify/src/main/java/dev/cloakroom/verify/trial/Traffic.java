package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Many write into shared sessions for a while, over connections that break, and others follow. */
public final class Traffic implements Trial {
    private static final int TABLE = 3;
    private static final int SLOTS = 2;
    private static final int UNPACED = 20;
    /** Two writers of one person stay well below twenty requests a second, which is what a user may ask by default. */
    private static final long PACE_NANOS = 250_000_000L;

    @Override
    public String title() {
        return "many write into shared sessions, over connections that break";
    }

    @Override
    public void run(World world) throws InterruptedException {
        long end = System.nanoTime() + world.plan().seconds() * 1_000_000_000L;
        List<Dialog> dialogs = new ArrayList<>();
        List<Runnable> acts = new ArrayList<>();
        List<Follower> followers = new ArrayList<>();
        List<Future<List<Long>>> following = new ArrayList<>();
        for (int first = 0; first < world.people().size(); first += TABLE) {
            Dialog dialog = world.open(world.people().get(first)).orElse(null);
            if (dialog == null) {
                continue;
            }
            dialogs.add(dialog);
            int slot = 0;
            Person reader = dialog.owner(); // who follows: the last of those who may
            for (Person person : table(world, first)) {
                if (person.equals(dialog.owner()) || dialog.share(person, "append")) {
                    reader = person;
                    for (int i = 0; i < SLOTS; i++) {
                        Writer writer = new Writer(world, dialog, person, slot++);
                        acts.add(() -> write(writer, end));
                    }
                }
            }
            Follower follower = new Follower(world, dialog, reader);
            followers.add(follower);
            following.add(world.crowd.beside(follower));
        }
        world.crowd.each(acts);
        for (int i = 0; i < dialogs.size(); i++) {
            followers.get(i).finish(last(world, dialogs.get(i)));
        }
        for (Future<List<Long>> one : following) {
            List<Long> unused = Crowd.result(one);
        }
        world.crowd.each(dialogs.stream()
                .<Runnable>map(dialog -> () -> new Audit(world, dialog).run(true))
                .toList());
    }

    private static List<Person> table(World world, int first) {
        return world.people()
                .subList(first, Math.min(first + TABLE, world.people().size()));
    }

    private static void write(Writer writer, long end) {
        for (int i = 0; System.nanoTime() < end; i++) {
            writer.act();
            if (i >= UNPACED) {
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
    }

    /** Requests whose connections were cut may still be on their way: the last place is read until it stays. */
    private static long last(World world, Dialog dialog) {
        long before = -1;
        long now = seq(world, dialog);
        for (int i = 0; i < 20 && now != before; i++) {
            LockSupport.parkNanos(50_000_000L);
            before = now;
            now = seq(world, dialog);
        }
        return Math.max(0, now);
    }

    private static long seq(World world, Dialog dialog) {
        Reply reply = world.wire.send(dialog.owner(), Call.get(Api.session(dialog.id())));
        return reply.json().path("last_seq").asLong(0);
    }
}
