package dev.cloakroom.tracing;

import dev.cloakroom.tracing.Needles.Needle;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Looks for every secret in every log. Shows where one stands and of what kind it is, and never the secret. Fails when
 * there is one, when a log was not searched in which something had been planted, and when there was too little of
 * secrets or logs for the answer to mean anything. Used by one thread.
 */
public final class Search {
    static final int BLOCK = 1 << 20;
    private static final int MOST_SHOWN = 200;

    private final Secrets secrets;
    private final Map<String, Integer> found = new TreeMap<>();
    private final List<String> shown = new ArrayList<>();
    private long bytes;

    private Search(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Of {@code <directory of secrets> <least: MEGABYTES=n,ID=n,...> <log or directory of logs>...}. */
    public static void main(String[] args) throws IOException {
        List<Path> logs = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            logs.add(Path.of(args[i]));
        }
        if (!run(Path.of(args[0]), args[1], logs, System.out)) {
            System.exit(1);
        }
    }

    /** Whether all is well. */
    static boolean run(Path directory, String least, List<Path> logs, PrintStream out) throws IOException {
        Secrets secrets = Secrets.in(directory);
        Search search = new Search(secrets);
        int files = 0;
        for (Path log : logs) {
            try (Stream<Path> all = Files.walk(log)) {
                for (Path file : (Iterable<Path>) all.sorted()::iterator) {
                    if (Files.isRegularFile(file) && !file.toString().endsWith(".secrets")) {
                        search.search(file);
                        files++;
                    }
                }
            }
        }
        search.shown.forEach(out::println);
        out.printf(Locale.ROOT, "%,d bytes in %,d files%n", search.bytes, files);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.PLANTED) {
                out.printf(Locale.ROOT, "%,d different %s%n", secrets.count(kind), kind);
            }
        }
        List<String> wrong = search.wrong(least);
        out.println(wrong.isEmpty() ? "0 hits" : "FAILED: " + String.join("; ", wrong));
        return wrong.isEmpty();
    }

    private List<String> wrong(String least) {
        List<String> wrong = new ArrayList<>();
        found.forEach((what, times) -> wrong.add(times + " hits of " + what));
        if (!secrets.planted.isEmpty()) {
            wrong.add(secrets.planted.size() + " that were planted in a log and not found, so it was not searched: "
                    + secrets.planted.iterator().next());
        }
        for (String bound : List.of(least.split(",", -1))) {
            String what = bound.substring(0, bound.indexOf('='));
            long wanted = Long.parseLong(bound.substring(bound.indexOf('=') + 1));
            long got = what.equals("MEGABYTES") ? bytes >> 20 : secrets.count(Kind.valueOf(what));
            if (got < wanted) {
                wrong.add(what + " " + got + ", and not even " + wanted);
            }
        }
        return wrong;
    }

    private void search(Path file) throws IOException {
        byte[] block = new byte[BLOCK];
        int kept = 0;
        int line = 1;
        try (InputStream in = Files.newInputStream(file)) {
            boolean more = true;
            while (more) {
                int read = in.readNBytes(block, kept, block.length - kept);
                bytes += read;
                int end = kept + read;
                more = end == block.length;
                int until = more ? end - Needles.LONGEST : end;
                line += searchBlock(file, line, block, until, end);
                kept = end - until;
                System.arraycopy(block, until, block, 0, kept);
            }
        }
    }

    /** Returns how many lines ended in it. */
    private int searchBlock(Path file, int firstLine, byte[] block, int until, int end) {
        Needles.Pass pass = secrets.needles.new Pass(block, end);
        int lines = 0;
        for (int at = 0; at < until; at++) {
            Needle needle = pass.step();
            if (needle != null && needle.kind == Kind.PLANTED) {
                boolean unused = secrets.planted.remove(new String(needle.bytes, StandardCharsets.UTF_8));
            } else if (needle != null) {
                hit(needle.kind + " " + needle.form, file, firstLine + lines);
            } else if (secrets.ids.at(block, at, end)) {
                hit(Kind.ID.name(), file, firstLine + lines);
            }
            if (block[at] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    private void hit(String what, Path file, int line) {
        int unused = found.merge(what, 1, Integer::sum);
        String where = file + ":" + line + ": " + what;
        if (shown.size() < MOST_SHOWN && !shown.contains(where)) {
            shown.add(where);
        }
    }
}
