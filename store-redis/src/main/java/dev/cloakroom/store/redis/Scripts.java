package dev.cloakroom.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of the scripts as they are sent to Redis. Immutable and thread-safe. */
@FunctionalInterface
interface Scripts {
    /** The text of a script. */
    Text text(Script script);

    /** The scripts as they are shipped. */
    static Scripts shipped() {
        return edited(UnaryOperator.identity());
    }

    /** The scripts with the parts that several of them share changed; for tests, which have to step the clock. */
    static Scripts edited(UnaryOperator<String> edit) {
        Map<Script, Text> texts = new EnumMap<>(Script.class);
        for (Script script : Script.values()) {
            Text unused = texts.put(script, Text.of(Source.whole(script.file(), edit)));
        }
        return script -> Objects.requireNonNull(texts.get(script));
    }

    /**
     * One text and its name on a server.
     *
     * @param lua what is run
     * @param sha SHA-1 of it in hexadecimal digits, by which a server finds it again
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Text(byte[] lua, byte[] sha) {
        static Text of(String source) {
            byte[] lua = source.getBytes(StandardCharsets.UTF_8);
            try {
                byte[] digest = MessageDigest.getInstance("SHA-1").digest(lua);
                return new Text(lua, HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no SHA-1, which every Java has to have", e);
            }
        }

        @Override
        public String toString() {
            return "Text[" + lua.length + " bytes]";
        }
    }

    /** Puts a script together from its file and the shared parts it includes. */
    final class Source {
        private static final Pattern INCLUDE = Pattern.compile("(?m)^ *-- #include (\\w+)$");

        private Source() {}

        static String whole(String file, UnaryOperator<String> edit) {
            String text = edit.apply(read(file));
            return INCLUDE.matcher(text)
                    .replaceAll(part ->
                            Matcher.quoteReplacement(whole(part.group(1), edit).stripTrailing()));
        }

        private static String read(String file) {
            try (InputStream in = Scripts.class.getResourceAsStream(file + ".lua")) {
                if (in == null) {
                    throw new IllegalStateException("the script " + file + ".lua is missing in this jar");
                }
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException("the script " + file + ".lua cannot be read", e);
            }
        }
    }
}
