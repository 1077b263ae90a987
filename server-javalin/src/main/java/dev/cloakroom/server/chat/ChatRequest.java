package dev.cloakroom.server.chat;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Fields;
import dev.cloakroom.server.http.Text;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Turn.OnBusy;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code chat/send} is asked for, checked as far as no session is needed. Immutable.
 *
 * @param draft the message
 * @param session the session as the client named it, empty for a fresh one
 * @param onBusy what to do when the session is answering another message
 * @param key the Idempotency-Key
 */
public record ChatRequest(Draft draft, Optional<String> session, OnBusy onBusy, Optional<IdempotencyKey> key) {

    private static final int MAX_SESSION_CHARS = 128;
    private static final Pattern UUID_SHAPED =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    public static ChatRequest parse(Exchange exchange, Limits limits) {
        Fields fields = exchange.fields();
        String message = fields.requiredString("message");
        if (message.isEmpty()) {
            throw fields.wrong("message", "must not be empty");
        }
        Draft draft =
                Draft.user(message).withMetadata(fields.strings("metadata").orElse(Map.of()));
        Append.of(draft).requireWithin(limits);
        Optional<String> session = fields.string("session_id").filter(text -> !text.isEmpty());
        session.ifPresent(text -> requireName(fields, text));
        Optional<IdempotencyKey> key =
                exchange.headers().idempotencyKey().map(text -> new IdempotencyKey("chat", text));
        return new ChatRequest(draft, session, onBusy(fields), key);
    }

    /** Whether the session was named by an id, in any letter case. */
    static boolean isId(String session) {
        return UUID_SHAPED.matcher(session).matches();
    }

    /** The message to append, for a turn that will need room for a reply. */
    Append append(long replyBytes) {
        Append append = Append.of(draft).leavingRoomFor(1, replyBytes);
        return key.map(known -> append.keyed(known, onBusy.name())).orElse(append);
    }

    /** The reply to append. */
    Append reply(Reply reply) {
        Append append = Append.of(Draft.assistant(reply.content()).withMetadata(reply.metadata()));
        return key.map(known -> append.keyed(known.step("reply"))).orElse(append);
    }

    private static void requireName(Fields fields, String session) {
        if (Text.longerThan(MAX_SESSION_CHARS, session) || Text.hasControls(session)) {
            throw fields.wrong(
                    "session_id", "must have at most " + MAX_SESSION_CHARS + " characters and no control characters");
        }
    }

    private static OnBusy onBusy(Fields fields) {
        String word = fields.string("on_busy").orElse("wait");
        for (OnBusy choice : OnBusy.values()) {
            if (choice.name().toLowerCase(Locale.ROOT).equals(word)) {
                return choice;
            }
        }
        throw fields.wrong("on_busy", "must be wait, reject or supersede");
    }

    @Override
    public String toString() {
        return "ChatRequest(" + draft + ")";
    }
}
