package dev.cloakroom.server;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Kinds of requests that nobody sends in good faith. Each makes endlessly many, all of them out of a random number and
 * of what the one who sends it knows: ids of sessions that are not theirs, and of one that is.
 */
enum HostileFamily {
    /** How long the body is, said in ways that can be read differently. */
    FRAMING {
        @Override
        String make(Random random, Known known) {
            String body = json(known.own());
            String length = pick(
                    random,
                    "Content-Length: " + (body.length() + random.nextInt(-20, 20)),
                    "Content-Length: -" + random.nextInt(99),
                    "Content-Length: +" + body.length(),
                    "Content-Length: " + body.length() + ", " + body.length(),
                    "Content-Length: 0x" + Integer.toHexString(body.length()),
                    "Content-Length: 99999999999999999999" + random.nextInt(9),
                    "Content-Length : " + body.length(),
                    "Content-Length: " + body.length() + "\r\nContent-Length: " + random.nextInt(99),
                    "Content-Length:\r\n " + body.length(),
                    "Transfer-Encoding: chunked\r\nContent-Length: " + random.nextInt(99),
                    "Transfer-Encoding: xchunked",
                    "Transfer-Encoding: chunked, identity",
                    "Transfer-Encoding: " + junk(random, 8));
            return pick(random, "POST", "GET", "PUT", "DELETE", "PATCH", junk(random, 5)) + " /api/v1/chat/send "
                    + pick(random, "HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "http/1.1", "HTTP/1.1 ", "")
                    + pick(random, END, "\n", "\r", END + " ") + WHO + length + END + TYPE + END + body;
        }
    },
    /** Pieces that are not what they say. */
    CHUNKS {
        @Override
        String make(Random random, Known known) {
            StringBuilder body = new StringBuilder();
            for (int i = random.nextInt(20); i >= 0; i--) {
                String piece = "{\"a\":" + i;
                String size = Integer.toHexString(piece.length() + random.nextInt(-1, 2));
                body.append(pick(random, size, size, "-" + size, "0x" + size, "fffffffffffffffff", "", "zz"))
                        .append(pick(random, "", "", ";" + junk(random, 30), ";a=" + "b".repeat(random.nextInt(9_000))))
                        .append(pick(random, END, END, "\n", "\r"))
                        .append(piece)
                        .append(pick(random, END, END, ""));
            }
            body.append(pick(random, "0\r\n\r\n", "0\r\nX-User-Id: root\r\n\r\n", "00000000000000000\r\n", ""));
            return "POST " + known.path(random) + LINE + TYPE + "Transfer-Encoding: chunked\r\n\r\n" + body;
        }
    },
    /** A second request where the body of the first one should be. */
    SMUGGLING {
        @Override
        String make(Random random, Known known) {
            String hidden = "GET " + known.path(random) + LINE + END;
            return "POST /api/v1/chat/send" + LINE + TYPE
                    + pick(
                            random,
                            "Content-Length: " + hidden.length() + "\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                            "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n",
                            "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
                            "Transfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n\r\n0\r\n\r\n",
                            "Content-Length: 0\r\nContent-Length: " + hidden.length() + "\r\n\r\n",
                            "Content-Length: 0\r\n\r\n",
                            "Expect: 100-continue\r\nContent-Length: " + hidden.length() + "\r\n\r\n")
                    + hidden;
        }
    },
    /** JSON that readers disagree about, or choke on. */
    JSON {
        @Override
        String make(Random random, Known known) {
            int depth = random.nextInt(1, 20_000);
            String id = "\"session_id\":\"" + known.foreign(random) + '"';
            String body = pick(
                    random,
                    "[".repeat(depth),
                    "{\"a\":".repeat(depth),
                    "{\"message\":\"a\"," + id + "," + id + "}",
                    "{\"message\":\"a\",\"session_id\":\"" + known.own() + "\"," + id + "}",
                    "{\"message\":" + "9".repeat(random.nextInt(1, 3_000)) + "}",
                    "{\"message\":1e" + "9".repeat(random.nextInt(1, 20)) + "}",
                    "{\"message\":\"" + "\\u0000".repeat(random.nextInt(99)) + "\"," + id + "}",
                    "{\"message\":\"\\ud800\"," + id + "}",
                    "{\"message\":\"a\",\"metadata\":{\"__proto__\":{}," + "\"k\":1,".repeat(random.nextInt(2_000))
                            + "\"x\":2}}",
                    json(known.own()) + pick(random, "{}", ",", "\u0000", "// " + id),
                    "\u00ef\u00bb\u00bf" + json(known.own()),
                    "{\"message\":{\"content\":\"a\"}," + id + "}",
                    "{\"messages\":[" + "{\"role\":\"user\",\"content\":\"a\"},".repeat(random.nextInt(300)) + "{}]}",
                    id,
                    "\"" + "a".repeat(random.nextInt(70_000)) + "\"");
            return sending(pick(random, "/api/v1/chat/send", "/api/v1/sessions", known.path(random)), TYPE, body);
        }
    },
    /** Bytes that are no text. */
    BROKEN_UTF8 {
        @Override
        String make(Random random, Known known) {
            String broken = pick(
                    random,
                    "\u00c0\u00af",
                    "\u00ed\u00a0\u0080",
                    "\u00f8\u0088\u0080\u0080\u0080",
                    "\u00e2\u0082",
                    "\u00ff\u00fe",
                    "\u0080",
                    junk(random, 20));
            return pick(
                    random,
                    sending("/api/v1/chat/send", TYPE, "{\"message\":\"" + broken + "\"}"),
                    sending("/api/v1/chat/send", TYPE, "{\"" + broken + "\":1,\"message\":\"a\"}"),
                    "GET " + known.path(random) + broken + LINE + END,
                    "GET /api/v1/sessions?after=" + broken + LINE + END,
                    "GET " + known.path(random) + LINE + "Idempotency-Key: " + broken + END + END,
                    "GET " + known.path(random) + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + broken + END + END,
                    sending(known.path(random), "Content-Type: application/json;charset=" + broken + END, "{}"));
        }
    },
    /** Heads that are too long, too many, doubled, or that ask for another meaning of the request. */
    HEADERS {
        @Override
        String make(Random random, Known known) {
            String id = known.foreign(random);
            String more = pick(
                    random,
                    "X-Long: " + "a".repeat(random.nextInt(40_000)),
                    "X-A: b\r\n".repeat(random.nextInt(1, 600)) + "X-A: c",
                    junk(random, 30) + ": a",
                    "X-A: " + junk(random, 60),
                    "X-User-Id: root",
                    "X-User-Id: mallory, root",
                    "Host: evil.example",
                    "X-HTTP-Method-Override: DELETE",
                    "X-Original-URL: /api/v1/sessions/" + id + "\r\nX-Rewrite-URL: /api/v1/sessions/" + id,
                    "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-User: root\r\nForwarded: for=127.0.0.1",
                    "X-Session-Id: " + id + "\r\nCookie: session_id=" + id,
                    "Authorization: Bearer " + id,
                    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AA==",
                    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
                    "Range: bytes=" + random.nextInt() + "-" + random.nextInt(),
                    "Last-Event-ID: " + pick(random, "-1", "9".repeat(40), id, junk(random, 9)),
                    "Idempotency-Key: " + pick(random, "\"", "a".repeat(5_000), "\"\\\u0001\"", id),
                    "Content-Encoding: gzip\r\nAccept-Encoding: " + junk(random, 9),
                    "Accept: " + pick(random, "*/*;q=" + junk(random, 3), "text/event-stream,".repeat(400)),
                    " folded: yes",
                    "Connection: " + pick(random, "X-User-Id", "Host", "close, close", junk(random, 5)));
            return pick(random, "GET", "POST", "HEAD", "TRACE", "OPTIONS", "CONNECT") + " " + known.path(random) + LINE
                    + more + END + END;
        }
    },
    /** Ways to a session that are not its path. */
    PATHS {
        @Override
        String make(Random random, Known known) {
            String id = known.foreign(random);
            String path = "/api/v1/"
                    + pick(
                            random,
                            "sessions/../sessions/" + id,
                            "sessions/%2e%2e/sessions/" + id,
                            "sessions/" + id + "%2fmessages",
                            "sessions/" + id + "%252fmessages",
                            "sessions/" + id + "/..;/messages",
                            "sessions/" + id + ";jsessionid=1/messages",
                            "sessions//" + id + "//messages",
                            "sessions\\" + id,
                            "sessions/" + id + "%00",
                            "sessions/" + id + "\u0001",
                            "sessions/" + id.toUpperCase(Locale.ROOT),
                            "sessions/" + id.replace("-", "%2d"),
                            "sessions/" + id + "/messages?after=" + junk(random, 12),
                            "sessions/" + id + "/messages?limit=1&limit=200&after=-1",
                            "sessions/" + id + "/messages?" + "a=b&".repeat(random.nextInt(1_500)),
                            "sessions?after=" + id,
                            "sessions?user_id=" + id + "&limit=" + random.nextInt(),
                            "sessions/" + id + "/files/" + known.foreign(random),
                            "sessions/" + id + "/files/../../" + id + "/files",
                            "sessions/" + "a".repeat(random.nextInt(9_000)),
                            "sessions/" + id + "#" + junk(random, 4),
                            junk(random, 60));
            String target = pick(random, path, path, path, "http://localhost" + path, "//" + path, "*", "localhost:80");
            return pick(random, "GET", "POST", "DELETE", "PUT", "HEAD") + " " + target + LINE + END;
        }
    },
    /** Forms with files that are none. */
    FORMS {
        @Override
        String make(Random random, Known known) {
            String edge = pick(random, "b", "b".repeat(70), "\"b c\"", junk(random, 6), "");
            String part = "--b\r\nContent-Disposition: "
                    + pick(
                            random,
                            "form-data; name=\"file\"; filename=\"../../" + junk(random, 9) + "\"",
                            "form-data; name=\"file\"; filename=\"" + "a".repeat(random.nextInt(9_000)) + "\"",
                            "form-data; name=\"session_id\"",
                            "form-data; name=\"file\"; filename*=UTF-8''%00%0d%0aX: y",
                            "attachment",
                            junk(random, 40))
                    + pick(random, "\r\n\r\n", "\r\n", "\n\n", "\r\nContent-Type: " + junk(random, 9) + "\r\n\r\n")
                    + known.foreign(random) + pick(random, "\r\n", "");
            String body = part.repeat(random.nextInt(1, 40)) + pick(random, "--b--\r\n", "--b--", "--b", "");
            String path = pick(random, "/api/v1/uploads", "/api/v1/sessions/" + known.foreign(random) + "/files");
            return sending(path, "Content-Type: multipart/form-data; boundary=" + edge + END, body);
        }
    },
    /** Characters that move a cursor, end a line of a log or begin an escape, wherever text is taken. */
    CONTROL {
        @Override
        String make(Random random, Known known) {
            char control = (char)
                    pick(random, 0, 7, 8, 9, 10, 11, 12, 13, 27, 127, 133).intValue();
            String escaped = String.format(Locale.ROOT, "\\u%04x[2J", (int) control);
            return pick(
                    random,
                    sending("/api/v1/chat/send", TYPE, "{\"message\":\"" + control + "\"}"),
                    sending("/api/v1/chat/send", TYPE, "{\"message\":\"a\",\"session_id\":\"" + escaped + "\"}"),
                    sending("/api/v1/sessions", TYPE, "{\"metadata\":{\"" + escaped + "\":\"" + escaped + "\"}}"),
                    sending(known.path(random), TYPE, "{\"user\":\"" + escaped + "\",\"access\":\"read\"}"),
                    "GET " + known.path(random) + control + LINE + END,
                    "GET " + known.path(random) + LINE + "X-Request-Id: a" + control + "b" + END + END,
                    "GET /health HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a" + control + "b" + END + END);
        }
    },
    /** Requests that would be right, with some bytes changed, doubled, moved or left out. */
    MUTATED {
        @Override
        String make(Random random, Known known) {
            StringBuilder request = new StringBuilder(known.right(random));
            for (int i = random.nextInt(6); i >= 0; i--) {
                int at = random.nextInt(request.length());
                switch (random.nextInt(4)) {
                    case 0 -> request.setCharAt(at, (char) random.nextInt(256));
                    case 1 -> request.insert(at, junk(random, 6));
                    case 2 -> request.delete(at, Math.min(request.length() - 1, at + random.nextInt(9)));
                    default -> request.insert(at, request.substring(0, at));
                }
            }
            return request.toString();
        }
    };

    static final String END = "\r\n";
    static final String WHO = "Host: localhost\r\nX-User-Id: mallory\r\n";
    private static final String LINE = " HTTP/1.1\r\n" + WHO;
    private static final String TYPE = "Content-Type: application/json\r\n";

    /**
     * What the sender knows.
     *
     * @param foreign ids of sessions and files of other people
     * @param own the id of a session of the sender
     * @param right requests as they should be, about foreign sessions
     */
    record Known(List<String> foreign, String own, List<String> right) {
        String foreign(Random random) {
            return foreign.get(random.nextInt(foreign.size()));
        }

        String right(Random random) {
            return right.get(random.nextInt(right.size()));
        }

        String path(Random random) {
            return "/api/v1/sessions/" + foreign(random)
                    + pick(random, "", "/messages", "/files", "/grants", "/events");
        }
    }

    /** One request, each character of it one byte. */
    abstract String make(Random random, Known known);

    byte[] bytes(Random random, Known known) {
        return make(random, known).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String json(String session) {
        return "{\"message\":\"a\",\"session_id\":\"" + session + "\"}";
    }

    private static String sending(String path, String type, String body) {
        return "POST " + path + LINE + type + "Content-Length: " + body.length() + END + END + body;
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Some bytes, any. */
    private static String junk(Random random, int most) {
        StringBuilder junk = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            junk.append((char) random.nextInt(256));
        }
        return junk.toString();
    }
}
