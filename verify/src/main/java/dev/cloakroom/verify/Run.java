package dev.cloakroom.verify;

import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Account.ProcessUse;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Findings;
import dev.cloakroom.verify.evidence.Latencies;
import dev.cloakroom.verify.evidence.Marks;
import dev.cloakroom.verify.evidence.Sightings;
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
import java.util.ArrayList;
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
        Duration patience = Duration.ofSeconds(options.patience());
        try (Wire wire = new Wire(options.targets(), this::saw, patience)) {
            meet(wire);
            List<Person> people = options.tokens().isPresent()
                    ? People.withTokens(options, options.tokens().get(), wire)
                    : People.madeUp(options, marks);
            World.Plan plan = new World.Plan(run, options.seed(), options.seconds(), options.patience());
            try (World world = new World(plan, people, wire, findings, marks)) {
                askFor(people.get(0), wire);
                Course course = new Course(options, new Progress(out, terminal, this::figures));
                Optional<TargetProcess> process =
                        TargetProcess.behind(options.targets().get(0));
                Optional<ProcessUse> use = watched(process, () -> course.run(world));
                see(wire).forEach(silent -> world.untried("nobody answers any more at " + silent));
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                return account(world, new Span(startedAt, took), use);
            }
        }
    }

    /** When the run was. */
    private record Span(Instant startedAt, Duration took) {}

    private Account account(World world, Span span, Optional<ProcessUse> use) {
        Account.Setting setting = new Account.Setting(
                options.targets().stream().map(URI::toString).toList(),
                List.copyOf(instances),
                run,
                options.seed(),
                world.users(),
                options.seconds(),
                options.load(),
                span.startedAt(),
                span.took());
        return new Account(
                setting,
                findings,
                sightings,
                latencies,
                world.comparisons(),
                world.lanes(),
                world.unexpected(),
                world.untried(),
                world.throttled(),
                world.notes(),
                use);
    }

    private void saw(Person who, String route, Reply reply, String sent, String received) {
        if (reply.nanos() >= 0) {
            latencies.add(route, reply.sentAt(), reply.nanos(), reply.isFailure(), reply.instance());
        }
        marks.inspect(who.number(), received, sent, route);
    }

    /** Asks each address who answers there. */
    private void meet(Wire wire) throws IOException {
        for (URI address : see(wire)) {
            throw new IOException("nobody answers at " + address);
        }
    }

    /**
     * Asks a few times at each address, since behind a balancer there may be several; returns those without an answer.
     */
    private List<URI> see(Wire wire) {
        Person nobody = new Person(0, "", Map.of());
        List<URI> silent = new ArrayList<>();
        for (int target = 0; target < options.targets().size(); target++) {
            for (int look = 0; look < LOOKS_A_TARGET; look++) {
                Reply health = wire.send(nobody, Call.get("/health"), target);
                if (health.status() == 0) {
                    silent.add(options.targets().get(target));
                    break;
                }
                String instance = health.field("instance");
                if (!instance.isEmpty()) {
                    instances.add(instance);
                }
            }
        }
        return silent;
    }

    /** Whether it is what it is taken for, at each address, and believes who is asking. */
    private void askFor(Person person, Wire wire) throws IOException {
        for (int target = 0; target < options.targets().size(); target++) {
            Reply list = wire.send(person, Call.get("/api/v1/sessions?limit=1"), target);
            if (!list.isSuccess() || !list.json().path("data").isArray()) {
                String users = list.status() == 401 && options.tokens().isEmpty()
                        ? "; --tokens or --service-key-file say who is asking"
                        : "";
                throw new IOException("no sessions can be listed at "
                        + options.targets().get(target) + ": " + list.summary() + users);
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

    private String figures() {
        return String.format(
                Locale.ROOT,
                "%,d requests, %,d failed, %,d violations",
                latencies.requests(),
                latencies.failed(),
                findings.broken());
    }
}
