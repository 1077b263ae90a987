package dev.cloakroom.examples;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Upload and analysis inside a program: several people upload at once, each upload is a session of its own with the
 * file in it, and what the analysis finds is appended to that session's history.
 */
public final class UploadAnalysis {
    private static final List<String> PEOPLE = List.of("ann", "ben", "cleo", "dan");
    private static final int UPLOADS_EACH = 3;

    private final SessionRegistry registry;

    private UploadAnalysis(SessionRegistry registry) {
        this.registry = registry;
    }

    /** Tells the story on the console. */
    public static void main(String[] args) throws InterruptedException, ExecutionException {
        try (SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.create())) {
            new UploadAnalysis(registry).tell();
        }
    }

    private void tell() throws InterruptedException, ExecutionException {
        List<Claim> uploads = uploadAllAtOnce();
        long sessions = uploads.stream().map(Claim::id).distinct().count();
        System.out.println(uploads.size() + " concurrent uploads, " + sessions + " unique session ids");
        for (String person : PEOPLE) {
            show(Principal.of(person));
        }
        tryOneOfSomeoneElse(uploads.get(0));
    }

    /** A thread for every upload, as a web application would have it. */
    private List<Claim> uploadAllAtOnce() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Callable<Claim>> work = new ArrayList<>();
            for (int round = 1; round <= UPLOADS_EACH; round++) {
                for (String person : PEOPLE) {
                    String name = "report-" + round + ".txt";
                    String text = ("A line of " + person + "'s.\n").repeat(round);
                    work.add(() -> upload(Principal.of(person), name, text.getBytes(StandardCharsets.UTF_8)));
                }
            }
            List<Claim> uploads = new ArrayList<>();
            for (Future<Claim> upload : threads.invokeAll(work)) {
                uploads.add(upload.get());
            }
            return uploads;
        } finally {
            threads.shutdown();
        }
    }

    /**
     * A fresh session with the file and its analysis in it, or no session at all: when anything in the braces fails,
     * what was opened is ended again before anyone learns its id.
     */
    private Claim upload(Principal who, String name, byte[] bytes) throws IOException {
        return registry.open(who, Map.of("purpose", "analysis"), claim -> {
            Artifact file = registry.artifacts().put(claim, name, "text/plain", new ByteArrayInputStream(bytes));
            Append both = Append.of(List.of(Draft.user("Analyse " + name), Draft.assistant(analyse(claim, file))));
            Appended places = registry.history().append(claim, both); // both or none, side by side
            System.out.println(who + " uploaded " + name + ": messages " + places.first() + " and " + places.last());
        });
    }

    /** Reads the file back from its session; bytes that are not those of the upload never make a whole file. */
    private String analyse(Claim claim, Artifact file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (registry.artifacts().read(claim, file.id(), bytes).isEmpty()) {
            throw new IOException("the file that was just put is not there");
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        long words = text.lines()
                .mapToLong(line -> line.strip().split("\\s+", -1).length)
                .sum();
        return file.name() + ": " + text.lines().count() + " lines, " + words + " words, " + file.size() + " bytes";
    }

    /** Everything this person has, and with it everything of others that the person would see: nothing. */
    private void show(Principal who) {
        List<Session> sessions = registry.list(who, null, 10).orElseThrow().sessions();
        System.out.println(who + " has " + sessions.size() + " sessions");
        List<String> lines = new ArrayList<>();
        for (Session session : sessions) {
            Claim claim = registry.claim(session.id(), who, Access.READ);
            List<Entry> history =
                    registry.history().read(claim, Slice.latest(10)).entries();
            lines.add("  " + registry.artifacts().list(claim).size() + " file, " + history.size() + " messages; "
                    + history.get(history.size() - 1).content());
        }
        lines.stream().sorted().forEach(System.out::println);
    }

    private void tryOneOfSomeoneElse(Claim anns) {
        try {
            Claim claim = registry.claim(anns.id(), Principal.of("ben"), Access.READ);
            System.out.println(
                    "ben sees " + registry.artifacts().list(claim).size() + " file of ann's: that must not be");
        } catch (SessionAccessDenied refused) {
            System.out.println("ben asks for a file of ann's: " + refused.getMessage());
        }
    }
}
