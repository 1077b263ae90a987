package dev.cloakroom.verify.trials;

import dev.cloakroom.server.Main;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Another release of the server: the jar that {@code -Dprevious.jar} names, or, where none is named, this one under
 * another version.
 */
final class OtherRelease {
    static final String VERSION = "0.0.9";
    private static final String OURS = "dev/cloakroom/server";

    private OtherRelease() {}

    /** The class path of it. */
    static String classPath(Path directory) throws IOException, URISyntaxException {
        String jar = System.getProperty("previous.jar", "");
        if (!jar.isEmpty()) {
            return jar;
        }
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return renamed(directory.resolve("renamed.jar")) + File.pathSeparator + classes;
    }

    /** The server's own classes in a jar that says another version; it has to come first. */
    private static Path renamed(Path jar) throws IOException, URISyntaxException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, VERSION);
        Path source = Path.of(
                Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest)) {
            if (Files.isDirectory(source)) {
                copy(source, out);
            } else {
                try (FileSystem inside = FileSystems.newFileSystem(source)) {
                    copy(inside.getPath("/"), out);
                }
            }
        }
        return jar;
    }

    private static void copy(Path root, JarOutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root.resolve(OURS))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            out.putNextEntry(new JarEntry(root.relativize(file).toString().replace(File.separatorChar, '/')));
            try (InputStream in = Files.newInputStream(file)) {
                long unused = in.transferTo(out);
            }
            out.closeEntry();
        }
    }
}
