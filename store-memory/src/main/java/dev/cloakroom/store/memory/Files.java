package dev.cloakroom.store.memory;

import dev.cloakroom.session.Artifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The visible files of one moment, in the order they came. Immutable but for the chunks, which nobody changes. */
final class Files {
    static final Files NONE = new Files(Map.of(), 0, 0);

    private final Map<UUID, Kept> kept;
    private final long bytes;
    private final long weight;

    private Files(Map<UUID, Kept> kept, long bytes, long weight) {
        this.kept = kept;
        this.bytes = bytes;
        this.weight = weight;
    }

    /**
     * With these files at the end.
     *
     * @param chunks of each file that has any
     * @param around what they weigh beside their bytes
     */
    Files plus(List<Artifact> artifacts, Map<UUID, List<byte[]>> chunks, long around) {
        Map<UUID, Kept> next = new LinkedHashMap<>(kept);
        long added = 0;
        for (Artifact artifact : artifacts) {
            Kept unused = next.put(
                    artifact.id(), new Kept(artifact, List.copyOf(chunks.getOrDefault(artifact.id(), List.of()))));
            added += artifact.size();
        }
        return new Files(next, bytes + added, weight + added + around);
    }

    Files minus(UUID file) {
        Map<UUID, Kept> next = new LinkedHashMap<>(kept);
        Kept removed = next.remove(file);
        if (removed == null) {
            return this;
        }
        long size = removed.artifact.size();
        return new Files(next, bytes - size, weight - size - Weight.of(removed.artifact));
    }

    Optional<Artifact> find(UUID file) {
        return Optional.ofNullable(kept.get(file)).map(Kept::artifact);
    }

    Optional<byte[]> chunk(UUID file, int index) {
        Kept found = kept.get(file);
        return found == null || index < 0 || index >= found.chunks.size()
                ? Optional.empty()
                : Optional.of(found.chunks.get(index));
    }

    List<Artifact> list() {
        return kept.values().stream().map(Kept::artifact).toList();
    }

    int count() {
        return kept.size();
    }

    long weight() {
        return weight;
    }

    long bytes() {
        return bytes;
    }

    private record Kept(Artifact artifact, List<byte[]> chunks) {}
}
