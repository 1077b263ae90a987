package dev.cloakroom.tracing;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a process writes its secrets, one a line: kind and text, in Base64 because a text may hold a line's end. Public
 * because the classes that are traced call it. Thread-safe.
 */
public final class Ledger {
    /** Shorter texts, and texts of fewer characters, stand in any log by chance. */
    static final int LEAST_CHARS = 12;

    private static final int LEAST_DISTINCT = 6;

    /** A text that was logged in part was logged from its beginning or to its end. */
    private static final int END_CHARS = 24;

    private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

    private Ledger() {}

    /** An id; those that tests make of a pattern are of no version. */
    public static void id(UUID id) {
        if (id.version() == 4) {
            write(Kind.ID, id.toString());
        }
    }

    /** A text that someone wrote. */
    public static void content(String text) {
        writeEnds(Kind.CONTENT, text);
    }

    /** Pairs that someone wrote. */
    public static void content(Map<String, String> pairs) {
        pairs.forEach((key, value) -> {
            content(key);
            content(value);
        });
    }

    /** A piece of a file, if it begins as text does. */
    public static void file(byte[] bytes) {
        byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, END_CHARS));
        boolean text = true;
        for (byte b : first) {
            text &= b >= ' ';
        }
        if (text) {
            writeEnds(Kind.FILE, new String(first, StandardCharsets.US_ASCII));
        }
    }

    /** The lines of a header, if it is the one of credentials: a scheme, and what is secret. */
    public static void header(String name, List<String> lines) {
        if (name.equalsIgnoreCase("Authorization")) {
            lines.forEach(line -> writeEnds(Kind.TOKEN, line.substring(line.indexOf(' ') + 1)));
        }
    }

    /** The keys of a file. */
    public static void keys(List<String> keys) {
        keys.forEach(key -> writeEnds(Kind.KEY, key));
    }

    /** A file that is one key. */
    public static void key(byte[] key) {
        writeEnds(Kind.KEY, new String(key, StandardCharsets.ISO_8859_1));
    }

    /** A password, or none. */
    public static void password(char @Nullable [] password) {
        if (password != null) {
            writeEnds(Kind.PASSWORD, new String(password));
        }
    }

    /** A fresh text for whoever asks to log. */
    static String planted() {
        String text = "planted-" + UUID.randomUUID();
        write(Kind.PLANTED, text);
        return text;
    }

    private static void writeEnds(Kind kind, String text) {
        if (text.length() >= LEAST_CHARS) {
            writeIfDistinct(kind, text.substring(0, Math.min(text.length(), END_CHARS)));
            writeIfDistinct(kind, text.substring(Math.max(0, text.length() - END_CHARS)));
        }
    }

    private static void writeIfDistinct(Kind kind, String text) {
        if (text.chars().distinct().count() >= LEAST_DISTINCT) {
            write(kind, text);
        }
    }

    private static void write(Kind kind, String text) {
        if (WRITTEN.add(kind + text)) {
            String coded = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            Out.write((kind + " " + coded + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A file of this process: none has another's number and beginning. */
    static Path file(String ending) {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElseThrow().toEpochMilli();
        return Path.of(System.getProperty(Agent.DIRECTORY)).resolve(self.pid() + "-" + started + ending);
    }

    /** Opened by the first secret. Not a channel: those end when a thread that writes is interrupted. */
    private static final class Out {
        private static final FileOutputStream FILE = open();

        private static FileOutputStream open() {
            try {
                return new FileOutputStream(file(".secrets").toFile(), true);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** One call of the system a line: a process that is killed leaves whole ones. */
        static void write(byte[] line) {
            try {
                FILE.write(line);
            } catch (IOException e) {
                throw new IllegalStateException("a secret could not be written down", e);
            }
        }
    }
}
