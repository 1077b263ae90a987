package dev.cloakroom.testkit;

import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A session's record in {@link Tables}; its history, files and keys are in {@link Belongings}. Guarded by the tables.
 */
final class Row {
    final SessionId id;
    Control control;
    int format = 1;
    long createdAt;
    long lastActiveAt;
    long idleUntil;
    long absoluteUntil;
    long turnUntil;
    long lastSeq;

    Row(SessionId id, Control control, long now) {
        this.id = id;
        this.control = control;
        this.createdAt = now;
        this.lastActiveAt = now;
    }

    /** As if a later version had written it. */
    Row marked(int later) {
        format = later;
        return this;
    }

    /** What lies beside the record, under the same id. */
    static final class Belongings {
        List<Entry> entries = new ArrayList<>();
        final Map<String, Keyed> keys = new LinkedHashMap<>();
        final Map<String, FilesKeyed> fileKeys = new HashMap<>();
        final Map<UUID, Stored> files = new LinkedHashMap<>();
    }

    /** What a key stands for. */
    record Keyed(String digest, Appended.Replayed places) {}

    /** What a key of files stands for. */
    record FilesKeyed(String digest, Artifacts.Added files) {}

    /** A visible file. */
    record Stored(Artifact artifact, List<byte[]> chunks) {}
}
