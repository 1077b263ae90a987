package dev.cloakroom.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * A program that replays an outage against a server: {@code [URL] [USERS]}. Exits with 0 when all is well, 1 when the
 * outage is there, 2 when that could not be tried.
 */
final class Demonstration {
    private static final int COULD_NOT_TRY = 2;
    private static final String USUAL_URL = "http://127.0.0.1:8080";
    private static final int MOST_USERS = 1_000;

    private final String name;
    private final int usualUsers;
    private final Replay replay;

    Demonstration(String name, int usualUsers, Replay replay) {
        this.name = name;
        this.usualUsers = usualUsers;
        this.replay = replay;
    }

    /** What is done to the server, and looked at. */
    @FunctionalInterface
    interface Replay {
        void play(Backend backend, List<String> users, Report report);
    }

    int run(String[] args, PrintStream out) throws InterruptedException {
        String url = args.length > 0 ? args[0] : USUAL_URL;
        String number = args.length > 1 ? args[1] : Integer.toString(usualUsers);
        if (args.length > 2 || !number.matches("[1-9][0-9]{0,3}") || Integer.parseInt(number) > MOST_USERS) {
            out.println(name + ": arguments are [URL] [USERS], such as " + USUAL_URL + " " + usualUsers + ", with 1 to "
                    + MOST_USERS + " users");
            return COULD_NOT_TRY;
        }
        try {
            return run(Backend.at(url), Integer.parseInt(number), out);
        } catch (IllegalArgumentException e) {
            out.println(name + ": not the address of a server: " + url);
        } catch (IOException e) {
            out.println(name + ": no server answers at " + url + "; ./cloakroom starts one");
        }
        return COULD_NOT_TRY;
    }

    private int run(Backend backend, int number, PrintStream out) {
        // fresh names, so that one run does not meet what another left
        String run = UUID.randomUUID().toString().substring(0, 8);
        List<String> users = new ArrayList<>();
        for (int i = 1; i <= number + 1; i++) { // one more, who owns nothing and tries all the same
            users.add("user-" + i + "-" + run);
        }
        Report report = new Report(out);
        replay.play(backend, users, report);
        long tidy = all(users.stream()
                        .map(user -> backend.delete(user, "/api/v1/sessions"))
                        .toList())
                .stream()
                .filter(Backend.Reply::isSuccess)
                .count();
        report.title("The sessions of this run are ended again, for " + tidy + " of " + users.size() + " users");
        return report.verdict();
    }

    /** Waits for all of them. */
    static <T> List<T> all(List<CompletableFuture<T>> futures) {
        return futures.stream().map(CompletableFuture::join).toList();
    }
}
