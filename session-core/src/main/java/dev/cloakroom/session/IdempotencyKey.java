package dev.cloakroom.session;

import java.util.Objects;

/**
 * A caller's name for one attempt to change something, so that a retry meets the first result (R6). Its scope is the
 * session, the author and the operation: two people, or two operations, never meet under the same text. Immutable and
 * thread-safe; {@code toString} shows nothing.
 *
 * @param operation what the key is for, a short constant of the caller's code such as {@code messages}
 * @param text what the client sent, 1 to {@link Limit#KEY_CHARS} code points without control characters
 */
public record IdempotencyKey(String operation, String text) {
    public IdempotencyKey {
        Objects.requireNonNull(operation, "operation");
        Text.requireName("idempotency key", text, Limit.KEY_CHARS, Limit.KEY_CHARS.standard());
    }

    /** The same text for a step that belongs to this one, such as the reply to a message. */
    public IdempotencyKey step(String name) {
        return new IdempotencyKey(operation + "/" + name, text);
    }

    /**
     * The key within its scope, different for different authors, operations and texts: 64 lower-case hexadecimal
     * digits, so that no store's collation, escaping or length limit can make two keys one.
     *
     * @param author whose key it is
     */
    public String scopedTo(Principal author) {
        String who = author.encoded();
        return Digests.hex(who.length() + ":" + who + operation.length() + ":" + operation + text);
    }

    @Override
    public String toString() {
        return "IdempotencyKey[" + operation + "]";
    }
}
