package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Sessions are deleted in the middle of their use. */
public final class Ending implements Trial {
    private static final int OWNERS = 8;
    private static final long USE_NANOS = 60_000_000L;

    @Override
    public String title() {
        return "sessions are deleted while they are used";
    }

    @Override
    public void run(World world) throws InterruptedException {
        List<Runnable> acts = new ArrayList<>();
        for (Person owner :
                world.people().subList(0, Math.min(OWNERS, world.people().size()))) {
            acts.add(() -> end(world, owner));
        }
        world.crowd.each(acts);
    }

    private static void end(World world, Person owner) {
        Dialog dialog = world.open(owner).orElse(null);
        Dialog other = world.open(owner).orElse(null);
        if (dialog == null || other == null) {
            return;
        }
        Random random = world.random("ending", owner.number());
        List<Draft> drafts = List.of(Draft.user(other.content(random)));
        boolean kept = world.needed(other.append(owner, 0, drafts), "an append");
        List<Draft> keyed = List.of(Draft.user(dialog.content(random)));
        Call call = Api.append(dialog.id(), keyed).key(World.freshKey());
        boolean sent = world.needed(world.wire.send(owner, call), "an append under a key");
        if (!kept || !sent) {
            return;
        }
        try (Insider insider = new Insider(world, dialog, owner, 0)) {
            LockSupport.parkNanos(USE_NANOS);
            Reply ended = world.wire.send(owner, Call.delete(Api.session(dialog.id())));
            long endedAt = System.nanoTime();
            if (world.needed(ended, "deleting a session")) {
                insider.judge(Check.DELETE, "the session was deleted", endedAt, Long.MAX_VALUE);
                world.refused(
                        Check.DELETE,
                        world.wire.send(owner, call),
                        "an append that is sent again under its key after the end");
                listed(world, owner, dialog);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        new Audit(world, other).run(false); // what is next to it stays
    }

    private static void listed(World world, Person owner, Dialog dialog) {
        for (int instance = 0; instance < world.wire.instances(); instance++) {
            Reply list = world.wire.send(owner, Call.get(Api.SESSIONS + "?limit=200"), instance);
            if (list.isSuccess() && list.text().contains(dialog.id())) {
                world.findings.broken(
                        Check.DELETE,
                        new Violation("the list of sessions after one was deleted", "without it", dialog.id()));
            } else if (world.needed(list, "listing sessions")) {
                world.findings.held(Check.DELETE, "the list of sessions after one was deleted: without it");
            }
        }
    }
}
