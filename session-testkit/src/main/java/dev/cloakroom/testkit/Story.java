package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A story as it goes with the store, move by move, beside the same story as the model tells it. Used by one thread. */
final class Story {
    private static final int MOST_SESSIONS = 4;
    private static final int STEP_MINUTES = 7; // no sum of such steps comes close to a deadline

    private final Desk desk;
    private final StoryModel model = new StoryModel();
    private final List<Principal> people;
    private final List<SessionId> ids = new ArrayList<>();
    private final List<Taken> turns = new ArrayList<>();
    private final boolean hasNames;

    /** A turn that somebody began. */
    private record Taken(int session, int who, Turn turn) {}

    Story(Desk desk, boolean hasNames) {
        this.desk = desk;
        this.hasNames = hasNames;
        this.people = List.of(desk.alice, desk.bob, desk.carol, desk.mallory);
    }

    /** What is done with the store, and how it turned out, in the words of the model. */
    private interface Act {
        String go(SessionRegistry registry) throws Exception;
    }

    /** Makes one move with both. */
    void make(Move move) {
        boolean needsNone = move.kind() == Move.Kind.OPEN || move.kind() == Move.Kind.ENTER_BY_NAME;
        boolean tooMany = needsNone && ids.size() >= MOST_SESSIONS;
        if (tooMany || (ids.isEmpty() && !needsNone)) {
            return;
        }
        int session = ids.isEmpty() ? 0 : move.session() % ids.size();
        switch (move.kind()) {
            case OPEN -> compare(move, model.open(move.who()), registry -> opened(registry.open(who(move)).id()));
            case SAY, SAY_EXPECTING, SAY_UNDER_A_KEY, SAY_IN_A_TURN, ASK_FOR_A_KEY -> say(move, session);
            case READ -> compare(move, model.read(move.who(), session), registry -> read(registry, move, session));
            case DESCRIBE -> compare(
                    move, model.describe(move.who(), session), registry -> described(registry.describe(claim(registry, move, session, Access.READ))));
            case LIST -> compare(move, model.list(move.who()), registry -> listed(registry, move));
            case GRANT, REVOKE, TRANSFER, CLOSE -> manage(move, session);
            case PATCH -> compare(
                    move, model.patch(move.who(), session, "k" + move.number() % 2, "" + move.number()), registry -> new TreeMap<>(registry.patch(claim(registry, move, session, Access.APPEND), Map.of("k" + move.number() % 2, "" + move.number())).metadata()).toString());
            case BEGIN_A_TURN, TAKE_A_TURN_OVER, STOP_THE_TURN, END_A_TURN -> turn(move, session);
            case PUT_FILES, PUT_FILES_UNDER_A_KEY, REMOVE_A_FILE, LIST_FILES -> files(move, session);
            case ENTER_BY_NAME -> enter(move);
            case WAIT -> age(STEP_MINUTES * (1 + move.number()));
        }
    }

    private void age(int minutes) {
        model.age(minutes);
        desk.age(Duration.ofMinutes(minutes));
    }

    private Principal who(Move move) {
        return people.get(move.who());
    }

    private Claim claim(SessionRegistry registry, Move move, int session, Access access) {
        return registry.claim(ids.get(session), who(move), access);
    }

    private String opened(SessionId id) {
        int known = ids.indexOf(id);
        if (known < 0) {
            boolean unused = ids.add(id);
        }
        return "session " + (known < 0 ? ids.size() - 1 : known);
    }

    private void compare(Move move, String expected, Act act) {
        String seen = outcome(act, desk.client(move.client()).registry());
        if (!seen.equals(expected)) {
            boolean access = seen.equals(StoryModel.DENIED) || expected.equals(StoryModel.DENIED);
            boolean over = !ids.isEmpty() && !model.lives(move.session() % ids.size());
            Rule rule = !access ? move.kind().rule() : over ? Rule.R8 : Rule.R2;
            throw new RuleBroken(rule, "the last move of the story turned out as: " + seen
                    + "\nwhere it has to turn out as: " + expected + "\nthe move: " + move.toString().strip());
        }
    }

    private static String outcome(Act act, SessionRegistry registry) {
        try {
            return act.go(registry);
        } catch (SessionAccessDenied e) {
            return StoryModel.DENIED;
        } catch (LimitExceeded e) {
            return "limit " + e.limit();
        } catch (SessionConflict e) {
            return "conflict " + e.kind();
        } catch (InvalidInput e) {
            return StoryModel.INVALID;
        } catch (Exception e) {
            return "failed with " + e;
        }
    }

    // histories

    private void say(Move move, int session) {
        int number = move.number();
        String key = "key " + number % 2;
        switch (move.kind()) {
            case SAY -> say(move, session, texts(number % 3, "s" + number), null, -1, -1);
            case SAY_EXPECTING -> say(move, session, texts(0, "e"), null, number, -1);
            case SAY_UNDER_A_KEY -> say(move, session, texts(number % 3, "k"), key, -1, -1);
            case SAY_IN_A_TURN -> {
                if (!turns.isEmpty()) {
                    Taken taken = turns.get(number % turns.size());
                    Move holders = new Move(move.kind(), taken.who, taken.session, move.client(), number);
                    say(holders, taken.session, texts(0, "t"), number > 3 ? key : null, -1, number % turns.size());
                }
            }
            default -> compare(move, model.key(move.who(), session, key), registry -> registry.history()
                    .recorded(claim(registry, move, session, Access.APPEND), new IdempotencyKey("messages", key))
                    .map(places -> places.first() + " to " + places.last())
                    .orElse("unused"));
        }
    }

    private static List<String> texts(int more, String text) {
        return IntStream.rangeClosed(0, more).mapToObj(i -> text + i).toList();
    }

    private void say(Move move, int session, List<String> texts, @Nullable String key, int expected, int turn) {
        Append append = Append.of(texts.stream().map(Draft::user).toList());
        append = key == null ? append : append.keyed(new IdempotencyKey("messages", key));
        Append whole = expected < 0 ? append : append.expecting(expected);
        compare(move, model.say(move.who(), session, texts, key, expected, turn), registry -> {
            Claim claim = turn < 0 ? claim(registry, move, session, Access.APPEND) : turns.get(turn).turn.claim();
            Appended at = registry.history().append(claim, whole);
            return (at instanceof Appended.Replayed ? "replayed " : "at ") + at.first() + " to " + at.last();
        });
    }

    private String read(SessionRegistry registry, Move move, int session) {
        return registry.history().read(claim(registry, move, session, Access.READ), Slice.latest(100)).entries().stream()
                .map(this::told)
                .toList()
                .toString();
    }

    private String told(Entry entry) {
        return people.indexOf(entry.author()) + " " + entry.content();
    }

    private String described(Session session) {
        return people.indexOf(session.owner()) + " " + session.lastSeq() + " " + new TreeMap<>(session.metadata());
    }

    private String listed(SessionRegistry registry, Move move) {
        TreeSet<Integer> mine = new TreeSet<>();
        registry.list(who(move), null, 100).orElseThrow().sessions().forEach(session -> {
            boolean unused = mine.add(ids.indexOf(session.id()));
        });
        return mine.toString();
    }

    // access

    private void manage(Move move, int session) {
        int other = move.number() % StoryModel.PEOPLE;
        Access access = move.number() < 2 ? Access.READ : Access.APPEND;
        switch (move.kind()) {
            case GRANT -> compare(move, model.grant(move.who(), session, other, access), registry -> {
                registry.grant(claim(registry, move, session, Access.MANAGE), people.get(other), access);
                return "done";
            });
            case REVOKE -> compare(move, model.revoke(move.who(), session, other), registry ->
                    "had " + registry.revoke(claim(registry, move, session, Access.MANAGE), people.get(other)));
            case TRANSFER -> compare(move, model.transfer(move.who(), session, other), registry -> {
                registry.transfer(claim(registry, move, session, Access.MANAGE), people.get(other));
                return "done";
            });
            default -> compare(move, model.close(move.who(), session), registry -> {
                registry.close(claim(registry, move, session, Access.MANAGE));
                return "done";
            });
        }
    }

    private void enter(Move move) {
        if (hasNames) {
            String name = "name " + move.number() % 2;
            compare(move, model.enter(move.who(), name), registry ->
                    opened(registry.enter(who(move), name).claim().id()));
        }
    }

    // turns

    private void turn(Move move, int session) {
        switch (move.kind()) {
            case BEGIN_A_TURN, TAKE_A_TURN_OVER -> {
                boolean takesOver = move.kind() == Move.Kind.TAKE_A_TURN_OVER;
                compare(move, model.begin(move.who(), session, turns.size(), takesOver), registry -> {
                    OnBusy onBusy = takesOver ? OnBusy.SUPERSEDE : OnBusy.REJECT;
                    Turn turn = registry.beginTurn(claim(registry, move, session, Access.APPEND), onBusy, Duration.ZERO);
                    boolean unused = turns.add(new Taken(session, move.who(), turn));
                    return "begun";
                });
            }
            case STOP_THE_TURN -> compare(move, model.stop(move.who(), session), registry ->
                    "running " + registry.stopTurn(claim(registry, move, session, Access.APPEND)));
            default -> {
                if (!turns.isEmpty()) {
                    int number = move.number() % turns.size();
                    Taken taken = turns.get(number);
                    model.end(taken.who, taken.session, number);
                    taken.turn.close();
                }
            }
        }
    }

    // files

    private void files(Move move, int session) {
        int number = move.number();
        List<String> names = texts(number % 2, "f");
        switch (move.kind()) {
            case PUT_FILES -> compare(move, model.put(move.who(), session, names, null), registry ->
                    put(registry.artifacts().put(claim(registry, move, session, Access.APPEND), sources(names))));
            case PUT_FILES_UNDER_A_KEY -> {
                String key = "key " + number / 4;
                compare(move, model.put(move.who(), session, names, key), registry -> put(registry.artifacts()
                        .put(claim(registry, move, session, Access.APPEND), sources(names), new IdempotencyKey("files", key))));
            }
            case REMOVE_A_FILE -> compare(move, model.remove(move.who(), session, number), registry -> {
                Claim claim = claim(registry, move, session, Access.APPEND);
                List<Artifact> all = registry.artifacts().list(claim);
                UUID id = number < all.size() ? all.get(number).id() : UUID.randomUUID();
                return "removed " + registry.artifacts().remove(claim, id);
            });
            default -> compare(move, model.files(move.who(), session), registry ->
                    named(registry.artifacts().list(claim(registry, move, session, Access.READ))).toString());
        }
    }

    private static List<Artifacts.Source> sources(List<String> names) {
        return names.stream()
                .map(name -> new Artifacts.Source(
                        name, "text/plain", () -> new ByteArrayInputStream(name.getBytes(StandardCharsets.UTF_8))))
                .toList();
    }

    private static String put(Artifacts.Added added) {
        return (added.replayed() ? "replayed " : "added ") + named(added.files());
    }

    private static List<String> named(List<Artifact> files) {
        return files.stream().map(Artifact::name).toList();
    }

    /** When the story is over: everything, as everybody sees it, through each client. */
    void lookAtEverything() {
        for (int who = 0; who < StoryModel.PEOPLE; who++) {
            for (int client = 0; client < 2; client++) {
                make(new Move(Move.Kind.LIST, who, 0, client, 0));
                for (int session = 0; session < ids.size(); session++) {
                    for (Move.Kind kind : List.of(Move.Kind.DESCRIBE, Move.Kind.READ, Move.Kind.LIST_FILES)) {
                        make(new Move(kind, who, session, client, 0));
                    }
                }
            }
        }
    }
}
