package dev.cloakroom.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;

/** What a route answers, as a value; the router writes it. */
public sealed interface Answer {

    int status();

    Map<String, String> headers();

    /** A record or map that becomes JSON. */
    record Json(int status, Object body, Map<String, String> headers) implements Answer {

        public Json {
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return "Json(" + status + ")";
        }
    }

    /** No body at all. */
    record Empty(int status, Map<String, String> headers) implements Answer {

        public Empty {
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return "Empty(" + status + ")";
        }
    }

    /**
     * Bytes written by the route on the thread of the request. A failure while nothing is sent yet becomes a problem
     * document; later it breaks the connection, so that half an answer never looks whole.
     */
    record Stream(int status, String mediaType, OptionalLong length, Map<String, String> headers, Writing writing)
            implements Answer {

        public Stream {
            headers = Map.copyOf(headers);
        }

        @Override
        public String toString() {
            return "Stream(" + status + ")";
        }
    }

    /** Events, sent by other threads as they come; the executor runs short pieces of work. */
    record Live(EventSource source, Executor executor) implements Answer {

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }
    }

    /** Events that the route has sent by itself. */
    record Sent() implements Answer {

        @Override
        public int status() {
            return 200;
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }
    }

    /** Writes a body. */
    @FunctionalInterface
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    static Answer ok(Object body) {
        return new Json(200, body, Map.of());
    }

    static Answer ok(Object body, Map<String, String> headers) {
        return new Json(200, body, headers);
    }

    static Answer created(Object body, Map<String, String> headers) {
        return new Json(201, body, headers);
    }

    static Answer noContent() {
        return new Empty(204, Map.of());
    }

    /** Bytes known beforehand, such as a document the server ships. */
    static Answer bytes(String mediaType, byte[] bytes) {
        return bytes(mediaType, bytes, Map.of());
    }

    /** As {@link #bytes(String, byte[])}, with headers. The bytes are not copied. */
    static Answer bytes(String mediaType, byte[] bytes, Map<String, String> headers) {
        return new Stream(200, mediaType, OptionalLong.of(bytes.length), headers, out -> out.write(bytes));
    }
}
