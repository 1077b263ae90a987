package dev.cloakroom.server;

import dev.cloakroom.server.access.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One request to the byte, and its answer to the byte, but for what is fresh in each answer. */
record RawRequest(String method, String target, String headers, String body) {

    /** By this user in dev; a route of administrators also gets the key. */
    static RawRequest of(Route route, String path, String user) {
        String key = route.kind() == Route.Kind.ADMIN ? "Authorization: Bearer " + LiveServer.ADMIN_KEY + "\r\n" : "";
        return by("X-User-Id: " + user + "\r\n" + key, route, path);
    }

    /**
     * A request that the route accepts.
     *
     * @param who lines of headers that say who is asking, or none
     */
    static RawRequest by(String who, Route route, String path) {
        ApiDescription description = ApiDescription.shipped();
        String method = route.method().name();
        String target = path + description.exampleQuery(method, route.path());
        if (description.streams(method, route.path())) {
            return new RawRequest(method, target, who + "Accept: text/event-stream\r\n", "");
        }
        if (description.readsForm(method, route.path())) {
            String form = new String(new Form().file("a.txt", "x").bytes(), StandardCharsets.ISO_8859_1);
            return new RawRequest(method, target, who + "Content-Type: " + Form.TYPE + "\r\n", form);
        }
        return description
                .exampleBody(method, route.path())
                .map(json -> new RawRequest(method, target, who, "").json(json))
                .orElse(new RawRequest(method, target, who, ""));
    }

    /** The same for another session. */
    RawRequest about(String session, String other) {
        return new RawRequest(method, target.replace(session, other), headers, body);
    }

    RawRequest json(String json) {
        return new RawRequest(method, target, headers + "Content-Type: application/json\r\n", json);
    }

    Wire.Reply send(int port) throws IOException {
        try (Wire wire = sent(port)) {
            return wire.read();
        }
    }

    /** The whole answer when it says how long it is, and otherwise its head, because it may have no end. */
    Wire.Reply sendForStart(int port) throws IOException {
        try (Wire wire = sent(port)) {
            return wire.readStart();
        }
    }

    /** The status alone, for an answer that may have no end. */
    int status(int port) throws IOException {
        try (Wire wire = sent(port)) {
            return new Wire.Reply(wire.readHead(), "").status();
        }
    }

    private Wire sent(int port) throws IOException {
        return new Wire(port).send(bytes());
    }

    /** As it goes over the wire. */
    byte[] bytes() {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String length = body.isEmpty() ? "" : "Content-Length: " + content.length + "\r\n";
        String head = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + length + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = Arrays.copyOf(start, start.length + content.length);
        System.arraycopy(content, 0, bytes, start.length, content.length);
        return bytes;
    }

    /** The whole answer, with the date and the request's id left out. */
    static String withoutFreshness(Wire.Reply reply) {
        String id = reply.header("X-Request-Id").orElseThrow();
        return (reply.head().replaceFirst("(?i)\r\nDate: [^\r]*", "") + reply.body()).replace(id, "ID");
    }
}
