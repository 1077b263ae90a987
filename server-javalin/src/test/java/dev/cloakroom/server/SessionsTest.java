package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opening, showing, listing, patching and ending sessions. */
class SessionsTest {

    private static final String ALL = "/api/v1/sessions";

    private final StepClock clock = new StepClock();
    private LiveServer server;
    private Client alice;

    @BeforeEach
    void start() {
        server = LiveServer.at(clock);
        alice = server.as("alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String one(String session) {
        return ALL + "/" + session;
    }

    private static List<String> ids(Client.Reply list) {
        return list.at("/data").findValuesAsText("session_id");
    }

    @Test
    void a_session_is_opened_with_its_metadata_and_shown_alike() {
        Client.Reply opened = alice.post(ALL, "{\"metadata\":{\"title\":\"Plans\",\"k\":\"\"}}")
                .expect(201);
        String session = opened.session();
        assertThat(opened.header("Location")).isEqualTo(one(session));
        assertThat(opened.text()).isEqualTo("""
                        {"session_id":"%s","owner":"alice","access":"owner",\
                        "created_at":"2026-11-22T09:30:00.123Z","last_active_at":"2026-11-22T09:30:00.123Z",\
                        "expires_at":"2026-11-23T09:30:00.123Z","last_seq":0,"metadata":{"k":"","title":"Plans"}}""".formatted(session));
        assertThat(alice.get(one(session)).expect(200).text()).isEqualTo(opened.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"metadata\":null}", "{\"metadata\":{}}", "{\"canary\":1}"})
    void metadata_may_be_left_out(String json) {
        assertThat(alice.post(ALL, json).expect(201).at("/metadata").toString()).isEqualTo("{}");
        assertThat(alice.post(ALL).expect(201).at("/metadata").toString()).isEqualTo("{}");
    }

    @Test
    void an_id_of_the_client_is_ignored_and_counted() {
        String wanted = UUID.randomUUID().toString();
        String session = alice.open();
        for (String json : List.of(
                "{\"session_id\":\"" + wanted + "\"}",
                "{\"id\":\"" + wanted + "\"}",
                "{\"id\":7,\"session_id\":null}",
                "{\"session_id\":\"" + session + "\"}")) {
            Client.Reply opened = server.as("bob").post(ALL, json).expect(201);
            assertThat(opened.session()).isNotEqualTo(wanted).isNotEqualTo(session);
        }
        assertThat(server.counted("/client_ids_ignored")).isEqualTo(4);
        alice.get(one(wanted)).expect(403, "not_owner");
    }

    @Test
    void the_list_has_the_latest_activity_first_and_only_ones_own() {
        String a = alice.open();
        clock.step(Duration.ofSeconds(1));
        String b = alice.open();
        clock.step(Duration.ofSeconds(1));
        String c = alice.open();
        server.as("bob").open();
        clock.step(Duration.ofSeconds(1));
        assertThat(ids(alice.get(ALL))).containsExactly(c, b, a);
        alice.append(a, "x").expect(201);
        assertThat(ids(alice.get(ALL))).containsExactly(a, c, b);
        clock.step(Duration.ofSeconds(1));
        alice.get(one(b)).expect(200);
        alice.history(b).expect(200);
        assertThat(ids(alice.get(ALL))).as("reading is no activity").containsExactly(a, c, b);
        alice.patch(one(b), "{\"metadata\":{\"k\":\"v\"}}").expect(200);
        assertThat(ids(alice.get(ALL))).containsExactly(b, a, c);
        clock.step(Duration.ofSeconds(1));
        alice.chat("x", c).expect(200);
        assertThat(ids(alice.get(ALL))).containsExactly(c, b, a);
        assertThat(alice.get(ALL).at("/data/0/last_active_at").textValue()).isEqualTo("2026-11-22T09:30:05.123Z");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 200})
    void pages_follow_each_other_without_gap_or_overlap(int limit) {
        List<String> opened = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            opened.add(0, alice.open());
            clock.step(Duration.ofMillis(1));
        }
        List<String> seen = new ArrayList<>();
        Client.Reply page = alice.get(ALL + "?limit=" + limit).expect(200);
        seen.addAll(ids(page));
        while (page.at("/has_more").booleanValue()) {
            assertThat(ids(page)).hasSize(limit);
            page = alice.get(ALL + "?limit=" + limit + "&after="
                            + page.at("/last_id").textValue())
                    .expect(200);
            assertThat(page.at("/first_id").textValue()).isEqualTo(ids(page).get(0));
            seen.addAll(ids(page));
        }
        assertThat(seen).isEqualTo(opened);
    }

    @Test
    void fifty_are_listed_when_nothing_is_said() {
        for (int i = 0; i < 51; i++) {
            alice.open();
        }
        assertThat(ids(alice.get(ALL))).hasSize(50);
        assertThat(alice.get(ALL).at("/has_more").booleanValue()).isTrue();
    }

    @Test
    void nobody_has_an_empty_list() {
        assertThat(alice.get(ALL).expect(200).text())
                .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
    }

    @Test
    void a_cursor_that_is_no_live_session_of_ones_own_is_refused() {
        String foreign = server.as("bob").open();
        String gone = alice.open();
        String own = alice.open();
        alice.delete(one(gone)).expect(204);
        alice.get(ALL + "?after=" + own).expect(200);
        for (String cursor : List.of(
                foreign, gone, UUID.randomUUID().toString(), "x", "", own.toUpperCase(Locale.ROOT), "%20" + own)) {
            Client.Reply refused = alice.get(ALL + "?after=" + cursor);
            if (!cursor.equals(own)) {
                refused.expect(400, "invalid_cursor");
            }
        }
        alice.get(ALL + "?after=" + own + "&after=" + own).expect(400, "invalid_request");
        for (String limit : List.of("0", "201", "-1", "x", "")) {
            alice.get(ALL + "?limit=" + limit).expect(400, "invalid_request");
        }
    }

    @Test
    void a_foreign_and_an_unknown_cursor_are_refused_alike() throws Exception {
        String foreign = server.as("bob").open();
        RawRequest request = new RawRequest("GET", ALL + "?after=" + foreign, "X-User-Id: alice\r\n", "");
        RawRequest unknown = new RawRequest("GET", ALL + "?after=" + UUID.randomUUID(), "X-User-Id: alice\r\n", "");
        assertThat(RawRequest.withoutFreshness(request.send(server.port())))
                .isEqualTo(RawRequest.withoutFreshness(unknown.send(server.port())));
    }

    @Test
    void a_patch_sets_removes_and_leaves_alone() {
        String session = alice.post(ALL, "{\"metadata\":{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\"}}")
                .session();
        JsonNode patched = alice.patch(
                        one(session), "{\"metadata\":{\"a\":null,\"b\":\"two\",\"d\":\"\",\"unknown\":null}}")
                .expect(200)
                .at("/metadata");
        assertThat(patched.toString()).isEqualTo("{\"b\":\"two\",\"c\":\"3\",\"d\":\"\"}");
        assertThat(alice.get(one(session)).at("/metadata")).isEqualTo(patched);
        assertThat(alice.patch(one(session), "{\"metadata\":{}}").expect(200).at("/metadata"))
                .isEqualTo(patched);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"metadata\":null}",
                "{\"metadata\":[]}",
                "{\"metadata\":\"x\"}",
                "{\"metadata\":{\"a\":1}}",
                "{\"metadata\":{\"a\":{}}}",
                "{\"metadata\":{\"a\":true}}",
                "{\"title\":\"x\"}"
            })
    void what_is_no_patch_is_400_and_changes_nothing(String json) {
        String session = alice.post(ALL, "{\"metadata\":{\"a\":\"1\"}}").session();
        alice.patch(one(session), json).expect(400, "invalid_request");
        assertThat(alice.get(one(session)).at("/metadata/a").textValue()).isEqualTo("1");
    }

    @Test
    void an_ended_session_is_gone_with_all_it_had() {
        String session = alice.chat("x").session();
        Client.Reply ended = alice.delete(one(session)).expect(204);
        assertThat(ended.bytes()).isEmpty();
        alice.get(one(session)).expect(403, "not_owner");
        alice.history(session).expect(403, "not_owner");
        alice.delete(one(session)).expect(403, "not_owner");
        assertThat(ids(alice.get(ALL))).isEmpty();
    }

    @Test
    void all_sessions_of_one_person_are_ended_and_nobody_elses() {
        String bobs = server.as("bob").open();
        for (int i = 0; i < 120; i++) {
            alice.open();
        }
        assertThat(alice.delete(ALL).expect(200).text()).isEqualTo("{\"deleted\":120}");
        assertThat(alice.delete(ALL).expect(200).text()).isEqualTo("{\"deleted\":0}");
        assertThat(ids(alice.get(ALL))).isEmpty();
        assertThat(ids(server.as("bob").get(ALL))).containsExactly(bobs);
    }

    @Test
    void activity_prolongs_a_session_up_to_its_absolute_end() {
        String session = alice.open();
        for (int day = 1; day < 31; day++) {
            clock.step(Duration.ofHours(23).plusMinutes(59));
            alice.append(session, "still here").expect(201);
        }
        assertThat(alice.get(one(session)).at("/expires_at").textValue()).isEqualTo("2026-12-22T09:30:00.123Z");
        clock.step(Duration.ofMinutes(30));
        alice.get(one(session)).expect(403, "not_owner");
    }
}
