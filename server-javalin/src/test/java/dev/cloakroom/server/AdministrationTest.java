package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs the server may do, and what that leaves in the security log. */
class AdministrationTest {
    private static final String ADMIN = "/api/v1/admin/";
    private static final String UNKNOWN = "5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11";

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void R12_without_the_key_every_attempt_is_401_and_one_event() {
        try (SecurityLog log = SecurityLog.listening()) {
            server.as("alice").get(ADMIN + "instances").expect(401, "unauthenticated");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("Authentication failed")
                    .contains("reason=ADMIN_KEY");
        }
    }

    @Test
    void where_there_is_no_key_there_are_no_such_routes(@TempDir Path folder) throws IOException {
        String service = Files.writeString(folder.resolve("service"), "key-of-the-service")
                .toString();
        try (LiveServer keyless = LiveServer.start("auth", "proxy", "service-key-file", service)) {
            keyless.administrator().get(ADMIN + "instances").expect(404, "not_found");
        }
    }

    @Test
    void in_dev_there_is_a_fresh_key_at_each_start_that_the_banner_shows() {
        Settings first = Settings.from(new Given(Map.of("port", "0"), variable -> null));
        Settings second = Settings.from(new Given(Map.of("port", "0"), variable -> null));
        String key = first.administrators().fresh().orElseThrow();
        assertThat(key)
                .hasSizeGreaterThan(20)
                .isNotEqualTo(second.administrators().fresh().orElseThrow());
        assertThat(Banner.of(first, 8080)).contains("admin key  " + key);
        assertThat(Banner.of(LiveServer.settings(), 8080)).doesNotContain("admin key");
    }

    @Test
    void instances_are_shown_with_the_one_that_answers() {
        Client.Reply reply = server.administrator().get(ADMIN + "instances").expect(200);
        assertThat(reply.at("/data")).hasSize(server.instances());
        assertThat(reply.at("/data"))
                .anySatisfy(one -> assertThat(one.path("self").booleanValue()).isTrue());
        assertThat(reply.at("/version_skew").booleanValue()).isFalse();
    }

    @Test
    void a_transfer_clears_the_grants_and_leaves_the_old_owner_nothing() {
        Client ann = server.as("ann");
        String session = ann.open();
        ann.append(session, "Hello").expect(201);
        ann.put("/api/v1/sessions/" + session + "/grants", "{\"user\":\"carl\",\"access\":\"append\"}")
                .expect(200);
        try (SecurityLog log = SecurityLog.listening()) {
            Client.Reply moved = server.administrator()
                    .post(ADMIN + "sessions/" + session + "/transfer", "{\"to_user\":\"ben\"}")
                    .expect(200);
            assertThat(moved.at("/owner").textValue()).isEqualTo("ben");
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("Session TRANSFERRED")
                    .contains("whom=\"ben\"")
                    .contains("by=administrator")
                    .doesNotContain(session);
        }
        assertThat(server.as("ben").history(session).contents()).containsExactly("Hello");
        ann.get("/api/v1/sessions/" + session).expect(403, "not_owner");
        server.as("carl").append(session, "still here?").expect(403, "not_owner");
    }

    @Test
    void a_session_that_is_not_there_is_refused_as_everywhere_and_nobodys_attempt() {
        try (SecurityLog log = SecurityLog.listening()) {
            for (String id : new String[] {UNKNOWN, "no-id"}) {
                server.administrator()
                        .post(ADMIN + "sessions/" + id + "/transfer", "{\"to_user\":\"ben\"}")
                        .expect(403, "not_owner");
            }
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void the_sessions_of_a_user_are_listed_in_pages_without_what_they_wrote() {
        Client dora = server.as("dora");
        String first = dora.post("/api/v1/sessions", "{\"metadata\":{\"title\":\"secret title\"}}")
                .expect(201)
                .at("/session_id")
                .textValue();
        String second = dora.open();
        Client.Reply page =
                server.administrator().get(ADMIN + "sessions?user=dora&limit=1").expect(200);
        Client.Reply rest = server.administrator()
                .get(ADMIN + "sessions?user=dora&limit=1&after="
                        + page.at("/last_id").textValue())
                .expect(200);
        assertThat(page.at("/has_more").booleanValue()).isTrue();
        assertThat(rest.at("/has_more").booleanValue()).isFalse();
        assertThat(page.text() + rest.text()).contains(first, second).doesNotContain("secret title");
        server.administrator().get(ADMIN + "sessions?user=dora&after=nothing").expect(400, "invalid_cursor");
        server.administrator()
                .get(ADMIN + "sessions?user=dora&tenant=elsewhere")
                .expect(200)
                .at("/data")
                .forEach(session -> assertThat(session).isNull());
    }

    @Test
    void the_sessions_of_everyone_are_listed_in_pages_without_what_they_wrote() {
        Set<String> opened = new HashSet<>();
        for (int i = 0; i < 7; i++) {
            opened.add(server.as("walker " + i)
                    .post("/api/v1/sessions", "{\"metadata\":{\"title\":\"secret title\"}}")
                    .expect(201)
                    .at("/session_id")
                    .textValue());
        }
        Set<String> met = new HashSet<>();
        String after = "";
        for (boolean more = true; more; ) {
            Client.Reply page = server.administrator()
                    .get(ADMIN + "sessions?limit=3" + after)
                    .expect(200);
            assertThat(page.text()).doesNotContain("secret title");
            page.at("/data").forEach(session -> {
                assertThat(session.path("tenant").textValue()).isEmpty();
                met.add(session.path("session_id").textValue());
            });
            more = page.at("/has_more").booleanValue();
            after = "&after=" + page.at("/last_id").textValue();
        }
        assertThat(met).containsAll(opened);
        assertThat(server.administrator()
                        .get(ADMIN + "sessions?tenant=elsewhere")
                        .expect(200)
                        .at("/data"))
                .isEmpty();
        server.administrator().get(ADMIN + "sessions?after=nothing").expect(400, "invalid_cursor");
    }

    @Test
    void R8_ending_the_sessions_of_a_user_ends_them_and_nobody_elses() {
        Client emil = server.as("emil");
        String his = emil.open();
        String hers = server.as("frida").open();
        try (SecurityLog log = SecurityLog.listening()) {
            Client.Reply reply =
                    server.administrator().delete(ADMIN + "sessions?user=emil").expect(200);
            assertThat(reply.at("/deleted").intValue()).isEqualTo(1);
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("Session ENDED")
                    .contains("by=administrator");
        }
        emil.get("/api/v1/sessions/" + his).expect(403, "not_owner");
        server.as("frida").get("/api/v1/sessions/" + hers).expect(200);
        server.administrator().delete(ADMIN + "sessions").expect(400, "invalid_request");
    }

    @Test
    void R12_watching_shows_no_content_and_revealing_it_is_one_event() throws Exception {
        Client gina = server.as("gina");
        String session = gina.open();
        gina.append(session, "my secret").expect(201);
        String watch = ADMIN + "sessions/" + session + "/events?after=0";
        try (SecurityLog log = SecurityLog.listening()) {
            try (EventStream masked = EventStream.watch(server, watch)) {
                assertThat(masked.next().data())
                        .contains("\"content_chars\":9")
                        .contains("\"author\":\"gina\"")
                        .doesNotContain("secret");
            }
            assertThat(log.lines()).isEmpty();
            try (EventStream clear = EventStream.watch(server, watch + "&reveal=true")) {
                assertThat(clear.next().data()).contains("my secret");
            }
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("Session REVEALED")
                    .contains("by=administrator")
                    .doesNotContain(session);
        }
        server.administrator().get(watch + "&reveal=perhaps").expect(400, "invalid_request");
    }

    @Test
    void R4_who_watches_takes_no_place_of_the_sessions_followers() {
        try (LiveServer narrow = LiveServer.start("max-session-followers", "1")) {
            LiveServer one = narrow.pinned();
            String session = one.as("hugo").open();
            String watch = ADMIN + "sessions/" + session + "/events";
            try (EventStream first = EventStream.watch(one, watch);
                    EventStream second = EventStream.watch(one, watch);
                    EventStream his = EventStream.follow(one, "hugo", session)) {
                assertThat(List.of(first.status(), second.status(), his.status()))
                        .containsOnly(200);
            }
        }
    }
}
