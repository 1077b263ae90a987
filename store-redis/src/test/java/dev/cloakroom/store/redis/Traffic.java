package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * People who write and read through something that breaks, each into a session of their own, and what they were told.
 * Afterwards their histories are compared with that: nothing of anybody else, nothing twice, nothing that was
 * acknowledged missing or elsewhere, nothing there that was called not applied.
 */
final class Traffic {
    /** Ten thousand faults take a minute on a machine that does nothing else. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Desk desk;
    private final int people;
    private final List<Claim> claims = new ArrayList<>();
    private final List<Map<String, Long>> acknowledged = new ArrayList<>();
    private final List<Set<String>> denied = new ArrayList<>();
    private final Set<String> wrong = new HashSet<>();
    final AtomicInteger done = new AtomicInteger();
    final AtomicInteger notApplied = new AtomicInteger();
    final AtomicInteger unknown = new AtomicInteger();

    /** @param sessions opened without any fault */
    Traffic(Desk desk, Desk sessions, int people) {
        this.desk = desk;
        this.people = people;
        for (int i = 0; i < people; i++) {
            Principal who = new Principal("acme", "person " + i);
            SessionId id = sessions.opened(who);
            Claim claim = sessions.registry.claim(id, who, Access.APPEND);
            long unused = sessions.say(claim, i + "/first, so that Redis knows the script");
            assertThat(sessions.append(claim, Desk.keyed("first", i + "/first with a key")))
                    .isNotNull();
            assertThat(sessions.contents(claim)).hasSize(2);
            claims.add(claim);
            acknowledged.add(new HashMap<>());
            denied.add(new HashSet<>());
        }
    }

    List<SessionId> sessions() {
        return claims.stream().map(Claim::id).toList();
    }

    /** Everybody at once, until it is enough; what was wrong already while it ran. */
    void run(BooleanSupplier enough) {
        List<Integer> unused = Race.within(PATIENCE, people, person -> () -> {
            for (int i = 0; !enough.getAsBoolean(); i++) {
                if (i % 3 == 0) {
                    writeKeyed(person, i);
                } else {
                    write(person, i);
                }
                if (i % 2 == 0) {
                    read(person);
                }
            }
            return 0;
        });
    }

    private void write(int person, int number) {
        String content = person + "/" + number;
        try {
            acknowledge(person, content, desk.append(claims.get(person), Append.of(Draft.user(content))));
        } catch (StoreUnavailable e) {
            notApplied.incrementAndGet();
            denied.get(person).add(content);
        } catch (OutcomeUnknown e) {
            unknown.incrementAndGet();
        }
    }

    private void writeKeyed(int person, int number) {
        String content = person + "/" + number;
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                acknowledge(person, content, desk.append(claims.get(person), Desk.keyed(content, content)));
                return;
            } catch (StoreUnavailable e) {
                notApplied.incrementAndGet();
            } catch (OutcomeUnknown e) {
                unknown.incrementAndGet();
            }
        }
    }

    private void acknowledge(int person, String content, Result<Appended> result) {
        if (!(result instanceof Result.Done<Appended> appended)) {
            report("an append of " + person + " was " + result);
            return;
        }
        done.incrementAndGet();
        Long before = acknowledged.get(person).put(content, appended.value().first());
        if (before != null) {
            report(content + " was acknowledged twice");
        }
    }

    private void read(int person) {
        try {
            if (desk.store.history().read(claims.get(person), Slice.latest(10)) instanceof Result.Done<Page> page) {
                page.value().entries().forEach(entry -> check(person, entry));
                long last = page.value().lastSeq();
                if (last < acknowledged.get(person).size()) {
                    report(person + " was shown a history that ends at " + last);
                }
            } else {
                report("a read of " + person + " was refused");
            }
        } catch (StoreUnavailable | OutcomeUnknown e) {
            notApplied.incrementAndGet();
        }
    }

    private void check(int person, Entry entry) {
        if (!entry.content().startsWith(person + "/")) {
            report(person + " was shown " + entry.content());
        }
    }

    private synchronized void report(String what) {
        wrong.add(what);
    }

    /** How many appends were acknowledged and are not where they were said to be. */
    long lost(Desk clear) {
        long lost = 0;
        for (int person = 0; person < people; person++) {
            Map<String, Long> places = new HashMap<>();
            for (Entry entry : clear.entries(claims.get(person))) {
                Long unused = places.put(entry.content(), entry.seq());
            }
            lost += acknowledged.get(person).entrySet().stream()
                    .filter(one -> !one.getValue().equals(places.get(one.getKey())))
                    .count();
        }
        return lost;
    }

    /** What was wrong, looked at without any fault; empty when everything was told truthfully. */
    synchronized List<String> wrong(Desk clear) {
        for (int person = 0; person < people; person++) {
            Map<String, Long> places = new HashMap<>();
            for (Entry entry : clear.entries(claims.get(person))) {
                check(person, entry);
                if (places.put(entry.content(), entry.seq()) != null) {
                    wrong.add(entry.content() + " is there twice");
                }
                if (denied.get(person).contains(entry.content())) {
                    wrong.add(entry.content() + " is there and was called not applied");
                }
            }
            acknowledged.get(person).forEach((content, place) -> {
                if (!place.equals(places.get(content))) {
                    wrong.add(content + " is at " + places.get(content) + " and was acknowledged at " + place);
                }
            });
        }
        return List.copyOf(wrong);
    }
}
