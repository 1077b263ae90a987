package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.wire.Allowance;
import dev.cloakroom.verify.wire.Person;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Waits, for a while, until people may knock on sessions of others again. Thread-safe. */
final class Patience {
    private static final long LONGEST_NAP_NANOS = 500_000_000L;

    private final Allowance allowance;
    private final long end;

    /**
     * Begins to be patient.
     *
     * @param nanos for how long
     */
    Patience(Allowance allowance, long nanos) {
        this.allowance = allowance;
        this.end = System.nanoTime() + nanos;
    }

    /** Waits until this person may be refused so often; false when that takes too long. */
    boolean grants(Person who, int refusals) {
        return someone(List.of(who), refusals).isPresent();
    }

    /** One of them, whoever of those that may be refused so often; empty when that takes too long. */
    Optional<Person> someone(List<Person> people, int refusals, Random random) {
        List<Person> mixed = people.stream().collect(Collectors.toList());
        Collections.shuffle(mixed, random);
        return someone(mixed, refusals);
    }

    private Optional<Person> someone(List<Person> people, int refusals) {
        while (!Thread.currentThread().isInterrupted()) {
            long least = Long.MAX_VALUE;
            for (Person person : people) {
                long until = allowance.nanosUntil(person, refusals);
                if (until == 0) {
                    return Optional.of(person);
                }
                least = Math.min(least, until);
            }
            if (people.isEmpty() || System.nanoTime() + least > end) {
                return Optional.empty();
            }
            LockSupport.parkNanos(Math.min(least, LONGEST_NAP_NANOS));
        }
        return Optional.empty();
    }
}
