package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Comparison;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/**
 * Whether the time that a refusal takes says that the session is there. Foreign and unknown ids are asked for in turns,
 * in random order within each pair, by one thread, so that whatever slows the machine slows both; equally many ids of
 * both kinds are asked for equally often. What looks like a difference has to be seen twice.
 */
public final class Timing implements Trial {
    private static final double TELLS = 0.6;
    private static final int ENOUGH = 100;
    private static final int MOST = 400;
    private static final int WARM = 20;
    private static final int LITTLE_WARM = 4;
    private static final int IDS = 24;
    private static final int ROUTES = 3;

    @Override
    public String title() {
        return "refusals of foreign and unknown sessions are timed";
    }

    @Override
    public void run(World world) {
        List<Dialog> foreign = world.made().stream()
                .sorted(Comparator.comparing(Dialog::id))
                .limit(IDS)
                .toList();
        if (world.people().size() < 2 || foreign.isEmpty()) {
            return;
        }
        Random random = world.random("timing", 0);
        List<String> unknown = new ArrayList<>();
        for (int i = 0; i < foreign.size(); i++) {
            unknown.add(World.randomId(random));
        }
        compare(world, foreign, unknown, "GET " + Api.SESSIONS + "/{id}", id -> Call.get(Api.session(id)));
        compare(world, foreign, unknown, "GET " + Api.SESSIONS + "/{id}/messages", id -> Api.messages(id, "limit=50"));
        compare(
                world,
                foreign,
                unknown,
                "POST " + Api.SESSIONS + "/{id}/messages",
                id -> Api.append(id, List.of(Draft.user("an intruder's words"))));
    }

    private static void compare(
            World world, List<Dialog> foreign, List<String> unknown, String route, Function<String, Call> call) {
        Comparison seen = measured(world, foreign, unknown, route, call);
        boolean tells = tells(seen);
        if (tells) {
            Comparison again = measured(world, foreign, unknown, route, call);
            tells = tells(again) && again.auc() > 0.5 == seen.auc() > 0.5;
            seen = seen.and(again);
        }
        world.compared(seen);
        int pairs = seen.foreign().size();
        if (pairs < ENOUGH) {
            world.untried("the time of " + route + " was compared " + pairs + " times, " + ENOUGH + " are needed"
                    + world.slowed());
            return;
        }
        world.findings.tried(Check.ORACLE_TIME, pairs);
        String auc = String.format(Locale.ROOT, "AUC %.3f", seen.auc());
        if (tells) {
            world.findings.broken(
                    Check.ORACLE_TIME,
                    new Violation(route, "AUC at most 0.6 (0.5 is no difference), in two measurements", auc));
        } else {
            world.findings.held(Check.ORACLE_TIME, route + ": " + auc);
        }
    }

    private static boolean tells(Comparison seen) {
        return seen.foreign().size() >= ENOUGH && seen.distinction() > TELLS;
    }

    private static Comparison measured(
            World world, List<Dialog> foreign, List<String> unknown, String route, Function<String, Call> call) {
        Random random = world.random(route, 1);
        Patience patience = world.patience();
        List<Long> ofForeign = new ArrayList<>();
        List<Long> ofUnknown = new ArrayList<>();
        long end = System.nanoTime() + world.plan().seconds() * 1_000_000_000L / ROUTES;
        int warm = world.wire.allowance().isKnown() ? LITTLE_WARM : WARM;
        for (int i = -warm; i < MOST && (ofForeign.size() < ENOUGH || System.nanoTime() < end); i++) {
            int which = Math.floorMod(i, foreign.size());
            Optional<Person> who = intruder(world, foreign.get(which), patience, random);
            if (who.isEmpty()) {
                break;
            }
            Call ofAnother = call.apply(foreign.get(which).id());
            Call ofNobody = call.apply(unknown.get(which));
            boolean foreignFirst = random.nextBoolean();
            Reply first = world.wire.send(who.get(), foreignFirst ? ofAnother : ofNobody, i);
            Reply second = world.wire.send(who.get(), foreignFirst ? ofNobody : ofAnother, i);
            if (i >= 0 && first.status() == 403 && second.status() == 403) {
                ofForeign.add(foreignFirst ? first.nanos() : second.nanos());
                ofUnknown.add(foreignFirst ? second.nanos() : first.nanos());
            }
        }
        return new Comparison(route, ofForeign, ofUnknown);
    }

    private static Optional<Person> intruder(World world, Dialog victim, Patience patience, Random random) {
        List<Person> others = world.people().stream()
                .filter(person -> !person.equals(victim.owner()))
                .toList();
        return patience.someone(others, 2, random);
    }
}
