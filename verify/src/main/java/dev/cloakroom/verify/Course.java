package dev.cloakroom.verify;

import dev.cloakroom.verify.trial.Bounds;
import dev.cloakroom.verify.trial.Ending;
import dev.cloakroom.verify.trial.Intrusion;
import dev.cloakroom.verify.trial.Issuing;
import dev.cloakroom.verify.trial.Load;
import dev.cloakroom.verify.trial.Races;
import dev.cloakroom.verify.trial.Reading;
import dev.cloakroom.verify.trial.Removal;
import dev.cloakroom.verify.trial.Sharing;
import dev.cloakroom.verify.trial.Timing;
import dev.cloakroom.verify.trial.Traffic;
import dev.cloakroom.verify.trial.Trial;
import dev.cloakroom.verify.trial.World;
import dev.cloakroom.verify.wire.Wire;
import java.time.Duration;
import java.util.List;

/** The trials of a run, one after the other; what they made is removed behind them, whatever ends them. */
final class Course {
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(20);

    private final Options options;
    private final Progress progress;
    private volatile boolean interrupted;

    Course(Options options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Tries everything, and removes what was made; after Ctrl-C too.
     *
     * @throws InterruptedException after Ctrl-C, when the process is about to end
     */
    void run(World world) throws InterruptedException {
        Thread hook = new Thread(() -> interrupt(world), "verify-removal");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            tryAll(world);
        } finally {
            progress.close();
            forget(hook);
        }
    }

    private void tryAll(World world) throws InterruptedException {
        List<Trial> trials = trials();
        int number = 0;
        for (Trial trial : trials) {
            progress.step(++number, trials.size() + 1, trial.title());
            attempt(trial, world);
        }
        Trial removal = new Removal();
        progress.step(++number, number, removal.title());
        world.waitAgain();
        attempt(removal, world);
    }

    private List<Trial> trials() {
        return options.load()
                ? List.of(new Load())
                : List.of(
                        new Issuing(),
                        new Intrusion(),
                        new Reading(),
                        new Races(),
                        new Timing(),
                        new Traffic(),
                        new Sharing(),
                        new Ending(),
                        new Bounds());
    }

    /** A trial that fails by itself proves nothing, and does not keep the others from being tried. */
    private void attempt(Trial trial, World world) throws InterruptedException {
        try {
            trial.run(world);
        } catch (RuntimeException e) {
            if (interrupted) {
                throw new InterruptedException();
            }
            world.untried("a trial failed by itself (" + trial.title() + "): " + rootOf(e));
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What was made is removed over connections of its own; everything else stops. */
    private void interrupt(World world) {
        interrupted = true;
        progress.close();
        progress.say("interrupted: what was made is being removed");
        world.halt();
        try (Wire wire = new Wire(options.targets(), (who, route, reply, sent, received) -> {}, LITTLE_PATIENCE);
                World rest = world.over(wire)) {
            new Removal().run(rest);
            progress.say(rest.left().orElse("everything that was made is removed"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            progress.say("what was made could not be removed: " + rootOf(e));
        }
    }

    private static void forget(Thread hook) {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the end has begun, and the hook is at work
        }
    }
}
