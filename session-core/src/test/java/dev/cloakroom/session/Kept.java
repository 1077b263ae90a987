package dev.cloakroom.session;

import dev.cloakroom.session.Control.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One session of the {@link TestStore}, guarded by the store's lock. */
final class Kept {
    final SessionId id;
    final Instant createdAt;
    final List<Entry> entries = new ArrayList<>();
    final Map<String, Keyed> keys = new HashMap<>();
    final Map<String, FilesKeyed> fileKeys = new HashMap<>();
    final Map<UUID, Stored> files = new LinkedHashMap<>();
    private final Limits limits;
    Control control;
    Instant turnUntil = Instant.EPOCH;
    private Instant lastActiveAt;

    Kept(SessionId id, Control control, Instant createdAt, Limits limits) {
        this.id = id;
        this.control = control;
        this.createdAt = createdAt;
        this.lastActiveAt = createdAt;
        this.limits = limits;
    }

    void touch(Instant now) {
        lastActiveAt = now;
    }

    boolean livesAt(Instant now) {
        return now.isBefore(deadline());
    }

    boolean inTurn(long fence, Instant now) {
        return control.turn() != null && control.turn().fence() == fence && now.isBefore(turnUntil);
    }

    long entryBytes() {
        return entries.stream().mapToLong(Entry::bytes).sum();
    }

    long fileBytes() {
        return files.values().stream().mapToLong(file -> file.artifact.size()).sum();
    }

    Head head(Instant now) {
        Lease turn = control.turn();
        Control seen = turn == null
                ? control
                : new Control(
                        control.owner(),
                        control.stamp(),
                        control.version(),
                        control.grants(),
                        control.metadata(),
                        turn.with(Duration.between(now, turnUntil)));
        return new Head(id, seen, createdAt, lastActiveAt, deadline(), entries.size());
    }

    private Instant deadline() {
        Instant idle = lastActiveAt.plus(limits.idleTimeout());
        Instant absolute = createdAt.plus(limits.absoluteTimeout());
        return idle.isBefore(absolute) ? idle : absolute;
    }

    /** What a key stands for. */
    record Keyed(String digest, Appended.Replayed places) {}

    /** What a key of files stands for. */
    record FilesKeyed(String digest, Artifacts.Added files) {}

    /** A visible file. */
    record Stored(Artifact artifact, List<byte[]> chunks) {}
}
