package dev.cloakroom.server;

import java.util.SplittableRandom;

/**
 * Hostile requests without end, the same ones for the same seed, sent in the name of someone who owns one session, or
 * of nobody. Nothing that is stored by them holds an id or a name of a victim.
 */
final class HostileRequests {

    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private final Victims victims;
    private final String attacker;
    private final String own;
    private final HostileText text;
    private final HostileBodies bodies;
    private int next;

    HostileRequests(Victims victims, String attacker, String own, long seed) {
        this.victims = victims;
        this.attacker = attacker;
        this.own = own;
        this.text = new HostileText(new SplittableRandom(seed));
        this.bodies = new HostileBodies(victims, attacker, own, text);
    }

    /** Of each family in turn. */
    HostileRequest next() {
        HostileFamily[] families = HostileFamily.values();
        HostileFamily family = families[next++ % families.length];
        return switch (family) {
            case BAD_FRAMING -> open(family, badFraming());
            case SMUGGLING -> open(family, smuggling());
            case TORN -> torn();
            case MUTATED -> open(family, text.mutated(harmless()));
            case DEEP_JSON -> framed(family, post(jsonPath(), JSON, bodies.deep()));
            case DUPLICATE_JSON -> framed(family, post(jsonPath(), JSON, bodies.duplicates()));
            case BROKEN_UTF8 -> brokenUtf8();
            case HUGE_HEADERS -> open(family, hugeHeaders());
            case PATH_TRICKS -> open(family, head("GET", trickyPath(), who()) + "\r\n");
            case CONTROL_CHARACTERS -> controls();
            case FOREIGN_IDS -> framed(family, foreign());
            case OTHER_NAMES -> framed(family, otherNames());
            case BROKEN_FORMS -> open(family, form());
            case ODD_METHODS ->
                open(
                        family,
                        head(text.oddMethod(), text.oneOf(at(session()), "*", "/livez"), who() + text.oddHeader())
                                + "\r\n");
            case ODD_QUERIES -> framed(family, head("GET", oddQuery(), who()) + "\r\n");
        };
    }

    private static HostileRequest framed(HostileFamily family, String bytes) {
        return new HostileRequest(family, bytes, true);
    }

    private static HostileRequest open(HostileFamily family, String bytes) {
        return new HostileRequest(family, bytes, false);
    }

    private String who() {
        return text.sometimes() ? "" : "X-User-Id: " + attacker + "\r\n";
    }

    private static String head(String method, String target, String headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    }

    private String post(String path, String headers, String body) {
        return head("POST", path, who() + headers) + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private String session() {
        return text.oneOf(victims.sessions());
    }

    private String at(String session) {
        return "/api/v1/sessions/" + session;
    }

    private String jsonPath() {
        return text.oneOf("/api/v1/chat/send", "/api/v1/sessions", at(own) + "/messages", at(session()) + "/messages");
    }

    /** What a victim could ask, in the victim's name: whoever answers it was smuggled something. */
    private String victimsRequest() {
        return "GET " + at(victims.sessions().get(0)) + "/messages HTTP/1.1\r\nHost: localhost\r\nX-User-Id: "
                + victims.names().get(0) + "\r\n\r\n";
    }

    private String badFraming() {
        String post = head("POST", jsonPath(), who() + JSON);
        return switch (text.upTo(7)) {
            case 0 ->
                head("GET", "/api/v1/sessions", who()).replaceFirst("\r\n", text.oneOf("\n", "\r", "\r\r\n", "\n\n"))
                        + "\r\n";
            case 1 ->
                post + "Content-Length: " + text.oneOf("+2", "-2", "2, 2", "0x2", "2 2", "", "9".repeat(30), "2\u00a0")
                        + "\r\n\r\n{}";
            case 2 ->
                post + "Transfer-Encoding: "
                        + text.oneOf(
                                "xchunked",
                                "chunked, chunked",
                                "gzip, chunked",
                                "chunked;q=1",
                                "\"chunked\"",
                                "chunked, identity",
                                "")
                        + "\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
            case 3 ->
                post + CHUNKED + "\r\n" + text.oneOf("zz", "-2", "0x2", "f".repeat(17), "", " 2", "2 ;", "1")
                        + "\r\n{}\r\n0\r\n\r\n";
            case 4 -> post + CHUNKED + "\r\n2" + text.oneOf("\n", "\r", "\n\r") + "{}\r\n0\r\n\r\n";
            case 5 ->
                "GET /api/v1/sessions "
                        + text.oneOf("HTTP/0.9", "HTTP/3.0", "HTTP/1.1.1", "HTTP/1", "http/1.1", "ICY", "")
                        + "\r\nHost: localhost\r\n" + who() + "\r\n";
            case 6 ->
                head(
                                "GET",
                                "/api/v1/sessions",
                                who()
                                        + text.oneOf(
                                                "Host: other\r\n",
                                                " folded\r\n",
                                                "No colon\r\n",
                                                ": no name\r\n",
                                                "A : b\r\n",
                                                "A\0: b\r\n"))
                        + "\r\n";
            default ->
                post + CHUNKED + "\r\n2\r\n{}\r\n0\r\n"
                        + text.oneOf("Content-Length: 5", "X-User-Id: z", "bad", "\0: x") + "\r\n\r\n";
        };
    }

    /** Where it ends is read in two ways, and by one of them a victim's request comes next. */
    private String smuggling() {
        String post = head("POST", jsonPath(), who() + JSON);
        String inner = victimsRequest();
        String chunks = "2\r\n{}\r\n0\r\n\r\n";
        String length = "Content-Length: " + text.oneOf("0", "2", "4", Integer.toString(chunks.length())) + "\r\n";
        String odd = text.oneOf(
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding:\u000bchunked",
                "Transfer-Encoding: chunked, identity",
                "X: y\nTransfer-Encoding: chunked",
                " Transfer-Encoding: chunked");
        return switch (text.upTo(6)) {
            case 0 -> post + length + CHUNKED + "\r\n" + chunks + inner;
            case 1 -> post + CHUNKED + length + "\r\n" + chunks + inner;
            case 2 -> post + length + odd + "\r\n\r\n" + chunks + inner;
            case 3 -> post + "Content-Length: 0\r\nContent-Length: " + inner.length() + "\r\n\r\n" + inner;
            case 4 -> post + CHUNKED + "\r\n0\n\r\n" + inner;
            case 5 -> post + "Content-Length: " + inner.length() + "\r\n\r\n" + inner;
            default -> head("GET", "/livez", "Content-Length: " + inner.length() + "\r\n") + "\r\n" + inner;
        };
    }

    /** A request that ends too early. */
    private HostileRequest torn() {
        String whole = post(jsonPath(), JSON, "{\"message\": \"" + text.word() + "\"}");
        return open(HostileFamily.TORN, whole.substring(0, 1 + text.upTo(whole.length() - 2)));
    }

    /** Requests that open nothing, even if they are mutated. */
    private String harmless() {
        String path = at(session());
        return switch (text.upTo(3)) {
            case 0 -> head("GET", path + text.oneOf("", "/messages", "/files", "/grants"), who()) + "\r\n";
            case 1 -> head("DELETE", path, who()) + "\r\n";
            case 2 -> post(path + "/messages", JSON, Client.batch(text.word()));
            default -> post(path + "/messages", CHUNKED, "2\r\n{}\r\n0\r\n\r\n");
        };
    }

    private HostileRequest brokenUtf8() {
        HostileFamily family = HostileFamily.BROKEN_UTF8;
        return switch (text.upTo(3)) {
            case 0 -> framed(family, post(jsonPath(), JSON, "{\"message\": \"" + text.broken() + "\"}"));
            case 1 -> framed(family, post(jsonPath(), JSON, "{\"" + text.broken() + "\": 1}"));
            case 2 -> open(family, head("GET", at(session()) + text.broken(), who()) + "\r\n");
            default -> open(family, head("GET", "/api/v1/sessions", "X-User-Id: " + text.broken() + "\r\n") + "\r\n");
        };
    }

    private String hugeHeaders() {
        String foreign = session();
        String huge = switch (text.upTo(3)) {
            case 0 -> "A: " + foreign.repeat(200 + text.upTo(500)) + "\r\n";
            case 1 -> "A: b\r\n".repeat(500 + text.upTo(4_000));
            case 2 -> foreign.repeat(300) + ": a\r\n";
            default -> "Cookie: " + "a=b; ".repeat(text.upTo(6_000)) + "\r\n";
        };
        String target = text.sometimes() ? "/" + "a/".repeat(text.upTo(9_000)) : at(foreign);
        return head("GET", target, who() + huge) + "\r\n";
    }

    private String trickyPath() {
        String path = at(session()) + text.oneOf("", "/messages", "/files", "/files/" + text.oneOf(victims.files()));
        return switch (text.upTo(6)) {
            case 0 -> text.encoded(path);
            case 1 ->
                text.oneOf("//", "/./", "/x/../", "/%2e%2e/", "\\", "/;a=b/", "/%00/", "/%2f") + path.substring(1);
            case 2 ->
                path
                        + text.oneOf(
                                ";jsessionid=1", "/", "/..", "/../../" + own, "%00", "%0d%0aA:b", "#x", ".json", "%20");
            case 3 -> at(own) + "/../" + session() + "/messages";
            case 4 -> at(own) + "/files/" + text.oneOf(victims.files());
            case 5 -> "http://" + text.oneOf("localhost", "other", "a@localhost", "") + path;
            default ->
                text.oneOf("/docs/", "/openapi.yaml/")
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
            case 0 -> framed(family, post(jsonPath(), JSON, said));
            case 1 -> open(family, head("GET", at(own), header + ": a" + text.control() + "b\r\n") + "\r\n");
            default -> open(family, head("GET", "/api/v1/sessions?after=" + text.control(), who()) + "\r\n");
        };
    }

    /** Requests without fault, for what belongs to others. */
    private String foreign() {
        String path = at(session());
        String body = "\"session_id\": \"" + session() + "\"";
        return switch (text.upTo(9)) {
            case 0 -> post("/api/v1/chat/send", JSON, "{\"message\": \"x\", " + body + "}");
            case 1 -> post(path + "/messages", JSON, Client.batch(text.word()));
            case 2 -> head("DELETE", path + text.oneOf("", "/files/" + text.oneOf(victims.files())), who()) + "\r\n";
            case 3 -> post(path + "/turn/stop", "", "");
            case 4 -> head("GET", "/api/v1/sessions?after=" + session(), who()) + "\r\n";
            case 5 -> head("HEAD", path + text.oneOf("", "/messages", "/files", "/grants"), who()) + "\r\n";
            case 6 ->
                head("GET", path + "/events", who() + "Accept: text/event-stream\r\nLast-Event-ID: 0\r\n") + "\r\n";
            case 7 ->
                head(
                                "GET",
                                at(own),
                                who() + "X-Session-Id: " + session() + "\r\nCookie: session_id=" + session() + "\r\n")
                        + "\r\n";
            case 8 -> head("GET", at(own) + "/files/" + text.oneOf(victims.files()), who()) + "\r\n";
            default -> post("/api/v1/sessions", JSON + "Idempotency-Key: " + session() + "\r\n", "{" + body + "}");
        };
    }

    /** Someone who says of themselves two things at once. */
    private String otherNames() {
        String victim = text.oneOf(victims.names());
        String path = at(session()) + text.oneOf("", "/messages", "/files");
        String mine = "X-User-Id: " + attacker + "\r\n";
        return switch (text.upTo(4)) {
            case 0 -> head("GET", path, mine + "X-User-Id: " + victim + "\r\n") + "\r\n";
            case 1 -> head("GET", path, mine + "Authorization: Bearer " + victim + "\r\n") + "\r\n";
            case 2 -> head("GET", path + "?user_id=" + victim, mine) + "\r\n";
            case 3 ->
                head(
                                "GET",
                                path,
                                mine + text.oneOf("X_User_Id", "X-Forwarded-User", "X-Remote-User", "From") + ": "
                                        + victim + "\r\n")
                        + "\r\n";
            default ->
                head("GET", path, "X-User-Id: " + attacker + text.oneOf(",", ", ", ";", " ") + victim + "\r\n")
                        + "\r\n";
        };
    }

    private String form() {
        String name = text.oneOf("../../x", "a\0b", "x\\\"y", text.broken(), "\u00e4".repeat(300), "");
        String part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\n\r\nx";
        String end = text.oneOf("\r\n--b--\r\n", "\r\n--b--", "\r\n--b", "", "\n--b--\n", "\r\n--c--\r\n");
        String type = text.oneOf(
                "; boundary=b", "; boundary=", "", "; boundary=b; boundary=c", "; boundary=" + "b".repeat(100));
        String field = "--b\r\nContent-Disposition: form-data; name=\"session_id\"\r\n\r\n" + session() + "\r\n";
        String body = (text.sometimes() ? field : "") + (part + "\r\n").repeat(text.upTo(20)) + part + end;
        return post(
                text.oneOf("/api/v1/uploads", at(session()) + "/files"),
                "Content-Type: multipart/form-data" + type + "\r\n",
                body);
    }

    private String oddQuery() {
        String value =
                text.oneOf("-1", "0", "9".repeat(40), "1e3", "%00", "%ff", "", "NaN", "%", session(), text.word());
        String name = text.oneOf("after", "before", "limit", "order", "user_id", "x");
        String twice = text.sometimes() ? "&" + name + "=1" : "";
        return at(text.oneOf(own, session())) + text.oneOf("/messages", "/files", "/grants", "") + "?" + name + "="
                + value + twice;
    }
}
