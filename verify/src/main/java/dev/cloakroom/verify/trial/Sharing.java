package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Marks.Room;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Sessions are shared, used by both, and taken back in the middle of it. */
public final class Sharing implements Trial {
    private static final int OWNERS = 8;
    private static final long USE_NANOS = 60_000_000L;
    private static final int GUEST_SLOT = 10;

    @Override
    public String title() {
        return "sessions are shared and taken back";
    }

    @Override
    public void run(World world) throws InterruptedException {
        if (world.people().size() < 2) {
            return;
        }
        List<Runnable> acts = new ArrayList<>();
        for (Person owner :
                world.people().subList(0, Math.min(OWNERS, world.people().size()))) {
            acts.add(() -> share(world, owner, world.next(owner, 1)));
        }
        world.crowd.each(acts);
    }

    private static void share(World world, Person owner, Person guest) {
        Dialog dialog = world.open(owner).orElse(null);
        if (dialog == null) {
            return;
        }
        Random random = world.random("sharing", owner.number());
        Reply unused = dialog.append(owner, 0, List.of(Draft.user(dialog.content(random))));
        world.refused(Check.ACCESS, look(world, dialog, guest), "reading before anything is shared");
        if (!dialog.share(guest, "read")) {
            return;
        }
        read(world, dialog, guest, random);
        if (!dialog.share(guest, "append")) {
            return;
        }
        try (Insider insider = new Insider(world, dialog, guest, GUEST_SLOT)) {
            LockSupport.parkNanos(USE_NANOS);
            takeBack(world, dialog, guest, insider, random);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        new Audit(world, dialog).run(false);
    }

    private static Reply look(World world, Dialog dialog, Person guest) {
        return world.wire.send(guest, Api.messages(dialog.id(), "limit=5"));
    }

    /** Who may read may read, on every instance, and do nothing else. */
    private static void read(World world, Dialog dialog, Person guest, Random random) {
        for (int instance = 0; instance < world.wire.instances(); instance++) {
            Reply reply = world.wire.send(guest, Api.messages(dialog.id(), "limit=5"), instance);
            if (world.answered(reply, "reading a session that was just shared")) {
                world.findings.expect(
                        Check.READ_YOUR_WRITES,
                        reply.isSuccess(),
                        "reading a session that was just shared",
                        "200",
                        World.seen(reply));
            }
        }
        List<Draft> drafts = List.of(Draft.user(dialog.content(random)));
        Reply append = world.wire.send(guest, Api.append(dialog.id(), drafts));
        dialog.wrote(GUEST_SLOT, drafts, append);
        world.refused(Check.ACCESS, append, "appending with access to read");
        world.refused(
                Check.ACCESS,
                world.wire.send(guest, Call.delete(Api.session(dialog.id()))),
                "ending a session with access to read");
        world.refused(
                Check.ACCESS,
                world.wire.send(guest, Api.grant(dialog.id(), guest.name(), "append")),
                "sharing a session with access to read");
    }

    private static void takeBack(World world, Dialog dialog, Person guest, Insider insider, Random random)
            throws InterruptedException {
        Person owner = dialog.owner();
        Reply taken = world.wire.send(owner, Api.revoke(dialog.id(), guest.name()));
        long endedAt = System.nanoTime();
        if (!world.needed(taken, "taking access back")) {
            return;
        }
        Reply then = world.wire.send(owner, Call.get(Api.session(dialog.id())));
        if (!world.needed(then, "reading where a session ends")) {
            return;
        }
        long last = then.json().path("last_seq").asLong();
        // in a room of its own: nobody but the owner may see it
        Room afterwards = world.marks.room(owner.number());
        List<Draft> drafts =
                List.of(Draft.user(world.marks.canary(afterwards) + " after it was taken back " + random.nextInt()));
        boolean unused = world.needed(dialog.append(owner, 0, drafts), "an append");
        insider.judge(Check.REVOKE, "access was taken back", endedAt, last);
    }
}
