package dev.cloakroom.server;

import static dev.cloakroom.server.Mallory.CHUNKED;
import static dev.cloakroom.server.Mallory.JSON;
import static dev.cloakroom.server.Mallory.at;
import static dev.cloakroom.server.Mallory.get;
import static dev.cloakroom.server.Mallory.head;

/** Requests whose framing is broken, can be read in two ways, or is larger than anyone needs. */
final class HostileFraming {

    private final Mallory mallory;
    private final HostileText text;

    HostileFraming(Mallory mallory) {
        this.mallory = mallory;
        this.text = mallory.text();
    }

    String broken() {
        String post = head("POST", mallory.jsonPath(), mallory.who() + JSON);
        return switch (text.upTo(7)) {
            case 0 ->
                head("GET", "/api/v1/sessions", mallory.who())
                                .replaceFirst("\r\n", text.oneOf("\n", "\r", "\r\r\n", "\n\n"))
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
                        + "\r\nHost: localhost\r\n" + mallory.who() + "\r\n";
            case 6 ->
                get(
                        "/api/v1/sessions",
                        mallory.who()
                                + text.oneOf(
                                        "Host: other\r\n",
                                        " folded\r\n",
                                        "No colon\r\n",
                                        ": no name\r\n",
                                        "A : b\r\n",
                                        "A\0: b\r\n"));
            default ->
                post + CHUNKED + "\r\n2\r\n{}\r\n0\r\n"
                        + text.oneOf("Content-Length: 5", "Host: other", "X-User-Id: z", "bad", "\0: x") + "\r\n\r\n";
        };
    }

    /** Where it ends is read in two ways, and by one of them a victim's request comes next. */
    String smuggling() {
        String post = head("POST", mallory.jsonPath(), mallory.who() + JSON);
        String inner = mallory.victimsRequest();
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
            default -> get("/livez", "Content-Length: " + inner.length() + "\r\n") + inner;
        };
    }

    /** A request that ends too early. */
    String torn() {
        String whole = mallory.post(mallory.jsonPath(), JSON, "{\"message\": \"" + text.word() + "\"}");
        return whole.substring(0, 1 + text.upTo(whole.length() - 2));
    }

    String huge() {
        String foreign = mallory.session();
        String huge = switch (text.upTo(3)) {
            case 0 -> "A: " + foreign.repeat(200 + text.upTo(500)) + "\r\n";
            case 1 -> "A: b\r\n".repeat(500 + text.upTo(4_000));
            case 2 -> foreign.repeat(300) + ": a\r\n";
            default -> "Cookie: " + "a=b; ".repeat(text.upTo(6_000)) + "\r\n";
        };
        String target = text.sometimes() ? "/" + "a/".repeat(text.upTo(9_000)) : at(foreign);
        return get(target, mallory.who() + huge);
    }
}
