package dev.cloakroom.verify;

import java.io.Console;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells how a run goes: one line that changes on a terminal, one line for each step elsewhere. */
final class Progress implements AutoCloseable {
    private static final String TO_START_AND_CLEAR = "\r\u001b[2K";
    /** Else a line that is longer than the terminal is wide would become two, of which one stays. */
    private static final String CUT_AT_THE_EDGE = "\u001b[?7l";

    private static final String WRAP = "\u001b[?7h";
    private static final long BEAT_MILLIS = 200;

    private final PrintWriter out;
    private final boolean terminal;
    private final Supplier<String> figures;
    private final Thread beat;
    private volatile String step = "";
    private volatile boolean over;

    /**
     * Begins to tell.
     *
     * @param figures how it stands, in a few words
     */
    Progress(PrintWriter out, boolean terminal, Supplier<String> figures) {
        this.out = out;
        this.terminal = terminal;
        this.figures = figures;
        this.beat = new Thread(this::tell, "verify-progress");
        beat.setDaemon(true);
        if (terminal) {
            beat.start();
        }
    }

    /** Whether somebody watches. From Java 22 on there is a console without a terminal too. */
    static boolean watched() {
        Optional<Console> console = Optional.ofNullable(System.console());
        if (console.isEmpty() || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console.get());
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** The next step begins. */
    void step(int number, int all, String title) {
        step = String.format(Locale.ROOT, "[%2d/%d] %s", number, all, title);
        if (!terminal) {
            out.println(step);
            out.flush();
        }
    }

    /** A line of its own, which stays. */
    synchronized void say(String line) {
        if (terminal) {
            out.print(TO_START_AND_CLEAR);
        }
        out.println(line);
        out.flush();
    }

    private void tell() {
        while (!over) {
            draw();
            try {
                TimeUnit.MILLISECONDS.sleep(BEAT_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void draw() {
        if (!over) {
            out.print(TO_START_AND_CLEAR + CUT_AT_THE_EDGE + figures.get() + "  " + step + WRAP);
            out.flush();
        }
    }

    @Override
    public synchronized void close() {
        over = true;
        beat.interrupt();
        if (terminal && !step.isEmpty()) {
            out.print(TO_START_AND_CLEAR);
            out.flush();
        }
    }
}
