package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * R12: whatever is done to the server, no log line shows an id, content or a credential, and no refusal quotes them.
 */
class SilenceTest {

    private static final String CANARY = "canary7yellow";

    private final List<String> ids = new ArrayList<>();
    private final List<Client.Reply> refusals = new ArrayList<>();

    private void refused(Client.Reply reply) {
        assertThat(reply.status()).isGreaterThanOrEqualTo(400);
        refusals.add(reply);
    }

    @CanIgnoreReturnValue
    private String remember(Client.Reply reply) {
        ids.add(reply.session());
        return reply.session();
    }

    private static BlockingResponder failing() {
        return new BlockingResponder() {
            @Override
            String answer(String message) {
                if (message.contains("fail")) {
                    throw new IllegalStateException(message, new RuntimeException(message));
                }
                return message;
            }
        };
    }

    @Test
    void nothing_is_logged_or_quoted_in_clear() throws Exception {
        try (SecurityLog log = SecurityLog.ofEverything();
                LiveServer server = LiveServer.answeredBy(failing(), "max-messages", "6")) {
            Client alice = server.as("alice").keyed(CANARY);
            Client mallory = server.as("mallory").keyed(CANARY + "2");
            String session = remember(alice.chat(CANARY).expect(200));
            String named = remember(alice.chat(CANARY, CANARY + "-name").expect(200));
            Client.Reply upload = alice.upload(new Form().file(CANARY + ".txt", CANARY));
            remember(upload);
            ids.add(upload.at("/files/0/file_id").textValue());
            hostile(mallory, session);
            hostile(alice, session);
            mallory.chat(CANARY, named).expect(403);
            mallory.chat(CANARY, CANARY + "-name").expect(403);
            Client.Reply failed = alice.keyed("other").chat("fail " + CANARY);
            ids.add(failed.expect(502).session());
            assertThat(failed.text()).doesNotContain(CANARY);
            alice.delete("/api/v1/sessions").expect(200);
            raw(server);
            assertThat(log.attempts()).hasSizeGreaterThan(5);
            for (String line : log.lines()) {
                assertThat(line).doesNotContain(CANARY).doesNotContain("192.0.2.");
                ids.forEach(id -> assertThat(line)
                        .doesNotContain(id)
                        .doesNotContain(id.toUpperCase(Locale.ROOT))
                        .doesNotContain(id.substring(0, 8)));
            }
            for (Client.Reply refusal : refusals) {
                String whole = refusal.text() + refusal.headers().map();
                assertThat(whole).doesNotContain(CANARY);
                ids.forEach(id -> assertThat(whole).doesNotContain(id));
            }
        }
    }

    private void hostile(Client who, String session) {
        boolean owner = who.get("/api/v1/sessions/" + session).status() == 200;
        for (String id :
                List.of(session.toUpperCase(Locale.ROOT), UUID.randomUUID().toString(), CANARY)) {
            refused(who.get("/api/v1/sessions/" + id));
            refused(who.append(id, CANARY));
            refused(who.get("/api/v1/sessions/" + id + "/files/" + CANARY));
        }
        refused(who.get("/api/v1/sessions/" + session + "/files/" + CANARY));
        refused(who.post(Client.messages(session), "{\"messages\":[{\"role\":\"" + CANARY + "\",\"content\":\"x\"}]}"));
        refused(who.post(Client.messages(session), "{\"" + CANARY + "\":\"" + CANARY + "\""));
        refused(who.post(Client.messages(session), "{\"messages\":\"" + CANARY + "\"}"));
        refused(who.append(session, CANARY.repeat(6_000)));
        refused(who.patch("/api/v1/sessions/" + session, "{\"metadata\":{\"" + CANARY + "\":7}}"));
        refused(who.patch(
                "/api/v1/sessions/" + session,
                Client.json(Map.of("metadata", Map.of(CANARY.repeat(6), "x", "y", CANARY.repeat(60))))));
        refused(who.get("/api/v1/sessions?after=" + CANARY));
        refused(who.get("/api/v1/sessions?after=" + UUID.randomUUID()));
        refused(who.get("/api/v1/sessions?limit=" + CANARY));
        refused(who.get(Client.messages(session) + "?order=" + CANARY));
        refused(who.get("/" + CANARY));
        refused(who.chat(Map.of("message", CANARY, "on_busy", CANARY)));
        refused(who.chat(Map.of("message", CANARY, "session_id", CANARY.repeat(12))));
        refused(who.chat(Map.of("message", CANARY, "user_id", CANARY)));
        refused(who.upload(new Form().field(CANARY, CANARY)));
        refused(who.upload(new Form().file(CANARY.repeat(12), CANARY)));
        refused(who.keyed(CANARY + " " + CANARY).append(session, CANARY));
        refused(who.with("Authorization", "Basic " + CANARY).get("/api/v1/sessions"));
        refused(who.with("Authorization", "Bearer " + CANARY).get("/api/v1/sessions"));
        refused(who.with("Origin", "http://" + CANARY).get("/api/v1/sessions"));
        refused(who.send("POST", "/api/v1/chat/send", "text/" + CANARY, BodyPublishers.ofString(CANARY)));
        refused(who.send(
                "POST", "/api/v1/uploads", "multipart/form-data; boundary=" + CANARY, BodyPublishers.ofString(CANARY)));
        if (owner) {
            who.keyed(CANARY + "3").append(session, CANARY).expect(201);
            refused(who.keyed(CANARY + "3").append(session, "other " + CANARY));
            refused(who.append(session, CANARY, CANARY, CANARY, CANARY));
            refused(who.post(
                    Client.messages(session), Client.batch(CANARY).replace("]}", "],\"expected_last_seq\":99}")));
        }
    }

    private static void raw(LiveServer server) throws Exception {
        for (String request : List.of(
                "GET /" + CANARY + "%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: " + CANARY + "\r\n\r\n",
                "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: " + CANARY + "\0\r\n\r\n",
                CANARY + "\r\n\r\n",
                "POST /api/v1/chat/send HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + CANARY
                        + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + CANARY
                        + "\r\n")) {
            Wire.Reply reply = Wire.once(server.port(), request);
            assertThat(reply.status()).isGreaterThanOrEqualTo(400);
            assertThat(reply.head() + reply.body()).doesNotContain(CANARY);
        }
    }
}
