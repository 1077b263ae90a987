package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What sessions are, said as plainly as it can be: the store has to do the same. People are numbers, of whom the last
 * is of another tenant; outcomes are words. Used by one thread.
 */
final class StoryModel {
    static final String DENIED = "denied";
    static final String INVALID = "invalid";
    static final int PEOPLE = 4;
    private static final int STRANGER = PEOPLE - 1;

    static final Limits LIMITS =
            Bench.LIMITS.with(Limit.MESSAGES, 8).with(Limit.FILES, 3).with(Limit.SESSIONS, 3);

    private final List<Told> sessions = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    /** A session as it is told of. */
    private static final class Told {
        int owner;
        final Map<Integer, Access> grants = new HashMap<>();
        final List<String> said = new ArrayList<>();
        final Map<String, Keyed> keys = new HashMap<>();
        final Map<String, String> metadata = new TreeMap<>();
        final List<String> files = new ArrayList<>();
        final Map<String, List<String>> fileKeys = new HashMap<>();
        int turn = -1;
        int holder;
        boolean stopping;
        long idle = Bench.IDLE.toMinutes();
        long left = Bench.ABSOLUTE.toMinutes();
        boolean ended;

        Told(int owner) {
            this.owner = owner;
        }

        boolean lives() {
            return !ended && idle > 0 && left > 0;
        }

        void used() {
            idle = Bench.IDLE.toMinutes();
        }

        boolean lets(int who, Access wanted) {
            Access granted = grants.get(who);
            return lives()
                    && (who == owner || (granted != null && wanted != Access.MANAGE && granted.includes(wanted)));
        }
    }

    /** What was said under a key. */
    private record Keyed(List<String> texts, int first) {}

    int sessions() {
        return sessions.size();
    }

    boolean lives(int session) {
        return sessions.get(session).lives();
    }

    String open(int who) {
        long live = sessions.stream()
                .filter(told -> told.lives() && told.owner == who)
                .count();
        if (live >= LIMITS.of(Limit.SESSIONS)) {
            return "limit SESSIONS";
        }
        boolean unused = sessions.add(new Told(who));
        return "session " + (sessions.size() - 1);
    }

    /** @param turn the turn it is said in, or -1 outside any */
    String say(int who, int session, List<String> texts, @Nullable String key, int expected, int turn) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.APPEND)) {
            return DENIED;
        }
        Keyed before = key == null ? null : told.keys.get(who + key);
        int last = told.said.size();
        if (before != null) {
            return before.texts.equals(texts)
                    ? "replayed " + before.first + " to " + (before.first + texts.size() - 1)
                    : "conflict KEY_REUSED";
        } else if (turn >= 0 && turn != told.turn) {
            return "conflict TURN_LOST";
        } else if (expected >= 0 && expected != last) {
            return "conflict EXPECTED_SEQ";
        } else if (last + texts.size() > LIMITS.of(Limit.MESSAGES)) {
            return "limit MESSAGES";
        }
        texts.forEach(text -> told.said.add(who + " " + text));
        told.used();
        if (key != null) {
            Keyed unused = told.keys.put(who + key, new Keyed(texts, last + 1));
        }
        return "at " + (last + 1) + " to " + told.said.size();
    }

    String key(int who, int session, String key) {
        Told told = sessions.get(session);
        Keyed keyed = told.keys.get(who + key);
        String known = keyed == null ? "unused" : keyed.first + " to " + (keyed.first + keyed.texts.size() - 1);
        return told.lets(who, Access.APPEND) ? known : DENIED;
    }

    String read(int who, int session) {
        Told told = sessions.get(session);
        return told.lets(who, Access.READ) ? told.said.toString() : DENIED;
    }

    String describe(int who, int session) {
        Told told = sessions.get(session);
        return told.lets(who, Access.READ) ? told.owner + " " + told.said.size() + " " + told.metadata : DENIED;
    }

    String list(int who) {
        TreeSet<Integer> mine = new TreeSet<>();
        for (int i = 0; i < sessions.size(); i++) {
            if (sessions.get(i).lives() && sessions.get(i).owner == who) {
                boolean unused = mine.add(i);
            }
        }
        return mine.toString();
    }

    String grant(int who, int session, int whom, Access access) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.MANAGE)) {
            return DENIED;
        } else if (whom == told.owner || whom == STRANGER || who == STRANGER) {
            return INVALID;
        }
        Access before = told.grants.put(whom, access);
        if (before != access && told.holder == whom && access == Access.READ) {
            told.turn = -1;
        }
        return "done";
    }

    String revoke(int who, int session, int whom) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.MANAGE)) {
            return DENIED;
        }
        boolean had = told.grants.remove(whom) != null;
        if (had && told.holder == whom) {
            told.turn = -1;
        }
        return "had " + had;
    }

    String transfer(int who, int session, int to) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.MANAGE)) {
            return DENIED;
        } else if ((to == STRANGER) != (who == STRANGER)) {
            return INVALID;
        } else if (to == told.owner) {
            return "done";
        } else if (sessions.stream()
                        .filter(each -> each.lives() && each.owner == to)
                        .count()
                >= LIMITS.of(Limit.SESSIONS)) {
            return "limit SESSIONS";
        }
        told.owner = to;
        told.grants.clear();
        told.turn = -1;
        return "done";
    }

    String patch(int who, int session, String key, String value) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.APPEND)) {
            return DENIED;
        }
        String unused = told.metadata.put(key, value);
        told.used();
        return told.metadata.toString();
    }

    String begin(int who, int session, int turn, boolean takesOver) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.APPEND)) {
            return DENIED;
        } else if (told.turn >= 0 && !takesOver) {
            return "conflict TURN_IN_PROGRESS";
        }
        told.turn = turn;
        told.holder = who;
        told.stopping = false;
        told.used();
        return "begun";
    }

    String stop(int who, int session) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.APPEND)) {
            return DENIED;
        }
        if (told.turn >= 0 && !told.stopping) {
            told.stopping = true;
            told.used();
        }
        return "running " + (told.turn >= 0);
    }

    /** Ends a turn, which is nothing where it is over, or its holder has no access any more. */
    void end(int who, int session, int turn) {
        Told told = sessions.get(session);
        if (told.turn == turn && told.lets(who, Access.APPEND)) {
            told.turn = -1;
            told.used();
        }
    }

    String put(int who, int session, List<String> names, @Nullable String key) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.APPEND)) {
            return DENIED;
        }
        List<String> before = key == null ? null : told.fileKeys.get(who + key);
        if (before != null) {
            return before.equals(names) ? "replayed " + names : "conflict KEY_REUSED";
        } else if (told.files.size() + names.size() > LIMITS.of(Limit.FILES)) {
            return "limit FILES";
        }
        boolean unused = told.files.addAll(names);
        told.used();
        if (key != null) {
            List<String> unusedNames = told.fileKeys.put(who + key, names);
        }
        return "added " + names;
    }

    /** @param at which of the files; one that is not there is none */
    String remove(int who, int session, int at) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.APPEND)) {
            return DENIED;
        } else if (at >= told.files.size()) {
            return "removed false";
        }
        String unused = told.files.remove(at);
        told.used();
        return "removed true";
    }

    String files(int who, int session) {
        Told told = sessions.get(session);
        return told.lets(who, Access.READ) ? told.files.toString() : DENIED;
    }

    String enter(int who, String name) {
        String scoped = (who == STRANGER) + name;
        Integer bound = names.get(scoped);
        if (bound != null && sessions.get(bound).lives()) {
            return sessions.get(bound).lets(who, Access.APPEND) ? "session " + bound : DENIED;
        }
        String opened = open(who);
        if (opened.startsWith("session")) {
            Integer unused = names.put(scoped, sessions.size() - 1);
        }
        return opened;
    }

    void age(long minutes) {
        for (Told told : sessions) {
            told.idle -= minutes;
            told.left -= minutes;
            told.turn = -1;
        }
    }

    String close(int who, int session) {
        Told told = sessions.get(session);
        if (!told.lets(who, Access.MANAGE)) {
            return DENIED;
        }
        told.ended = true;
        return "done";
    }
}
