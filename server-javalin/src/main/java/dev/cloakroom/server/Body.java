package dev.cloakroom.server;

import java.io.IOException;
import java.util.Optional;

/** A request body that has been read. Closing it deletes what was spooled. */
sealed interface Body extends AutoCloseable {

    /** Who the body says is asking. */
    Optional<String> userId();

    @Override
    void close() throws IOException;

    /** A route without a body. */
    record None() implements Body {
        @Override
        public Optional<String> userId() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    /** A JSON object. */
    record Json(Fields fields) implements Body {
        @Override
        public Optional<String> userId() {
            return fields.string(DevIdentity.FIELD);
        }

        @Override
        public void close() {}
    }

    /** A multipart form. */
    record Form(UploadForm upload) implements Body {
        @Override
        public Optional<String> userId() {
            return upload.field(DevIdentity.FIELD);
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }
}
