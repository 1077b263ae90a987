package dev.cloakroom.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program and keeps what it prints. */
final class Console {
    /** A program's way through its work. */
    interface Program {
        void run() throws Exception;
    }

    /** A program that is told where to print, and ends with a code. */
    interface Command {
        int run(PrintStream out) throws Exception;
    }

    record Ended(int code, List<String> lines) {
        String last() {
            return lines.get(lines.size() - 1);
        }
    }

    private Console() {}

    /** The lines that {@code main} prints to the console. */
    static List<String> of(Program main) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        System.setOut(new PrintStream(kept, true, StandardCharsets.UTF_8));
        try {
            main.run();
        } finally {
            System.setOut(console);
        }
        return kept.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The lines and the code of a command. */
    static Ended ended(Command command) throws Exception {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        int code = command.run(new PrintStream(kept, true, StandardCharsets.UTF_8));
        return new Ended(code, kept.toString(StandardCharsets.UTF_8).lines().toList());
    }
}
