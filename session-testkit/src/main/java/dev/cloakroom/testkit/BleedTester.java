package dev.cloakroom.testkit;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Lets many people use sessions from many threads at once, for as long as one likes, and looks whether anybody finds
 * what is somebody else's. Everything that is written bears a stamp of who wrote it where and as which; what is read is
 * held against what was written.
 *
 * <pre>{@code
 * BleedTester.Report report = BleedTester.over(List.of(registryOfOneInstance, registryOfAnother))
 *         .owners(50).threads(16).seed(7)
 *         .runFor(Duration.ofHours(2));
 * report.findings().forEach(System.err::println);
 * }</pre>
 *
 * <p>It needs no test framework: a main method does. Over registries of several instances it tests that they share
 * their sessions rightly; while it runs, instances may be killed and lines cut, since what is unavailable or unknown is
 * counted and is no finding. The seed fixes what each thread tries; how threads meet is up to the machine. The sessions
 * are of a tenant of this run's own and are ended when it is over. Immutable and thread-safe.
 */
public final class BleedTester {
    private static final int MOST_FINDINGS = 20;

    private final List<SessionRegistry> clients;
    private final int owners;
    private final int threads;
    private final long seed;

    private BleedTester(List<SessionRegistry> clients, int owners, int threads, long seed) {
        this.clients = clients;
        this.owners = positive("owners", owners);
        this.threads = positive("threads", threads);
        this.seed = seed;
    }

    /**
     * A tester with 20 owners, 8 threads and a random seed.
     *
     * @param clients registries whose stores share their data, at least one
     */
    public static BleedTester over(List<SessionRegistry> clients) {
        List<SessionRegistry> copy = List.copyOf(clients);
        int unused = positive("registries", copy.size());
        return new BleedTester(copy, 20, 8, ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    }

    private static int positive(String what, int number) {
        if (number < 1) {
            throw new InvalidInput("a bleed test needs at least one of: " + what);
        }
        return number;
    }

    /** With so many people, each with sessions of their own. */
    public BleedTester owners(int number) {
        return new BleedTester(clients, number, threads, seed);
    }

    /** With so many threads, each of which acts for all of the people in turn. */
    public BleedTester threads(int number) {
        return new BleedTester(clients, owners, number, seed);
    }

    /** With another choice of what is tried. */
    public BleedTester seed(long chosen) {
        return new BleedTester(clients, owners, threads, chosen);
    }

    /** Runs for so long, then looks at everything once more. */
    public Report runFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return run(round -> () -> System.nanoTime() < end);
    }

    /** Runs until each thread has done so many things, then looks at everything once more. */
    public Report runRounds(int each) {
        return run(round -> {
            int[] left = {each};
            return () -> left[0]-- > 0;
        });
    }

    /** Whether a thread goes on, asked before each thing it does. */
    private interface Going {
        BooleanSupplier of(int thread);
    }

    private Report run(Going going) {
        String tenant = "bleed-" + UUID.randomUUID();
        List<Principal> people = IntStream.range(0, owners)
                .mapToObj(i -> new Principal(tenant, "owner " + i))
                .toList();
        BleedLedger ledger = new BleedLedger(people);
        List<BleedThread> working = new ArrayList<>();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            BleedThread work = new BleedThread(i, seed, clients, ledger, going.of(i));
            working.add(work);
            Thread thread = new Thread(work, "cloakroom-bleed-" + i);
            thread.setDaemon(true);
            thread.start();
            started.add(thread);
        }
        started.forEach(BleedTester::await);
        working.get(0).lookAtEverything();
        return ledger.report(seed, MOST_FINDINGS);
    }

    private static void await(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What came out of a run. Immutable and thread-safe.
     *
     * @param seed what was tried
     * @param operations how many operations were tried
     * @param acknowledged how many of them were acknowledged
     * @param denied how many were denied, as they had to be
     * @param unavailable how many failed without having been applied
     * @param unknown how many ended with an outcome that is not known
     * @param findings what must not be, with the rule that it breaks; the first of them
     */
    public record Report(
            long seed,
            long operations,
            long acknowledged,
            long denied,
            long unavailable,
            long unknown,
            List<String> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d operations with seed %d: %d acknowledged, %d denied, %d unavailable, %d unknown, %s",
                    operations,
                    seed,
                    acknowledged,
                    denied,
                    unavailable,
                    unknown,
                    findings.isEmpty() ? "nothing found" : findings.size() + " FINDINGS");
        }
    }
}
