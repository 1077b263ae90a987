package dev.cloakroom.server.http;

import java.io.IOException;
import java.util.Optional;

/** A request body that has been read. Closing it deletes what was spooled. */
public sealed interface Body extends AutoCloseable {

    /** A field that holds text; empty when there is no such field. */
    Optional<String> field(String name);

    @Override
    void close() throws IOException;

    /** A route without a body. */
    record None() implements Body {
        @Override
        public Optional<String> field(String name) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    /** A JSON object. */
    record Json(Fields fields) implements Body {
        @Override
        public Optional<String> field(String name) {
            return fields.string(name);
        }

        @Override
        public void close() {}
    }

    /** A multipart form. */
    record Form(UploadForm upload) implements Body {
        @Override
        public Optional<String> field(String name) {
            return upload.field(name);
        }

        @Override
        public void close() throws IOException {
            upload.close();
        }
    }
}
