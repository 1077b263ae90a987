package dev.cloakroom.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Secrets from files that flags name: a command line and an environment are seen by others, a file need not be. */
final class KeyFiles {

    private static final Logger LOG = LoggerFactory.getLogger(KeyFiles.class);

    /** Of 64 letters, digits and signs, drawn at random: 96 bits. */
    private static final int LEAST_CHARS = 16;

    private KeyFiles() {}

    /** The keys of a file, one a line, in printable ASCII; empty lines and lines that begin with # are passed over. */
    static List<String> keys(Given given, Flag flag) {
        List<String> keys = text(given, flag)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
        boolean printable = keys.stream().allMatch(key -> key.chars().allMatch(c -> c > ' ' && c <= '~'));
        if (keys.isEmpty() || !printable) {
            throw given.wrong(flag, "has to hold a key in printable ASCII, one a line");
        }
        return keys;
    }

    /** The keys of a file that requests show to be believed; says so when one can be guessed. */
    static List<String> shown(Given given, Flag flag) {
        List<String> keys = keys(given, flag);
        if (keys.stream().anyMatch(key -> key.length() < LEAST_CHARS)) {
            LOG.warn("{} holds a key of fewer than {} characters, which can be guessed", flag.option(), LEAST_CHARS);
        }
        return keys;
    }

    /** The only key of a file. */
    static String key(Given given, Flag flag) {
        List<String> keys = keys(given, flag);
        if (keys.size() > 1) {
            throw given.wrong(flag, "has to hold one key");
        }
        return keys.get(0);
    }

    /** All bytes of a file but the end of its last line. */
    static byte[] secret(Given given, Flag flag) {
        byte[] bytes = bytes(given, flag);
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    static Path file(Given given, Flag flag) {
        try {
            return Path.of(given.text(flag));
        } catch (InvalidPathException e) {
            throw unreadable(given, flag, e);
        }
    }

    private static String text(Given given, Flag flag) {
        return new String(bytes(given, flag), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Given given, Flag flag) {
        try {
            return Files.readAllBytes(file(given, flag));
        } catch (IOException e) {
            throw unreadable(given, flag, e);
        }
    }

    private static BadSetting unreadable(Given given, Flag flag, Exception cause) {
        BadSetting wrong = given.wrong(flag, "cannot be read");
        wrong.addSuppressed(cause);
        return wrong;
    }
}
