package dev.cloakroom.store.redis;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the parts of a record are written in its fields. What cannot be read is damaged, never guessed at. */
final class RecordCode {
    /** The format of all that this program writes; a record with another one is gone for it. */
    static final int FORMAT = 2;

    private static final byte[] NOTHING = {};

    private RecordCode() {}

    /** The format and the stamp, which field {@code m} begins with and a script compares as one. */
    static byte[] stamp(Stamp stamp) {
        return new BytesWriter(17)
                .int8('0' + FORMAT)
                .int64(stamp.count())
                .int64(stamp.random())
                .written();
    }

    static Stamp stamp(byte[] field) {
        BytesReader reader = new BytesReader(field);
        int unused = reader.int8();
        return new Stamp(reader.int64(), reader.int64());
    }

    /** Field {@code v}. */
    static byte[] version(long version) {
        return new BytesWriter(8).int64(version).written();
    }

    /** Fields {@code o} and {@code p}. */
    static byte[] principal(Principal principal) {
        return principal.encoded().getBytes(StandardCharsets.UTF_8);
    }

    static Principal principal(String encoded) {
        int colon = encoded.indexOf(':');
        try {
            int tenant = Integer.parseInt(encoded, 0, colon, 10);
            return new Principal(
                    encoded.substring(colon + 1, colon + 1 + tenant), encoded.substring(colon + 1 + tenant));
        } catch (IndexOutOfBoundsException | NumberFormatException | InvalidInput | LimitExceeded unused) {
            throw Reply.damaged();
        }
    }

    /** Field {@code G}: access, length and subject of each, which a script takes apart as well. */
    static byte[] grants(Map<String, Access> grants) {
        BytesWriter writer = new BytesWriter(32 * grants.size());
        new TreeMap<>(grants).forEach((subject, access) -> {
            byte[] utf8 = subject.getBytes(StandardCharsets.UTF_8);
            BytesWriter unused = writer.int8(letter(access)).int16(utf8.length).bytes(utf8);
        });
        return writer.written();
    }

    static Map<String, Access> grants(byte[] field) {
        Map<String, Access> grants = new HashMap<>();
        for (BytesReader reader = new BytesReader(field); reader.hasMore(); ) {
            Access access = access(reader.int8());
            Access unused = grants.put(reader.text(reader.int16()), access);
        }
        return grants;
    }

    static int letter(Access access) {
        return access == Access.APPEND ? 'a' : 'r';
    }

    static Access access(int letter) {
        return switch (letter) {
            case 'a' -> Access.APPEND;
            case 'r' -> Access.READ;
            default -> throw Reply.damaged();
        };
    }

    /** Field {@code M}. */
    static byte[] metadata(Map<String, String> metadata) {
        BytesWriter writer = new BytesWriter(32 * metadata.size());
        new TreeMap<>(metadata).forEach((key, value) -> {
            BytesWriter unused = writer.text(key).text(value);
        });
        return writer.written();
    }

    static Map<String, String> metadata(byte[] field) {
        Map<String, String> metadata = new HashMap<>();
        for (BytesReader reader = new BytesReader(field); reader.hasMore(); ) {
            String key = reader.text();
            String unused = metadata.put(key, reader.text());
        }
        return metadata;
    }

    /** A turn without its end, which the script puts behind the fence: fence, whether it shall stop, holder. */
    static byte[] turn(@Nullable Lease turn) {
        return turn == null
                ? NOTHING
                : new BytesWriter(64)
                        .int64(turn.fence())
                        .int8(turn.stopping() ? 1 : 0)
                        .bytes(principal(turn.holder()))
                        .written();
    }

    /** Field {@code t} of a session that begins with a turn, which nobody's lease keeps running. */
    static byte[] turnThatIsOver(@Nullable Lease turn) {
        return turn == null
                ? NOTHING
                : new BytesWriter(64)
                        .int64(turn.fence())
                        .int48(0)
                        .int8(turn.stopping() ? 1 : 0)
                        .bytes(principal(turn.holder()))
                        .written();
    }

    /** Field {@code t} as of {@code now}. */
    static @Nullable Lease turn(byte @Nullable [] field, long now) {
        if (field == null) {
            return null;
        }
        BytesReader reader = new BytesReader(field);
        long fence = reader.int64();
        Duration left = Duration.ofMillis(reader.int48() - now);
        boolean stopping = reader.int8() != 0;
        if (fence == 0) {
            throw Reply.damaged();
        }
        return new Lease(fence, principal(reader.rest()), left, stopping);
    }

    /** Names and letters of all grants, each a field of its own beside {@code G}, for who asks for one only. */
    static Request withGrants(Request request, Map<String, Access> grants) {
        Request whole = request;
        for (Map.Entry<String, Access> grant : grants.entrySet()) {
            whole = whole.arg(Keys.grant(grant.getKey())).arg(new byte[] {(byte) letter(grant.getValue())});
        }
        return whole;
    }

    /** The answer of a script that made a session: now, what is hot and what is cold. */
    static Head opened(SessionId id, Control control, Reply reply) {
        Lease turn = turn(control.turn() == null ? null : turnThatIsOver(control.turn()), reply.number(0));
        return head(id, with(control, turn), reply.bytes(1), reply.bytes(2));
    }

    static Control with(Control control, @Nullable Lease turn) {
        return new Control(
                control.owner(), control.stamp(), control.version(), control.grants(), control.metadata(), turn);
    }

    /** The answer of a script that tells the whole record: now and the fields in their order. */
    static Head head(SessionId id, Reply reply) {
        long now = reply.number(0);
        byte[] grants = reply.bytesOrNull(5);
        byte[] metadata = reply.bytesOrNull(6);
        Control control = new Control(
                principal(reply.text(3)),
                stamp(reply.bytes(1)),
                new BytesReader(reply.bytes(4)).int64(),
                grants == null ? Map.of() : grants(grants),
                metadata == null ? Map.of() : metadata(metadata),
                turn(reply.bytesOrNull(7), now));
        return head(id, control, reply.bytes(1), reply.bytes(2));
    }

    /**
     * @param hot field {@code m}
     * @param cold field {@code d}
     */
    static Head head(SessionId id, Control control, byte[] hot, byte[] cold) {
        Hot moving = hot(hot);
        return new Head(id, control, created(cold), moving.active(), moving.expires(), moving.lastSeq());
    }

    /**
     * What moves with each append.
     *
     * @param lastSeq of the history
     * @param active when the session was active last
     * @param expires when it ends if nobody is
     */
    record Hot(long lastSeq, Instant active, Instant expires) {}

    /** Field {@code m}, behind its stamp. */
    static Hot hot(byte[] field) {
        BytesReader reader = new BytesReader(field);
        byte[] unusedStamp = reader.bytes(17);
        long lastSeq = reader.int48();
        long unusedBytes = reader.int48();
        return new Hot(lastSeq, Instant.ofEpochMilli(reader.int48()), Instant.ofEpochMilli(reader.int48()));
    }

    /** From field {@code d}, which is looked at seldom. */
    static Instant created(byte[] field) {
        BytesReader reader = new BytesReader(field);
        byte[] unused = reader.bytes(18);
        return Instant.ofEpochMilli(reader.int48());
    }
}
