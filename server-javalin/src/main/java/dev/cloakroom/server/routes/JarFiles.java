package dev.cloakroom.server.routes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Files that are shipped in the jar, read once. Thread-safe. */
final class JarFiles {

    private final Map<String, byte[]> files;

    private JarFiles(Map<String, byte[]> files) {
        this.files = Map.copyOf(files);
    }

    /**
     * Reads files of a folder beside this class.
     *
     * @throws IllegalStateException when one is missing: the jar was not built as a whole
     */
    static JarFiles in(String folder, Set<String> names) {
        Map<String, byte[]> files = new HashMap<>();
        names.forEach(name -> files.put(name, read(folder + "/" + name)));
        return new JarFiles(files);
    }

    /** One file beside this class. */
    static byte[] read(String path) {
        try (InputStream in = JarFiles.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<byte[]> find(String name) {
        return Optional.ofNullable(files.get(name));
    }
}
