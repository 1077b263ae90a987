package dev.cloakroom.verify;

import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Account.ProcessUse;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Findings;
import dev.cloakroom.verify.evidence.Latencies;
import dev.cloakroom.verify.evidence.Marks;
import dev.cloakroom.verify.evidence.Sightings;
import dev.cloakroom.verify.trial.Bounds;
import dev.cloakroom.verify.trial.Ending;
import dev.cloakroom.verify.trial.Intrusion;
import dev.cloakroom.verify.trial.Issuing;
import dev.cloakroom.verify.trial.Load;
import dev.cloakroom.verify.trial.Races;
import dev.cloakroom.verify.trial.Removal;
import dev.cloakroom.verify.trial.Sharing;
import dev.cloakroom.verify.trial.Timing;
import dev.cloakroom.verify.trial.Traffic;
import dev.cloakroom.verify.trial.Trial;
import dev.cloakroom.verify.trial.World;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import dev.cloakroom.verify.wire.Wire;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One run from its first request to its last. */
final class Run {
    private static final Set<Check> UNDER_LOAD =
            EnumSet.of(Check.UNIQUE_IDS, Check.FOREIGN_DATA, Check.CHANGED, Check.LOST, Check.DUPLICATED);
    private static final int LOOKS_A_TARGET = 8;

    private final Options options;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final Findings findings;
    private final Latencies latencies = new Latencies();
    private final Sightings sightings;
    private final Marks marks;
    private final Set<String> instances = new ConcurrentSkipListSet<>();

    Run(Options options) {
        this.options = options;
        this.findings = new Findings(options.load() ? UNDER_LOAD : EnumSet.allOf(Check.class));
        this.sightings = new Sightings(options.users());
        this.marks = new Marks(run, sightings, findings);
    }

    /**
     * Tries everything and says what was seen.
     *
     * @throws IOException when nobody answers at one of the addresses, or the users are not accepted
     */
    Account account(PrintWriter out, boolean terminal) throws IOException, InterruptedException {
        Instant startedAt = Instant.now();
        long start = System.nanoTime();
        try (Wire wire = new Wire(options.targets(), this::saw)) {
            meet(wire);
            List<Person> people = options.tokens().isPresent()
                    ? People.withTokens(options, options.tokens().get(), wire)
                    : People.madeUp(options, marks);
            World.Plan plan = new World.Plan(run, options.seed(), options.seconds());
            try (World world = new World(plan, people, wire, findings, marks)) {
                Optional<TargetProcess> process =
                        TargetProcess.behind(options.targets().get(0));
                Optional<ProcessUse> use = watched(process, () -> tryAll(world, out, terminal));
                meet(wire);
                Account.Setting setting = new Account.Setting(
                        options.targets().stream().map(URI::toString).toList(),
                        List.copyOf(instances),
                        run,
                        options.seed(),
                        people.size(),
                        options.seconds(),
                        options.load(),
                        startedAt,
                        Duration.ofNanos(System.nanoTime() - start));
                return new Account(
                        setting,
                        findings,
                        sightings,
                        latencies,
                        world.comparisons(),
                        world.lanes(),
                        world.unexpected(),
                        wire.throttled(),
                        world.notes(),
                        use);
            }
        }
    }

    private void saw(Person who, String route, Reply reply, String sent, String received) {
        if (reply.nanos() >= 0) {
            latencies.add(route, reply.sentAt(), reply.nanos(), reply.isFailure(), reply.instance());
        }
        marks.inspect(who.number(), received, sent, route);
    }

    /** Asks each address who answers there; behind a balancer that may be several. */
    private void meet(Wire wire) throws IOException {
        Person nobody = new Person(0, "", Map.of());
        for (int target = 0; target < options.targets().size(); target++) {
            for (int look = 0; look < LOOKS_A_TARGET; look++) {
                Reply health = wire.send(nobody, Call.get("/health"), target);
                if (health.status() == 0) {
                    throw new IOException(
                            "nobody answers at " + options.targets().get(target));
                }
                String instance = health.field("instance");
                if (!instance.isEmpty()) {
                    instances.add(instance);
                }
            }
        }
    }

    /** Something that is done while the process is looked at. */
    @FunctionalInterface
    private interface Act {
        void run() throws InterruptedException;
    }

    private static Optional<ProcessUse> watched(Optional<TargetProcess> process, Act act) throws InterruptedException {
        if (process.isEmpty()) {
            act.run();
            return Optional.empty();
        }
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "verify-watch");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var unused = watch.scheduleAtFixedRate(process.get()::look, 0, 500, TimeUnit.MILLISECONDS);
            act.run();
        } finally {
            watch.shutdown();
            boolean unused = watch.awaitTermination(2, TimeUnit.SECONDS);
        }
        return process.get().use();
    }

    private void tryAll(World world, PrintWriter out, boolean terminal) throws InterruptedException {
        List<Trial> trials = options.load()
                ? List.of(new Load())
                : List.of(
                        new Issuing(),
                        new Intrusion(),
                        new Races(),
                        new Timing(),
                        new Traffic(),
                        new Sharing(),
                        new Ending(),
                        new Bounds());
        Removal removal = new Removal();
        Thread cleaner = new Thread(() -> clean(world, removal), "verify-removal");
        Runtime.getRuntime().addShutdownHook(cleaner); // what was made is removed after Ctrl-C too
        try (Progress progress = new Progress(out, terminal, this::figures)) {
            int number = 0;
            for (Trial trial : trials) {
                progress.step(++number, trials.size() + 1, trial.title());
                trial.run(world);
            }
            progress.step(++number, number, removal.title());
            removal.run(world);
        } finally {
            forget(cleaner);
        }
    }

    private static void clean(World world, Removal removal) {
        try {
            removal.run(world);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread cleaner) {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(cleaner);
        } catch (IllegalStateException e) {
            // the end has begun, and the hook is at work
        }
    }

    private String figures() {
        return String.format(
                Locale.ROOT,
                "%,d requests, %,d failed, %,d violations",
                latencies.requests(),
                latencies.failed(),
                findings.broken());
    }
}
