package dev.cloakroom.server.routes;

import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.FilePart;
import dev.cloakroom.server.http.UploadForm;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Artifacts.Added;
import dev.cloakroom.session.Artifacts.Source;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.LimitExceeded;
import dev.cloakroom.session.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of a form, checked as far as no session is needed. Valid until the request has been answered.
 *
 * @param parts the files, in the order sent
 * @param key the Idempotency-Key
 */
record NewFiles(List<FilePart> parts, Optional<IdempotencyKey> key) {

    /** @param operation what a key is for */
    static NewFiles parse(Exchange exchange, IgnoredIds ignored, String operation) {
        UploadForm form = exchange.upload();
        if (form.has("session_id")) {
            ignored.count();
        }
        return new NewFiles(
                form.files(), exchange.headers().idempotencyKey().map(text -> new IdempotencyKey(operation, text)));
    }

    /** Refuses what no session has room for, before one is opened. */
    NewFiles requireWithin(Limits limits) {
        require(limits, Limit.FILES, parts.size());
        require(
                limits,
                Limit.SESSION_FILE_BYTES,
                parts.stream().mapToLong(FilePart::size).sum());
        return this;
    }

    private static void require(Limits limits, Limit limit, long actual) {
        if (actual > limits.of(limit)) {
            throw new LimitExceeded(limit, actual, limits.of(limit));
        }
    }

    /** Adds the files to a session; what their key added before comes back. */
    Added addTo(Claim claim, Artifacts artifacts) throws IOException {
        List<Source> sources = parts.stream()
                .map(part -> new Source(part.name(), part.mediaType(), part::open))
                .toList();
        return key.isEmpty() ? artifacts.put(claim, sources) : artifacts.put(claim, sources, key.get());
    }

    /** The same for the same files in the same order. */
    String digest() throws IOException {
        List<List<String>> described = new ArrayList<>();
        for (FilePart part : parts) {
            try (InputStream bytes = part.open()) {
                described.add(List.of(part.name(), part.mediaType(), Digest.of(bytes)));
            }
        }
        return Digest.of(described);
    }

    @Override
    public String toString() {
        return "NewFiles(" + parts.size() + ")";
    }
}
