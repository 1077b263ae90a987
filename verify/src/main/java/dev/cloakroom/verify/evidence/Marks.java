package dev.cloakroom.verify.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks that a run leaves on everything it makes, and who may see which. A mark is a canary inside of content, the
 * id of a session or a file, or the made-up name of a user. Thread-safe.
 */
public final class Marks {
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

    private final String run;
    private final Pattern anyMark;
    private final Sightings sightings;
    private final Findings findings;
    private final List<Room> rooms = new ArrayList<>();
    private final Map<String, Room> ids = new ConcurrentHashMap<>();
    private final Set<Long> acquainted = ConcurrentHashMap.newKeySet();

    /** Something that one user owns and some may see. */
    public static final class Room {
        private final int number;
        private final int owner;
        private final Set<Integer> guests = ConcurrentHashMap.newKeySet();
        private final AtomicInteger serial = new AtomicInteger();

        private Room(int number, int owner) {
            this.number = number;
            this.owner = owner;
        }

        public int owner() {
            return owner;
        }

        boolean admits(int viewer) {
            return viewer == owner || guests.contains(viewer);
        }
    }

    /**
     * The marks of one run.
     *
     * @param run the name of this run, of letters and digits, that no other has
     */
    public Marks(String run, Sightings sightings, Findings findings) {
        this.run = run;
        this.sightings = sightings;
        this.findings = findings;
        this.anyMark = Pattern.compile("canary-" + run + "-(\\d+)-\\d+|(" + UUID + ")|verify-" + run + "-(\\d+)");
    }

    /** The name of the user of this number. */
    public String userName(int user) {
        return String.format(Locale.ROOT, "verify-%s-%02d", run, user);
    }

    /** Begins something that its owner alone may see. */
    public Room room(int owner) {
        synchronized (rooms) {
            Room room = new Room(rooms.size(), owner);
            rooms.add(room);
            return room;
        }
    }

    /** Lets another user see this room's marks. */
    public void admit(Room room, int guest) {
        acquainted.add(pair(room.owner, guest));
        acquainted.add(pair(guest, room.owner));
        room.guests.forEach(other -> {
            acquainted.add(pair(other, guest));
            acquainted.add(pair(guest, other));
        });
        room.guests.add(guest);
    }

    /** A fresh canary for something in this room. */
    public String canary(Room room) {
        return "canary-" + run + "-" + room.number + "-" + room.serial.incrementAndGet();
    }

    /** Says that this id stands for the room, or for something in it. */
    public void issued(String id, Room room) {
        ids.put(id, room);
    }

    /**
     * Looks for marks in what a user received.
     *
     * @param sent what the user had sent, which may come back to them
     * @param where what was received, in words
     */
    public void inspect(int viewer, String received, String sent, String where) {
        findings.tried(Check.FOREIGN_DATA, 1);
        Matcher mark = anyMark.matcher(received);
        while (mark.find()) {
            String text = mark.group();
            if (mark.group(3) != null) {
                name(viewer, Integer.parseInt(mark.group(3)), text, received, sent, where);
            } else {
                Room room = mark.group(1) != null ? number(Integer.parseInt(mark.group(1))) : ids.get(mark.group(2));
                if (room != null && (room.admits(viewer) || !sent.contains(text))) {
                    note(viewer, room.owner, room.admits(viewer), text, received, where);
                }
            }
        }
    }

    private void name(int viewer, int owner, String text, String received, String sent, String where) {
        boolean known = viewer == owner || acquainted.contains(pair(viewer, owner)) || sent.contains(text);
        if (!known && owner < sightings.users()) {
            note(viewer, owner, false, text, received, where);
        }
    }

    private void note(int viewer, int owner, boolean mayBe, String text, String received, String where) {
        sightings.saw(viewer, owner, mayBe);
        if (!mayBe) {
            int at = received.indexOf(text);
            String around =
                    received.substring(Math.max(0, at - 60), Math.min(received.length(), at + text.length() + 60));
            findings.broken(
                    Check.FOREIGN_DATA,
                    new Violation(
                            where + " as user " + viewer, "no mark of user " + owner, around.replaceAll("\\s+", " ")));
        }
    }

    private Room number(int number) {
        synchronized (rooms) {
            return rooms.get(Math.min(number, rooms.size() - 1));
        }
    }

    private static long pair(int one, int other) {
        return (long) one << 32 | other;
    }
}
