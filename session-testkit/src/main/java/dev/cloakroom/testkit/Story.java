package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionConflict;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.testkit.StoryActs.Taken;
import dev.cloakroom.testkit.StoryActs.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A story as it goes with the store, move by move, beside the same story as the model tells it. Used by one thread. */
final class Story {
    private static final int MOST_SESSIONS = 4;
    private static final int STEP_MINUTES = 7; // no sum of such steps comes close to a deadline

    private final Desk desk;
    private final StoryModel model = new StoryModel();
    private final StoryActs acts;
    private final boolean hasNames;
    private int ranOut; // turns with a lower number were begun so long ago that their leases are over

    Story(Desk desk, boolean hasNames) {
        this.desk = desk;
        this.hasNames = hasNames;
        this.acts = new StoryActs(List.of(desk.alice, desk.bob, desk.carol, desk.mallory));
    }

    /** Something that is done with the store. */
    private interface Act {
        String go(SessionRegistry registry) throws IOException;
    }

    /** Makes one move with both. */
    void make(Move move) {
        boolean makesOne = move.kind() == Move.Kind.OPEN || move.kind() == Move.Kind.ENTER_BY_NAME;
        if (makesOne ? acts.sessions() >= MOST_SESSIONS : acts.sessions() == 0) {
            return;
        }
        int who = move.who();
        int number = move.number();
        int session = makesOne ? 0 : move.session() % acts.sessions();
        switch (move.kind()) {
            case OPEN -> compare(move, model.open(who), registry -> acts.open(registry, who));
            case ENTER_BY_NAME -> enter(move);
            case SAY -> say(move, session, new Words(texts(number % 3, "s" + number), null, -1), -1);
            case SAY_EXPECTING -> say(move, session, new Words(texts(0, "e"), null, number), -1);
            case SAY_UNDER_A_KEY -> say(move, session, new Words(texts(number % 3, "k"), key(number), -1), -1);
            case ASK_FOR_A_KEY ->
                compare(move, model.key(who, session, key(number)), to -> acts.key(to, who, session, key(number)));
            case READ -> compare(move, model.read(who, session), registry -> acts.read(registry, who, session));
            case DESCRIBE -> compare(move, model.describe(who, session), to -> acts.describe(to, who, session));
            case LIST -> compare(move, model.list(who), registry -> acts.list(registry, who));
            case PATCH -> patch(move, session);
            case GRANT, REVOKE, TRANSFER, CLOSE -> manage(move, session);
            case BEGIN_A_TURN, TAKE_A_TURN_OVER, STOP_THE_TURN, SAY_IN_A_TURN, END_A_TURN -> turn(move, session);
            case PUT_FILES, PUT_FILES_UNDER_A_KEY, REMOVE_A_FILE, LIST_FILES -> files(move, session);
            case WAIT -> age(STEP_MINUTES * (1 + number));
        }
    }

    private void age(int minutes) {
        model.age(minutes);
        ranOut = acts.turns().size();
        desk.age(Duration.ofMinutes(minutes));
    }

    private static String key(int number) {
        return "key " + number % 2;
    }

    private static List<String> texts(int more, String text) {
        return IntStream.rangeClosed(0, more).mapToObj(i -> text + i).toList();
    }

    private void compare(Move move, String expected, Act act) {
        String seen = outcome(act, desk.client(move.client()).registry());
        if (!seen.equals(expected)) {
            throw new RuleBroken(
                    rule(move, seen, expected),
                    "the last move of the story turned out as: " + seen + "\nwhere it has to turn out as: " + expected
                            + "\nthe move: " + move.toString().strip());
        }
    }

    private Rule rule(Move move, String seen, String expected) {
        if (!seen.equals(StoryModel.DENIED) && !expected.equals(StoryModel.DENIED)) {
            return move.kind().rule();
        }
        return acts.sessions() > 0 && !model.lives(move.session() % acts.sessions()) ? Rule.R8 : Rule.R2;
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
        } catch (RuntimeException | IOException e) {
            return "failed with " + e;
        }
    }

    private void say(Move move, int session, Words words, int turn) {
        String expected = model.say(move.who(), session, words.texts(), words.key(), words.expected(), turn);
        compare(move, expected, registry -> acts.say(registry, move.who(), session, words, turn));
    }

    private void patch(Move move, int session) {
        String key = "k" + move.number() % 2;
        String value = "" + move.number();
        compare(
                move,
                model.patch(move.who(), session, key, value),
                registry -> acts.patch(registry, move.who(), session, key, value));
    }

    private void enter(Move move) {
        if (hasNames) {
            String name = "name " + move.number() % 2;
            compare(move, model.enter(move.who(), name), registry -> acts.enter(registry, move.who(), name));
        }
    }

    private void manage(Move move, int session) {
        int who = move.who();
        int other = move.number() % StoryModel.PEOPLE;
        Access access = move.number() < 2 ? Access.READ : Access.APPEND;
        switch (move.kind()) {
            case GRANT ->
                compare(
                        move,
                        model.grant(who, session, other, access),
                        registry -> acts.grant(registry, who, session, other, access));
            case REVOKE -> compare(move, model.revoke(who, session, other), to -> acts.revoke(to, who, session, other));
            case TRANSFER ->
                compare(move, model.transfer(who, session, other), to -> acts.transfer(to, who, session, other));
            default -> compare(move, model.close(who, session), to -> acts.close(to, who, session));
        }
    }

    private void turn(Move move, int session) {
        int who = move.who();
        boolean takesOver = move.kind() == Move.Kind.TAKE_A_TURN_OVER;
        switch (move.kind()) {
            case BEGIN_A_TURN, TAKE_A_TURN_OVER ->
                compare(
                        move,
                        model.begin(who, session, acts.turns().size(), takesOver),
                        registry -> acts.begin(registry, who, session, takesOver));
            case STOP_THE_TURN -> compare(move, model.stop(who, session), to -> acts.stop(to, who, session));
            default -> {
                if (!acts.turns().isEmpty()) {
                    inTurn(move, move.number() % acts.turns().size());
                }
            }
        }
    }

    private void inTurn(Move move, int turn) {
        Taken taken = acts.turns().get(turn);
        if (move.kind() == Move.Kind.END_A_TURN) {
            if (turn < ranOut && !isFollowed(turn)) {
                return; // whether this uses the session once more depends on what the registry has seen of it since
            }
            model.end(taken.who(), taken.session(), turn);
            taken.turn().close();
        } else {
            Move holders = new Move(move.kind(), taken.who(), taken.session(), move.client(), move.number());
            String key = move.number() > 3 ? key(move.number()) : null;
            say(holders, taken.session(), new Words(texts(0, "t"), key, -1), turn);
        }
    }

    /** Whether the turn's session had another one since, which the end of an older one must not touch. */
    private boolean isFollowed(int turn) {
        int session = acts.turns().get(turn).session();
        return acts.turns().stream().skip(turn + 1L).anyMatch(later -> later.session() == session);
    }

    private void files(Move move, int session) {
        int who = move.who();
        int number = move.number();
        List<String> names = texts(number % 2, "f");
        String key = move.kind() == Move.Kind.PUT_FILES ? null : "key " + number / 4;
        switch (move.kind()) {
            case PUT_FILES, PUT_FILES_UNDER_A_KEY ->
                compare(move, model.put(who, session, names, key), to -> acts.put(to, who, session, names, key));
            case REMOVE_A_FILE ->
                compare(move, model.remove(who, session, number), to -> acts.remove(to, who, session, number));
            default -> compare(move, model.files(who, session), to -> acts.files(to, who, session));
        }
    }

    /** When the story is over: everything, as everybody sees it, through each client. */
    void lookAtEverything() {
        for (int who = 0; who < StoryModel.PEOPLE; who++) {
            for (int client = 0; client < 2; client++) {
                make(new Move(Move.Kind.LIST, who, 0, client, 0));
                for (int session = 0; session < acts.sessions(); session++) {
                    for (Move.Kind kind : List.of(Move.Kind.DESCRIBE, Move.Kind.READ, Move.Kind.LIST_FILES)) {
                        make(new Move(kind, who, session, client, 0));
                    }
                }
            }
        }
    }
}
