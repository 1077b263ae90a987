package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisException;

/**
 * R10, R13: whatever Redis answers, and whatever it holds of a session, is what this program wrote or is refused as
 * damaged; nothing is invented, and nothing but the store's own exceptions comes out.
 */
class ReplyFuzzTest {
    private static final SessionId ID = new SessionId(new UUID(1, 2));
    private static final Principal OPENER = Principal.of("ann");
    private static final byte[] NONCE = new byte[8];
    private static final Scripts SCRIPTS = Scripts.shipped();

    /** The two strings of an entry, of which the first byte says how long the first one is. */
    @FuzzTest
    void entry(byte[] stored) {
        int end = stored.length == 0 ? 0 : Math.min(stored.length, 1 + (stored[0] & 0xff));
        byte[] head = Arrays.copyOfRange(stored, Math.min(1, end), end);
        try {
            Entry entry = EntryCode.entry(1, head, Arrays.copyOfRange(stored, end, stored.length), OPENER);
            assertThat(entry.seq()).isEqualTo(1);
        } catch (SessionException refused) {
            assertThat(refused).hasMessageContaining("damaged");
        }
    }

    @FuzzTest
    void files(byte[] stored) {
        try {
            assertThat(FileCode.remembered(stored)).hasSizeLessThanOrEqualTo(stored.length / 16);
        } catch (SessionException refused) {
            assertThat(refused).hasMessageContaining("damaged");
        }
    }

    /** A record as the script that loads it tells it, with any of its fields missing, of another kind, or broken. */
    @FuzzTest
    void record(FuzzedDataProvider data) {
        Reply reply = Reply.of(Status.DONE, parts(data), data.consumeBoolean());
        try {
            assertThat(RecordCode.head(ID, reply).id()).isEqualTo(ID);
        } catch (SessionException refused) {
            assertThat(refused).hasMessageContaining("damaged");
        }
    }

    private static List<Object> parts(FuzzedDataProvider data) {
        List<Object> parts = new ArrayList<>(List.of(NONCE, NONCE, 0L));
        while (data.remainingBytes() > 0 && parts.size() < 20) {
            boolean unused = parts.add(
                    switch (data.consumeInt(0, 3)) {
                        case 0 -> data.consumeLong();
                        case 1 -> null;
                        default -> data.consumeBytes(data.consumeInt(0, 64));
                    });
        }
        return parts;
    }

    /** Bytes as they come from the socket: no answer without the nonce is ever one. */
    @FuzzTest
    void wire(byte[] answer) {
        assertThat(exchanged(answer, Wire.Binding.CHECKED)).isEmpty();
    }

    /** The same, as if the nonce was right. */
    @FuzzTest
    void answer(byte[] answer) {
        try {
            exchanged(answer, (nonce, key, answered, answeredKey) -> true)
                    .ifPresent(told -> assertThat(told.status() != Status.DONE
                                    || RecordCode.head(ID, Reply.of(Status.DONE, told.parts(), false))
                                            .id()
                                            .equals(ID))
                            .isTrue());
        } catch (SessionException refused) {
            assertThat(refused).hasMessageContaining("damaged");
        }
    }

    private static Optional<Wire.Answer> exchanged(byte[] answer, Wire.Binding binding) {
        Wire wire = new Wire(SCRIPTS, binding, new Settings.Ack(0, Duration.ZERO));
        Request request = Request.of(Script.HEAD, Effect.NONE, "key".getBytes(StandardCharsets.US_ASCII));
        try (Connection connection = new Connection(() -> new Answering(answer))) {
            return Optional.of(wire.exchange(connection, request, false, false));
        } catch (Wire.Crossed | JedisException refused) {
            return Optional.empty();
        }
    }

    /** A socket on which this answer has already come. */
    private static final class Answering extends Socket {
        private final InputStream in;

        Answering(byte[] answer) {
            this.in = new ByteArrayInputStream(answer);
        }

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() {
            return new ByteArrayOutputStream();
        }

        @Override
        public boolean isConnected() {
            return true;
        }
    }
}
