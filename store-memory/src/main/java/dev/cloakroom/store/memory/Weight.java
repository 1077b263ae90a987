package dev.cloakroom.store.memory;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Principal;
import java.util.Map;

/**
 * About how much heap something takes, so that a store that has room for so many bytes does not run out of heap with
 * small things: text as the JVM keeps it, and a fixed part for the objects around it, rounded up from what was measured
 * on a 64-bit JVM with compressed references.
 */
final class Weight {
    static final long SESSION = 512;
    static final long FILE = 512;
    static final long ENTRY = 112;
    static final long KEY = 256;
    static final long PAIR = 160;
    static final long PRINCIPAL = 128;

    private Weight() {}

    static long of(Append append) {
        long chars = 0;
        long around = append.key() == null ? 0 : KEY;
        for (Draft draft : append.drafts()) {
            chars += draft.content().length();
            around += ENTRY;
            if (!draft.metadata().isEmpty()) {
                chars += chars(draft.metadata());
                around += draft.metadata().size() * PAIR;
            }
        }
        return around + (append.bytes() == chars ? chars : 2 * chars); // ASCII takes one byte a char
    }

    /** What the reply that an append leaves room for may take; a reply to what has a key has one as well. */
    static long ofReply(Append append, Principal author, Principal owner) {
        long replies = append.entriesNeeded() - append.drafts().size();
        long around = replies * ((append.key() == null ? ENTRY : ENTRY + KEY) + of(author, owner));
        long sum = append.bytesNeeded() - append.bytes() + around;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** An author comes with every append anew; only the owner is kept once. */
    static long of(Principal author, Principal owner) {
        return author.equals(owner) ? 0 : PRINCIPAL + 2 * chars(author);
    }

    /** What a file takes beside its bytes. */
    static long of(Artifact file) {
        return of(file.name(), file.mediaType());
    }

    private static long of(String name, String mediaType) {
        return FILE + 2L * (name.length() + mediaType.length());
    }

    /** What files take beside their bytes; a key keeps their records for as long as the session lives. */
    static long of(ArtifactStore.Batch batch) {
        long records = 0;
        for (ArtifactStore.Upload file : batch.files()) {
            records += of(file.name(), file.mediaType());
        }
        return batch.key() == null ? records : 2 * records + KEY;
    }

    static long of(Control control) {
        long pairs = (long) control.metadata().size() + control.grants().size();
        long chars = chars(control.owner()) + chars(control.metadata());
        for (String subject : control.grants().keySet()) {
            chars += subject.length();
        }
        return pairs * PAIR + 2 * chars;
    }

    private static long chars(Principal who) {
        return (long) who.tenant().length() + who.subject().length();
    }

    private static long chars(Map<String, String> pairs) {
        long chars = 0;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            chars += pair.getKey().length() + pair.getValue().length();
        }
        return chars;
    }
}
