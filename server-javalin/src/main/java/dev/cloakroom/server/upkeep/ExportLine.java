package dev.cloakroom.server.upkeep;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A line of an export. All are immutable, and say their kind first. */
sealed interface ExportLine {

    /** A session, before its messages and files. */
    record OfSession(
            String type,
            String sessionId,
            String tenant,
            String owner,
            Instant createdAt,
            Instant lastActiveAt,
            Instant expiresAt,
            long lastSeq,
            Map<String, String> metadata,
            Map<String, String> grants)
            implements ExportLine {
        static OfSession of(Session session, Map<String, Access> shared) {
            Map<String, String> grants = new TreeMap<>();
            shared.forEach((whom, access) -> grants.put(whom, access.name().toLowerCase(Locale.ROOT)));
            return new OfSession(
                    "session",
                    session.id().text(),
                    session.owner().tenant(),
                    session.owner().subject(),
                    session.createdAt(),
                    session.lastActiveAt(),
                    session.expiresAt(),
                    session.lastSeq(),
                    new TreeMap<>(session.metadata()), // in one order, whatever store it comes from
                    grants);
        }

        @Override
        public String toString() {
            return "OfSession[last seq " + lastSeq + "]";
        }
    }

    /** A message of the session whose line came last. */
    record OfMessage(
            String type,
            String sessionId,
            long seq,
            String role,
            String content,
            String author,
            Instant createdAt,
            Map<String, String> metadata)
            implements ExportLine {
        static OfMessage of(Session session, Entry entry) {
            return new OfMessage(
                    "message",
                    session.id().text(),
                    entry.seq(),
                    entry.role().name().toLowerCase(Locale.ROOT),
                    entry.content(),
                    entry.author().subject(),
                    entry.createdAt(),
                    new TreeMap<>(entry.metadata()));
        }

        @Override
        public String toString() {
            return "OfMessage[" + seq + "]";
        }
    }

    /**
     * A file of the session whose line came last.
     *
     * @param content its bytes in base64, or null when they are in a file
     * @param path that file, below the directory that was named, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record OfFile(
            String type,
            String sessionId,
            String fileId,
            String name,
            String mediaType,
            long size,
            String sha256,
            Instant createdAt,
            @Nullable String content,
            @Nullable String path)
            implements ExportLine {
        static OfFile of(Session session, Artifact file, @Nullable String content, @Nullable String path) {
            return new OfFile(
                    "file",
                    session.id().text(),
                    file.id().toString(),
                    file.name(),
                    file.mediaType(),
                    file.size(),
                    file.sha256(),
                    file.createdAt(),
                    content,
                    path);
        }

        @Override
        public String toString() {
            return "OfFile[" + size + " bytes]";
        }
    }

    /** A session that is not here to its end: it ended while it was exported, or it could not be read. */
    record Cut(String type, String sessionId) implements ExportLine {
        static Cut ended(SessionId id) {
            return new Cut("session_ended", id.text());
        }

        static Cut failed(SessionId id) {
            return new Cut("session_failed", id.text());
        }

        @Override
        public String toString() {
            return "Cut";
        }
    }

    /**
     * The last line: an export without it was cut.
     *
     * @param sessions with a line
     * @param failed sessions that could not be read to their end
     * @param unreadable records that cannot be read, whosever they are
     * @param complete whether everything is here that the user had
     * @param why it is not, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record End(
            String type,
            long sessions,
            long messages,
            long files,
            long failed,
            long unreadable,
            boolean complete,
            @Nullable String why,
            Instant begunAt,
            Instant endedAt,
            String version)
            implements ExportLine {
        @Override
        public String toString() {
            return "End[" + sessions + " sessions" + (complete ? "]" : ", incomplete]");
        }
    }
}
