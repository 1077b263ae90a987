package dev.cloakroom.tracing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/** What all processes wrote down. Used by one thread. */
final class Secrets {
    final Ids ids = new Ids();
    final Needles needles = new Needles();

    /** What was planted and has not been found. */
    final Set<String> planted = new TreeSet<>();

    private final Map<Kind, Set<String>> seen = new EnumMap<>(Kind.class);

    static Secrets in(Path directory) throws IOException {
        Secrets secrets = new Secrets();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (file.toString().endsWith(".secrets")) {
                    secrets.add(Files.readAllLines(file, StandardCharsets.US_ASCII));
                }
            }
        }
        return secrets;
    }

    private void add(List<String> lines) {
        boolean holdsSecrets = false;
        Set<String> plantedHere = new HashSet<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            Kind kind = Kind.valueOf(line.substring(0, space));
            byte[] text = Base64.getDecoder().decode(line.substring(space + 1));
            holdsSecrets |= kind != Kind.PLANTED;
            if (kind == Kind.PLANTED) {
                plantedHere.add(new String(text, StandardCharsets.UTF_8));
            } else if (seen.computeIfAbsent(kind, none -> new HashSet<>())
                    .add(new String(text, StandardCharsets.UTF_8))) {
                add(kind, text);
            }
        }
        plantedHere.forEach(text -> add(Kind.PLANTED, text.getBytes(StandardCharsets.UTF_8)));
        planted.addAll(plantedHere);
        if (holdsSecrets && plantedHere.size() < 2) {
            planted.add("a process had secrets and did not log with Logback and java.util.logging both");
        }
    }

    private void add(Kind kind, byte[] text) {
        if (kind == Kind.ID) {
            ids.add(UUID.fromString(new String(text, StandardCharsets.US_ASCII)));
        } else {
            needles.add(kind, text);
        }
    }

    /** How many different ones there are. */
    int count(Kind kind) {
        return seen.getOrDefault(kind, Set.of()).size();
    }
}
