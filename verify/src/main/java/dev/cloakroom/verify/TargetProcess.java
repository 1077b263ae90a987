package dev.cloakroom.verify;

import dev.cloakroom.verify.evidence.Account.ProcessUse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The process behind an address of this machine, as Linux shows it in {@code /proc}. For one thread. */
final class TargetProcess {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTENS = "0A";
    /** What Linux counts processor time in, on every platform that Java runs on. */
    private static final double TICKS_A_SECOND = 100;

    private final Path directory;
    private final long startTicks;
    private final long startNanos = System.nanoTime();
    private long mostMemory;
    private int mostThreads;

    private TargetProcess(Path directory) throws IOException {
        this.directory = directory;
        this.startTicks = ticks();
    }

    /** The process that listens there; empty when that is elsewhere, or not to be seen from here. */
    static Optional<TargetProcess> behind(URI address) {
        if (!Files.isDirectory(PROC.resolve("net"))
                || !Targets.remote(List.of(address)).isEmpty()) {
            return Optional.empty();
        }
        try {
            int port = address.getPort() > 0
                    ? address.getPort()
                    : address.getScheme().equals("https") ? 443 : 80;
            Optional<Path> found = owner(port);
            return found.isEmpty() ? Optional.empty() : Optional.of(new TargetProcess(found.get()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> owner(int port) throws IOException {
        String end = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(PROC.resolve("net").resolve(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[1].endsWith(end) && columns[3].equals(LISTENS)) {
                    Optional<Path> found = holder("socket:[" + columns[9] + "]");
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> holder(String socket) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process, socket)) {
                    return Optional.of(process);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, String socket) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path one : open) {
                if (Files.readSymbolicLink(one).toString().equals(socket)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // another user's, or gone meanwhile
        }
    }

    /** Looks at it; called about once a second. */
    void look() {
        try {
            for (String line : Files.readAllLines(directory.resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    mostMemory = Math.max(mostMemory, number(line) * 1024);
                } else if (line.startsWith("Threads:")) {
                    mostThreads = Math.max(mostThreads, (int) number(line));
                }
            }
        } catch (IOException e) {
            // it has ended: what was seen stays
        }
    }

    private static long number(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    private long ticks() throws IOException {
        String stat = Files.readString(directory.resolve("stat"));
        String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(columns[11]) + Long.parseLong(columns[12]);
    }

    /** What it used since it was found; empty when it has ended. */
    Optional<ProcessUse> use() {
        try {
            look();
            double seconds = (System.nanoTime() - startNanos) / 1e9;
            double cores = (ticks() - startTicks) / TICKS_A_SECOND / Math.max(seconds, 0.001);
            String name = Files.readString(directory.resolve("comm")).strip();
            long pid = Long.parseLong(directory.getFileName().toString());
            return Optional.of(new ProcessUse(name, pid, mostMemory, cores, mostThreads));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
