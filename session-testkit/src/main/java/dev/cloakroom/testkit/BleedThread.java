package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One thread of a bleed test: acts for people at random, and holds what it reads against the ledger. */
final class BleedThread implements Runnable {
    private static final int MOST_ROOMS = 3;
    private static final int MOST_WRITTEN = 150;
    private static final int PAGE = 100;

    private final int number;
    private final Random random;
    private final List<SessionRegistry> clients;
    private final BleedLedger ledger;
    private final BooleanSupplier going;

    BleedThread(int number, long seed, List<SessionRegistry> clients, BleedLedger ledger, BooleanSupplier going) {
        this.number = number;
        this.random = new Random(seed * 31 + number);
        this.clients = clients;
        this.ledger = ledger;
        this.going = going;
    }

    /** One thing that somebody does; throws what the registry throws. */
    private interface Doing {
        void go() throws IOException;
    }

    @Override
    public void run() {
        while (going.getAsBoolean()) {
            int owner = random.nextInt(ledger.owners());
            BleedRoom room = ledger.any(owner, random);
            if (room == null || (ledger.rooms(owner).size() < MOST_ROOMS && random.nextInt(20) == 0)) {
                tried(null, () -> open(owner));
            } else if (room.written() > MOST_WRITTEN || random.nextInt(60) == 0) {
                close(owner, room, random.nextBoolean());
            } else if (random.nextInt(6) == 0) {
                tried(null, random.nextBoolean() ? () -> list(owner) : () -> probe(owner));
            } else {
                using(room, () -> act(room));
            }
        }
    }

    private void act(BleedRoom room) throws IOException {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> say(room, room.owner());
            case 4, 5, 6 -> look(room);
            case 7 -> file(room);
            case 8 -> share(room);
            default -> describe(room);
        }
    }

    private SessionRegistry client() {
        return clients.get(random.nextInt(clients.size()));
    }

    /** Does something in a room that others may use, but nobody wants to be quiet. */
    private void using(BleedRoom room, Doing doing) {
        Lock shared = room.use().readLock();
        shared.lock();
        try {
            tried(room, doing);
        } finally {
            shared.unlock();
        }
    }

    /** Does something, counts how it ended, and finds what must not be. */
    private void tried(@Nullable BleedRoom room, Doing doing) {
        boolean over = room != null && room.isOver();
        long unused = ledger.operations.incrementAndGet();
        try {
            doing.go();
            unused = ledger.acknowledged.incrementAndGet();
            if (over) {
                ledger.found(Rule.R8, "something was done with a session whose end had been acknowledged");
            }
        } catch (SessionAccessDenied e) {
            unused = ledger.denied.incrementAndGet();
            if (room != null && !room.isOver() && !isEnding(room)) {
                ledger.found(Rule.R8, "a session that nobody ended was denied to its owner");
            }
        } catch (StoreUnavailable | LimitExceeded e) {
            unused = ledger.unavailable.incrementAndGet();
        } catch (OutcomeUnknown e) {
            unused = ledger.unknown.incrementAndGet();
        } catch (IOException | RuntimeException e) {
            ledger.found(Rule.R10, "an operation failed with " + e);
        }
    }

    /** Whether somebody is about to end it: taken from the list before. */
    private boolean isEnding(BleedRoom room) {
        for (int owner = 0; owner < ledger.owners(); owner++) {
            if (ledger.rooms(owner).contains(room)) {
                return false;
            }
        }
        return true;
    }

    private void open(int owner) {
        Session session = client().open(ledger.owner(owner));
        BleedRoom room = new BleedRoom(session.id(), ledger.owner(owner), ledger.friendOf(owner));
        if (session.lastSeq() != 0 || !session.owner().equals(room.owner())) {
            ledger.found(Rule.R1, "a fresh session is not empty, or not its opener's");
        }
        Session unused =
                client().patch(client().claim(room.id(), room.owner(), Access.APPEND), Map.of("stamp", room.stamp()));
        ledger.opened(owner, room);
    }

    private Claim claim(BleedRoom room, Access access) {
        return client().claim(room.id(), room.owner(), access);
    }

    private void say(BleedRoom room, Principal who) {
        List<String> stamps = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            stamps.add(room.next(number));
        }
        Append append = Append.of(stamps.stream().map(Draft::user).toList());
        boolean keyed = random.nextBoolean();
        if (keyed) {
            append = append.keyed(new IdempotencyKey("bleed", stamps.get(0)));
        }
        Appended at = client().history().append(client().claim(room.id(), who, Access.APPEND), append);
        room.acknowledged(stamps, at);
        if (keyed) {
            Appended again = client().history().append(client().claim(room.id(), who, Access.APPEND), append);
            if (!(again instanceof Appended.Replayed) || again.first() != at.first() || again.last() != at.last()) {
                ledger.found(Rule.R6, "a retry was told other places than the first attempt");
            }
        }
    }

    private void look(BleedRoom room) {
        Claim claim = claim(room, Access.READ);
        Slice slice = random.nextBoolean()
                ? Slice.latest(1 + random.nextInt(PAGE))
                : Slice.after(random.nextInt(30), 1 + random.nextInt(PAGE));
        Page page = client().history().read(claim, slice);
        room.wrongWith(page.entries()).ifPresent(wrong -> ledger.found(Rule.R2, "read: " + wrong));
    }

    private void describe(BleedRoom room) {
        Session session = client().describe(claim(room, Access.READ));
        boolean right = session.id().equals(room.id())
                && session.owner().equals(room.owner())
                && room.stamp().equals(session.metadata().get("stamp"));
        if (!right) {
            ledger.found(Rule.R2, "a session was described as another");
        }
    }

    private void file(BleedRoom room) throws IOException {
        Claim claim = claim(room, Access.APPEND);
        Artifact kept =
                client().artifacts().put(claim, room.stamp(), "text/plain", new ByteArrayInputStream(room.bytes()));
        for (Artifact file : client().artifacts().list(claim)) {
            if (!file.name().equals(room.stamp())) {
                ledger.found(Rule.R2, "a file of another session is listed");
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Optional<Artifact> read = client().artifacts().read(claim, kept.id(), bytes);
        if (read.isEmpty() || !Arrays.equals(bytes.toByteArray(), room.bytes())) {
            ledger.found(Rule.R16, "a file was read as other bytes than those that were kept");
        }
        if (!client().artifacts().remove(claim, kept.id())) {
            ledger.found(Rule.R16, "a file that was kept was not there to be removed");
        }
    }

    private void share(BleedRoom room) {
        if (room.friend().equals(room.owner())) {
            describe(room);
            return;
        }
        client().grant(claim(room, Access.MANAGE), room.friend(), Access.APPEND);
        try {
            say(room, room.friend());
        } catch (SessionAccessDenied e) {
            long unused = ledger.denied.incrementAndGet(); // another thread took the friend's access in between
        }
        boolean unused = client().revoke(claim(room, Access.MANAGE), room.friend());
    }

    private void list(int owner) {
        Principal who = ledger.owner(owner);
        client().list(who, null, PAGE).orElseThrow().sessions().forEach(session -> {
            Principal issued = ledger.ownerOf(session.id());
            if (!session.owner().equals(who) || (issued != null && !issued.equals(who))) {
                ledger.found(Rule.R2, "a listing shows somebody else's session");
            }
        });
    }

    /** Somebody who is neither owner nor friend tries the session. */
    private void probe(int owner) {
        BleedRoom foreign = ledger.any((owner + 2) % ledger.owners(), random);
        Principal who = ledger.owner(owner);
        if (foreign == null || foreign.owner().equals(who) || foreign.friend().equals(who)) {
            return;
        }
        try {
            Claim claim =
                    client().claim(foreign.id(), who, List.of(Access.values()).get(random.nextInt(3)));
            ledger.found(Rule.R2, "a stranger was given a claim " + claim);
        } catch (SessionAccessDenied expected) {
            long unused = ledger.denied.incrementAndGet();
        }
    }

    /** @param politely whether it is waited until nobody uses the room, and all of it is looked at before */
    private void close(int owner, BleedRoom room, boolean politely) {
        Lock alone = room.use().writeLock();
        if (politely) {
            alone.lock();
        }
        try {
            if (politely && !room.isOver()) {
                tried(null, () -> lookAtAll(room));
            }
            ledger.closed(owner, room);
            tried(null, () -> {
                client().close(claim(room, Access.MANAGE));
                room.end();
            });
        } finally {
            if (politely) {
                alone.unlock();
            }
        }
    }

    private void lookAtAll(BleedRoom room) {
        List<Entry> all = new ArrayList<>();
        boolean more = true;
        while (more) {
            Page page = client().history().read(claim(room, Access.READ), Slice.after(all.size(), PAGE));
            all.addAll(page.entries());
            more = page.more();
        }
        room.wrongWith(all).or(() -> room.missingFrom(all)).ifPresent(wrong -> ledger.found(Rule.R5, wrong));
    }

    /** When all threads are done: every room that is left is looked at and ended. */
    void lookAtEverything() {
        for (int owner = 0; owner < ledger.owners(); owner++) {
            for (BleedRoom room : List.copyOf(ledger.rooms(owner))) {
                close(owner, room, true);
            }
        }
    }
}
