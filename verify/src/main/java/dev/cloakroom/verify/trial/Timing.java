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
        if (seen.distinction() > TELLS) {
            Comparison again = measured(world, foreign, unknown, route, call);
            seen = again.distinction() < seen.distinction() ? again : seen;
        }
        world.compared(seen);
        world.findings.tried(Check.ORACLE_TIME, seen.foreign().size());
        String auc = String.format(Locale.ROOT, "AUC %.3f", seen.auc());
        if (seen.distinction() > TELLS && seen.foreign().size() >= ENOUGH) {
            world.findings.broken(
                    Check.ORACLE_TIME,
                    new Violation(route, "AUC at most 0.6 (0.5 is no difference), in two measurements", auc));
        } else {
            world.findings.held(Check.ORACLE_TIME, route + ": " + auc);
        }
    }

    private static Comparison measured(
            World world, List<Dialog> foreign, List<String> unknown, String route, Function<String, Call> call) {
        Random random = world.random(route, 1);
        List<Long> ofForeign = new ArrayList<>();
        List<Long> ofUnknown = new ArrayList<>();
        long end = System.nanoTime() + world.plan().seconds() * 1_000_000_000L / ROUTES;
        for (int i = -WARM; i < MOST && (i < ENOUGH || System.nanoTime() < end); i++) {
            int which = Math.floorMod(i, foreign.size());
            Person intruder = world.next(
                    foreign.get(which).owner(),
                    1 + random.nextInt(world.people().size() - 1));
            boolean foreignFirst = random.nextBoolean();
            Reply first = world.wire.send(
                    intruder, call.apply(foreignFirst ? foreign.get(which).id() : unknown.get(which)), i);
            Reply second = world.wire.send(
                    intruder,
                    call.apply(
                            foreignFirst
                                    ? unknown.get(which)
                                    : foreign.get(which).id()),
                    i);
            if (i >= 0 && first.status() == 403 && second.status() == 403) {
                ofForeign.add(foreignFirst ? first.nanos() : second.nanos());
                ofUnknown.add(foreignFirst ? second.nanos() : first.nanos());
            }
        }
        return new Comparison(route, ofForeign, ofUnknown);
    }
}
