package dev.cloakroom.server.routes;

import dev.cloakroom.session.Artifact;
import java.time.Instant;
import java.util.List;

/** A file on the wire, without its bytes. Immutable. */
record FileView(String fileId, String name, long size, String mediaType, String sha256, Instant createdAt) {

    static FileView of(Artifact file) {
        return new FileView(
                file.id().toString(), file.name(), file.size(), file.mediaType(), file.sha256(), file.createdAt());
    }

    static List<FileView> all(List<Artifact> files) {
        return files.stream().map(FileView::of).toList();
    }

    @Override
    public String toString() {
        return "FileView(" + size + " bytes)";
    }
}
