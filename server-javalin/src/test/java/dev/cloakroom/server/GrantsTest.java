package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sharing a session over HTTP. */
class GrantsTest {

    private LiveServer server;
    private Client alice;
    private Client bob;
    private String session;
    private String path;
    private String grants;

    @BeforeEach
    void start() {
        server = LiveServer.start("max-grants", "3");
        alice = server.as("alice");
        bob = server.as("bob");
        session = alice.open();
        path = "/api/v1/sessions/" + session;
        grants = path + "/grants";
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Client.Reply grant(String user, String access) {
        return alice.put(grants, "{\"user\":\"" + user + "\",\"access\":\"" + access + "\"}");
    }

    @Test
    void a_grant_shows_in_the_list_and_in_the_session_as_the_other_sees_it() {
        assertThat(alice.get(grants).expect(200).at("/data")).isEmpty();
        assertThat(grant("bob", "read").expect(200).at("/data").findValuesAsText("access"))
                .containsExactly("read");
        assertThat(bob.get(path).expect(200).at("/access").asText()).isEqualTo("read");
        assertThat(bob.get(path).at("/owner").asText()).isEqualTo("alice");
        assertThat(alice.get(path).at("/access").asText()).isEqualTo("owner");
        assertThat(grant("bob", "append").expect(200).at("/data").findValuesAsText("access"))
                .containsExactly("append");
        assertThat(bob.get(path).expect(200).at("/access").asText()).isEqualTo("append");
        grant("anna", "read").expect(200);
        Client.Reply list = alice.get(grants).expect(200);
        assertThat(list.at("/data").findValuesAsText("user")).containsExactly("anna", "bob");
        assertThat(list.at("/first_id").asText()).isEqualTo("anna");
        assertThat(list.at("/last_id").asText()).isEqualTo("bob");
        assertThat(bob.get("/api/v1/sessions").at("/data")).isEmpty();
    }

    @Test
    void a_reader_reads_and_no_more() {
        alice.append(session, "hello").expect(201);
        grant("bob", "read").expect(200);
        assertThat(bob.history(session).contents()).containsExactly("hello");
        bob.get(path + "/files").expect(200);
        bob.append(session, "x").expect(403, "not_owner");
        bob.chat("x", session).expect(403, "not_owner");
        bob.patch(path, "{\"metadata\":{\"a\":\"b\"}}").expect(403, "not_owner");
        bob.addFiles(session, new Form().file("a", "x")).expect(403, "not_owner");
        assertThat(alice.history(session).contents()).containsExactly("hello");
    }

    @Test
    void an_appender_writes_under_their_own_name_and_is_no_owner() {
        grant("bob", "append").expect(200);
        assertThat(bob.append(session, "from bob")
                        .expect(201)
                        .at("/data/0/author")
                        .asText())
                .isEqualTo("bob");
        bob.chat("hi", session).expect(200);
        bob.patch(path, "{\"metadata\":{\"a\":\"b\"}}").expect(200);
        bob.addFiles(session, new Form().file("a", "x")).expect(201);
        try (SecurityLog log = SecurityLog.listening()) {
            bob.get(grants).expect(403, "not_owner");
            bob.put(grants, "{\"user\":\"carol\",\"access\":\"read\"}").expect(403, "not_owner");
            bob.delete(grants + "?user=alice").expect(403, "not_owner");
            bob.delete(path).expect(403, "not_owner");
            assertThat(log.attempts()).hasSize(4).allMatch(line -> line.contains("reason=INSUFFICIENT"));
        }
        assertThat(alice.get(path).expect(200).at("/last_seq").asInt()).isEqualTo(3);
    }

    @Test
    void R8_a_revoke_takes_effect_at_once_and_a_second_one_changes_nothing() {
        grant("bob", "append").expect(200);
        bob.keyed("k").append(session, "x").expect(201);
        alice.delete(grants + "?user=bob").expect(204);
        bob.get(path).expect(403, "not_owner");
        bob.keyed("k").append(session, "x").expect(403, "not_owner");
        alice.delete(grants + "?user=bob").expect(204);
        alice.delete(grants + "?user=nobody").expect(204);
        assertThat(alice.get(grants).at("/data")).isEmpty();
    }

    @Test
    void R6_two_people_with_the_same_key_do_not_meet() {
        grant("bob", "append").expect(200);
        Client.Reply hers = alice.keyed("same").append(session, "from alice").expect(201);
        Client.Reply his = bob.keyed("same").append(session, "from bob").expect(201);
        assertThat(his.replayed()).isFalse();
        assertThat(alice.keyed("same").append(session, "from alice").expect(200).text())
                .isEqualTo(hers.text());
        assertThat(bob.keyed("same").append(session, "from bob").expect(200).text())
                .isEqualTo(his.text());
        alice.keyed("same").append(session, "from bob").expect(422, "key_reused");
        Client.Reply chat = alice.keyed("same").chat("m", session).expect(200);
        assertThat(bob.keyed("same").chat("m", session).expect(200).replayed()).isFalse();
        assertThat(alice.keyed("same").chat("m", session).expect(200).text()).isEqualTo(chat.text());
        bob.keyed("same").addFiles(session, new Form().file("b", "b")).expect(201);
        alice.keyed("same").addFiles(session, new Form().file("a", "a")).expect(201);
        assertThat(alice.history(session).contents()).containsExactly("from alice", "from bob", "m", "m", "m", "m");
    }

    @Test
    void R11_a_session_has_so_many_grants_and_not_one_more() {
        grant("a", "read").expect(200);
        grant("b", "read").expect(200);
        grant("c", "read").expect(200);
        grant("d", "read").expect(409, "limit_reached");
        grant("c", "append").expect(200);
        alice.delete(grants + "?user=a").expect(204);
        grant("d", "read").expect(200);
        assertThat(alice.get(grants).at("/data").findValuesAsText("user")).containsExactly("b", "c", "d");
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of("{}"),
                Arguments.of("{\"user\":\"bob\"}"),
                Arguments.of("{\"access\":\"read\"}"),
                Arguments.of("{\"user\":\"bob\",\"access\":\"owner\"}"),
                Arguments.of("{\"user\":\"bob\",\"access\":\"READ\"}"),
                Arguments.of("{\"user\":\"bob\",\"access\":null}"),
                Arguments.of("{\"user\":\"\",\"access\":\"read\"}"),
                Arguments.of("{\"user\":7,\"access\":\"read\"}"),
                Arguments.of("{\"user\":\"a\\u0000\",\"access\":\"read\"}"),
                Arguments.of("{\"user\":\"" + "u".repeat(129) + "\",\"access\":\"read\"}"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void what_is_no_grant_is_400_before_anyone_is_let_in(String body) {
        alice.put(grants, body).expect(400, "invalid_request");
        server.as("mallory").put(grants, body).expect(400, "invalid_request");
        assertThat(alice.get(grants).at("/data")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?user=", "?user=a&user=b", "?user=%00", "?users=bob"})
    void whose_access_is_taken_has_to_be_said(String query) {
        alice.delete(grants + query).expect(400, "invalid_request");
    }

    @Test
    void names_of_128_characters_of_any_script_are_users_and_the_owner_needs_no_grant() {
        String longest = "\uD83D\uDE00".repeat(128);
        grant(longest, "read").expect(200);
        alice.delete(grants + "?user=" + "%F0%9F%98%80".repeat(128)).expect(204);
        assertThat(alice.get(grants).at("/data")).isEmpty();
        grant("alice", "read").expect(400, "invalid_request");
        for (String user : List.of("Bob", "bob ", " bob")) {
            grant(user, "read").expect(200);
        }
        bob.get(path).expect(403, "not_owner");
    }
}
