package dev.cloakroom.server.upkeep;

import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.SessionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the bytes of exported files go: into their lines, or into files of their own. Used by one thread. */
@FunctionalInterface
public interface ExportedFiles {
    /** A line holds a file of this size at most. */
    int MOST_INLINE = 64 << 20;

    /**
     * Puts a file where it belongs, whole or not at all.
     *
     * @return where it is; empty when there was no such file any more
     */
    Optional<Place> put(SessionId session, Artifact file, Source source) throws IOException;

    /** A file's bytes. */
    @FunctionalInterface
    interface Source {
        /** Writes all of them, checked; whether the file still was there. */
        boolean into(OutputStream target) throws IOException;
    }

    /**
     * Where a file is. Immutable.
     *
     * @param content its bytes in base64, or null
     * @param path below the directory, or null
     */
    record Place(@Nullable String content, @Nullable String path) {
        @Override
        public String toString() {
            return "Place";
        }
    }

    /** Each into its line. */
    static ExportedFiles inline() {
        return (session, file, source) -> {
            if (file.size() > MOST_INLINE) {
                throw new TooLarge();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) file.size());
            return source.into(bytes)
                    ? Optional.of(new Place(Base64.getEncoder().encodeToString(bytes.toByteArray()), null))
                    : Optional.empty();
        };
    }

    /**
     * Each into a file of its own below this directory, under the ids that were issued: no name that a client chose
     * becomes a path.
     */
    static ExportedFiles below(Path directory) {
        return (session, file, source) -> {
            Path home = Files.createDirectories(directory.resolve(session.text()), ownersOnly(directory, "rwx------"));
            Path whole = home.resolve(file.id().toString());
            Path part = home.resolve(file.id() + ".part");
            boolean there = false;
            boolean unusedOld = Files.deleteIfExists(part); // of an export that was killed
            try {
                Path unusedPart = Files.createFile(part, ownersOnly(directory, "rw-------"));
                try (OutputStream target = Files.newOutputStream(part)) {
                    there = source.into(target);
                }
                if (there) {
                    Path unused = Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                boolean unused = Files.deleteIfExists(part);
            }
            return there ? Optional.of(new Place(null, session.text() + "/" + file.id())) : Optional.empty();
        };
    }

    /** What somebody said is for whoever exports it, and for no other account of the machine. */
    private static FileAttribute<?>[] ownersOnly(Path directory, String rights) {
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    /** A file that no line can hold. */
    final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("a file is over " + MOST_INLINE
                    + " bytes, too large for a line; --files DIR puts files into a directory");
        }
    }
}
