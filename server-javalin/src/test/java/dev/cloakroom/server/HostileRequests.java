package dev.cloakroom.server;

import static dev.cloakroom.server.Mallory.CHUNKED;
import static dev.cloakroom.server.Mallory.JSON;
import static dev.cloakroom.server.Mallory.at;
import static dev.cloakroom.server.Mallory.get;
import static dev.cloakroom.server.Mallory.head;

import java.util.SplittableRandom;

/**
 * Hostile requests without end, the same ones for the same seed, sent in the name of someone who owns one session, or
 * of nobody. Nothing that is stored by them holds an id or a name of a victim.
 */
final class HostileRequests {

    private final Mallory mallory;
    private final HostileText text;
    private final HostileBodies bodies;
    private final HostileFraming framing;
    private int next;

    HostileRequests(Victims victims, String attacker, String own, long seed) {
        this.text = new HostileText(new SplittableRandom(seed));
        this.mallory = new Mallory(attacker, own, victims, text);
        this.bodies = new HostileBodies(mallory);
        this.framing = new HostileFraming(mallory);
    }

    /** Of each family in turn. */
    HostileRequest next() {
        HostileFamily[] families = HostileFamily.values();
        HostileFamily family = families[next++ % families.length];
        return switch (family) {
            case BAD_FRAMING -> open(family, framing.broken());
            case SMUGGLING -> open(family, framing.smuggling());
            case TORN -> open(family, framing.torn());
            case MUTATED -> open(family, text.mutated(harmless()));
            case DEEP_JSON -> framed(family, mallory.post(mallory.jsonPath(), JSON, bodies.deep()));
            case DUPLICATE_JSON -> framed(family, mallory.post(mallory.jsonPath(), JSON, bodies.duplicates()));
            case BROKEN_UTF8 -> brokenUtf8();
            case HUGE_HEADERS -> open(family, framing.huge());
            case PATH_TRICKS -> open(family, get(trickyPath(), mallory.who()));
            case CONTROL_CHARACTERS -> controls();
            case FOREIGN_IDS -> framed(family, foreign());
            case OTHER_NAMES -> framed(family, otherNames());
            case BROKEN_FORMS -> open(family, form());
            case ODD_METHODS ->
                open(
                        family,
                        head(
                                        text.oddMethod(),
                                        text.oneOf(at(mallory.session()), "*", "/livez"),
                                        mallory.who() + text.oddHeader())
                                + "\r\n");
            case ODD_QUERIES -> framed(family, get(oddQuery(), mallory.who()));
        };
    }

    private static HostileRequest framed(HostileFamily family, String bytes) {
        return new HostileRequest(family, bytes, true);
    }

    private static HostileRequest open(HostileFamily family, String bytes) {
        return new HostileRequest(family, bytes, false);
    }

    /** Requests that open nothing, even if they are mutated. */
    private String harmless() {
        String path = at(mallory.session());
        return switch (text.upTo(3)) {
            case 0 -> get(path + text.oneOf("", "/messages", "/files", "/grants"), mallory.who());
            case 1 -> head("DELETE", path, mallory.who()) + "\r\n";
            case 2 -> mallory.post(path + "/messages", JSON, Client.batch(text.word()));
            default -> mallory.post(path + "/messages", CHUNKED, "2\r\n{}\r\n0\r\n\r\n");
        };
    }

    private HostileRequest brokenUtf8() {
        HostileFamily family = HostileFamily.BROKEN_UTF8;
        return switch (text.upTo(3)) {
            case 0 ->
                framed(family, mallory.post(mallory.jsonPath(), JSON, "{\"message\": \"" + text.broken() + "\"}"));
            case 1 -> framed(family, mallory.post(mallory.jsonPath(), JSON, "{\"" + text.broken() + "\": 1}"));
            case 2 -> open(family, get(at(mallory.session()) + text.broken(), mallory.who()));
            default -> open(family, get("/api/v1/sessions", "X-User-Id: " + text.broken() + "\r\n"));
        };
    }

    private String trickyPath() {
        String path = at(mallory.session()) + text.oneOf("", "/messages", "/files", "/files/" + mallory.file());
        return switch (text.upTo(6)) {
            case 0 -> text.encoded(path);
            case 1 ->
                text.oneOf("//", "/./", "/x/../", "/%2e%2e/", "\\", "/;a=b/", "/%00/", "/%2f") + path.substring(1);
            case 2 ->
                path
                        + text.oneOf(
                                ";jsessionid=1",
                                "/",
                                "/..",
                                "/../../" + mallory.own(),
                                "%00",
                                "%0d%0aA:b",
                                "#x",
                                ".json",
                                "%20");
            case 3 -> at(mallory.own()) + "/../" + mallory.session() + "/messages";
            case 4 -> at(mallory.own()) + "/files/" + mallory.file();
            case 5 -> "http://" + text.oneOf("localhost", "other", "a@localhost", "") + path;
            default ->
                text.oneOf("/docs/", "/console/", "/openapi.yaml/")
                        + text.oneOf("../", "..%2f", "%2e%2e/", "..\\").repeat(8)
                        + text.oneOf("etc/passwd", "META-INF/MANIFEST.MF", "logback.xml");
        };
    }

    private HostileRequest controls() {
        HostileFamily family = HostileFamily.CONTROL_CHARACTERS;
        String said = "{\"message\": \"" + text.word() + text.oneOf(text.control(), text.escapedControl()) + "\"}";
        String header =
                text.oneOf("X-User-Id", "Idempotency-Key", "Last-Event-ID", "Accept", "Content-Type", "X-Request-Id");
        return switch (text.upTo(2)) {
            case 0 -> framed(family, mallory.post(mallory.jsonPath(), JSON, said));
            case 1 -> open(family, get(at(mallory.own()), header + ": a" + text.control() + "b\r\n"));
            default -> open(family, get("/api/v1/sessions?after=" + text.control(), mallory.who()));
        };
    }

    /** Requests without fault, for what belongs to others. */
    private String foreign() {
        String path = at(mallory.session());
        String body = "\"session_id\": \"" + mallory.session() + "\"";
        return switch (text.upTo(9)) {
            case 0 -> mallory.post("/api/v1/chat/send", JSON, "{\"message\": \"x\", " + body + "}");
            case 1 -> mallory.post(path + "/messages", JSON, Client.batch(text.word()));
            case 2 -> head("DELETE", path + text.oneOf("", "/files/" + mallory.file()), mallory.who()) + "\r\n";
            case 3 -> mallory.post(path + "/turn/stop", "", "");
            case 4 -> get("/api/v1/sessions?after=" + mallory.session(), mallory.who());
            case 5 -> head("HEAD", path + text.oneOf("", "/messages", "/files", "/grants"), mallory.who()) + "\r\n";
            case 6 -> get(path + "/events", mallory.who() + "Accept: text/event-stream\r\nLast-Event-ID: 0\r\n");
            case 7 ->
                get(
                        at(mallory.own()),
                        mallory.who() + "X-Session-Id: " + mallory.session() + "\r\nCookie: session_id="
                                + mallory.session() + "\r\n");
            case 8 -> get(at(mallory.own()) + "/files/" + mallory.file(), mallory.who());
            default ->
                mallory.post(
                        "/api/v1/sessions", JSON + "Idempotency-Key: " + mallory.session() + "\r\n", "{" + body + "}");
        };
    }

    /** Someone who says of themselves two things at once. */
    private String otherNames() {
        String victim = text.oneOf(mallory.victims().names());
        String path = at(mallory.session()) + text.oneOf("", "/messages", "/files");
        String mine = "X-User-Id: " + mallory.name() + "\r\n";
        return switch (text.upTo(4)) {
            case 0 -> get(path, mine + "X-User-Id: " + victim + "\r\n");
            case 1 -> get(path, mine + "Authorization: Bearer " + victim + "\r\n");
            case 2 -> get(path + "?user_id=" + victim, mine);
            case 3 ->
                get(
                        path,
                        mine + text.oneOf("X_User_Id", "X-Forwarded-User", "X-Remote-User", "From") + ": " + victim
                                + "\r\n");
            default -> get(path, "X-User-Id: " + mallory.name() + text.oneOf(",", ", ", ";", " ") + victim + "\r\n");
        };
    }

    private String form() {
        String name = text.oneOf("../../x", "a\0b", "x\\\"y", text.broken(), "\u00e4".repeat(300), "");
        String part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\nx";
        String end = text.oneOf("\r\n--b--\r\n", "\r\n--b--", "\r\n--b", "", "\n--b--\n", "\r\n--c--\r\n");
        String type = text.oneOf(
                "; boundary=b", "; boundary=", "", "; boundary=b; boundary=c", "; boundary=" + "b".repeat(100));
        String field =
                "--b\r\nContent-Disposition: form-data; name=\"session_id\"\r\n\r\n" + mallory.session() + "\r\n";
        String body = (text.sometimes() ? field : "") + (part + "\r\n").repeat(text.upTo(20)) + part + end;
        return mallory.post(
                text.oneOf("/api/v1/uploads", at(mallory.session()) + "/files"),
                "Content-Type: multipart/form-data" + type + "\r\n",
                body);
    }

    private String oddQuery() {
        String name = text.oneOf("after", "before", "limit", "order", "user_id", "x");
        // The log names users: who calls themselves like a session is named so, which would look like a leak.
        String known = name.equals("user_id") ? text.word() : mallory.session();
        String value = text.oneOf("-1", "0", "9".repeat(40), "1e3", "%00", "%ff", "", "NaN", "%", known, text.word());
        String twice = text.sometimes() ? "&" + name + "=1" : "";
        return at(text.oneOf(mallory.own(), mallory.session())) + text.oneOf("/messages", "/files", "/grants", "") + "?"
                + name + "=" + value + twice;
    }
}
