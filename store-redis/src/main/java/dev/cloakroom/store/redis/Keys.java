package dev.cloakroom.store.redis;

import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/**
 * The one place where names of keys are made. All keys of a session share a hash tag, so a cluster keeps them together.
 * Nothing that a client chose stands in a key: people and names are digests. Immutable and thread-safe.
 *
 * <pre>
 * cr:{id}:s  hash    the record
 * cr:{id}:h  list    the history, entry n at 2n - 1 and 2n
 * cr:{id}:a  hash    the files, in chunks
 * cr:{id}:b  channel rings when something changed
 * cr:o:...   zset    an owner's sessions by last activity: derived, never authoritative
 * cr:n:...   string  what a name is bound to
 * cr:r:...   string  how often someone may still ask
 * cr:i       hash    the instances
 * cr:f       string  the format that what is stored needs to be read
 * </pre>
 */
final class Keys {
    private static final int ID_CHARS = 36;
    private static final int OWNER_DIGITS = 32;
    private static final int KEY_BYTES = 16;

    private final String prefix;

    Keys(String prefix) {
        this.prefix = prefix;
    }

    byte[] record(SessionId id) {
        return session(id, 's');
    }

    byte[] history(SessionId id) {
        return session(id, 'h');
    }

    byte[] files(SessionId id) {
        return session(id, 'a');
    }

    String channel(SessionId id) {
        return text(session(id, 'b'));
    }

    /** The session of a channel, or empty when it is none's. */
    Optional<SessionId> session(String channel) {
        int tag = prefix.length() + 2;
        boolean whole = channel.length() == tag + ID_CHARS + 3 && channel.startsWith(prefix + ":{");
        return whole ? SessionId.parse(channel.substring(tag, tag + ID_CHARS)) : Optional.empty();
    }

    /** A channel on which nothing is ever said, for a subscriber that has nothing to listen to. */
    String silence() {
        return prefix + ":b";
    }

    byte[] owner(Principal owner) {
        return ascii(prefix + ":o:" + digits(owner));
    }

    byte[] bucket(Principal who) {
        return ascii(prefix + ":r:" + digits(who));
    }

    private static String digits(Principal who) {
        return HexFormat.of().formatHex(sha256(who.encoded())).substring(0, OWNER_DIGITS);
    }

    byte[] name(String name) {
        return ascii(prefix + ":n:" + name);
    }

    byte[] instances() {
        return ascii(prefix + ":i");
    }

    byte[] format() {
        return ascii(prefix + ":f");
    }

    /** Two keys of one slot that are no session's. */
    byte[] scratch(UUID number, char kind) {
        return ascii(prefix + ":{" + number + "}:" + kind);
    }

    /** What the keys of all records look like, and no other key. */
    String records() {
        return prefix + ":{*}:s";
    }

    /** What all keys look like. */
    String all() {
        return prefix + ":*";
    }

    /** The session that a key is of, with the letter of what it holds at its end; empty for any other key. */
    Optional<SessionId> sessionOf(byte[] key) {
        String text = text(key);
        boolean kind = !text.isEmpty() && "sha".indexOf(text.charAt(text.length() - 1)) >= 0;
        return kind ? session(text) : Optional.empty();
    }

    boolean isListing(byte[] key) {
        return text(key).startsWith(prefix + ":o:");
    }

    boolean isName(byte[] key) {
        return text(key).startsWith(prefix + ":n:");
    }

    private byte[] session(SessionId id, char kind) {
        return ascii(prefix + ":{" + id.text() + "}:" + kind);
    }

    /** The field of an idempotency key: short, and different for different authors, operations and texts. */
    static byte[] field(char kind, IdempotencyKey key, Principal author) {
        byte[] digest = HexFormat.of().parseHex(key.scopedTo(author).substring(0, 2 * KEY_BYTES));
        return ByteBuffer.allocate(1 + KEY_BYTES).put((byte) kind).put(digest).array();
    }

    /** The field of what a subject was granted. */
    static byte[] grant(String subject) {
        return ("g" + subject).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java has to have", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] ascii) {
        return new String(ascii, StandardCharsets.US_ASCII);
    }
}
