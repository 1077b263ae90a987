package dev.cloakroom.server.routes;

import dev.cloakroom.session.Entry;
import java.time.Instant;

/**
 * That there is a message, for administrators: who wrote how much and when, and not what. Immutable.
 *
 * @param contentChars how many code points the content has
 */
record MaskedMessageView(long seq, String role, int contentChars, String author, Instant createdAt) {

    static MaskedMessageView of(Entry entry) {
        String content = entry.content();
        return new MaskedMessageView(
                entry.seq(),
                MessageView.word(entry.role()),
                content.codePointCount(0, content.length()),
                entry.author().subject(),
                entry.createdAt());
    }

    @Override
    public String toString() {
        return "MaskedMessageView(" + seq + ")";
    }
}
