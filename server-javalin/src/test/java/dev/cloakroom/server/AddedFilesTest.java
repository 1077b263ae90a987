package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adding files to a session that is there, and removing them. */
class AddedFilesTest {

    private final LiveServer server = LiveServer.start("max-files", "3", "max-session-file-bytes", "10");
    private final Client alice = server.as("alice");
    private final String session = alice.open();
    private final String files = "/api/v1/sessions/" + session + "/files";

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> names() {
        return alice.get(files).expect(200).at("/data").findValuesAsText("name");
    }

    private String one(Client.Reply added, int index) {
        return files + "/" + added.at("/files/" + index + "/file_id").asText();
    }

    @Test
    void files_are_added_in_order_listed_downloaded_and_removed() {
        Client.Reply added = alice.addFiles(session, new Form().file("a", "1").file("a", "22"))
                .expect(201);
        assertThat(added.at("/files")).isEqualTo(alice.get(files).at("/data"));
        assertThat(alice.get(one(added, 1)).expect(200).text()).isEqualTo("22");
        alice.addFiles(session, new Form().file("b", "333")).expect(201);
        assertThat(names()).containsExactly("a", "a", "b");
        alice.delete(one(added, 0)).expect(204);
        alice.delete(one(added, 0)).expect(404, "not_found");
        alice.get(one(added, 0)).expect(404, "not_found");
        assertThat(names()).containsExactly("a", "b");
    }

    @Test
    void adding_and_removing_is_activity_and_a_session_id_part_is_ignored() {
        String other = server.as("bob").open();
        alice.addFiles(session, new Form().field("session_id", other).file("a", "1"))
                .expect(201);
        assertThat(names()).containsExactly("a");
        assertThat(server.as("bob").get("/api/v1/sessions/" + other + "/files").at("/data"))
                .isEmpty();
    }

    @Test
    void R11_a_form_that_does_not_fit_adds_nothing_of_it() {
        alice.addFiles(session, new Form().file("a", "1234").file("b", "12")).expect(201);
        alice.addFiles(session, new Form().file("c", "1").file("d", "1")).expect(409, "limit_reached");
        alice.addFiles(session, new Form().file("c", "12345")).expect(409, "limit_reached");
        alice.addFiles(session, new Form().file("c", "12345678901")).expect(409, "limit_reached");
        server.as("mallory")
                .addFiles(session, new Form().file("c", "12345678901"))
                .expect(403, "not_owner");
        alice.addFiles(session, new Form()).expect(400, "invalid_request");
        assertThat(names()).containsExactly("a", "b");
        alice.addFiles(session, new Form().file("c", "1234")).expect(201);
        alice.addFiles(session, new Form().file("d", "")).expect(409, "limit_reached");
    }

    @Test
    void R6_a_form_is_added_once_under_its_key_also_when_its_files_are_gone_or_the_session_is_full() {
        Form form = new Form().file("a", "1").file("b", "2");
        Client keyed = alice.keyed("k");
        Client.Reply first = keyed.addFiles(session, form).expect(201);
        Client.Reply again = keyed.addFiles(session, form).expect(200);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(names()).containsExactly("a", "b");
        alice.addFiles(session, new Form().file("c", "3")).expect(201);
        alice.delete(one(first, 0)).expect(204);
        assertThat(keyed.addFiles(session, form).expect(200).text()).isEqualTo(first.text());
        assertThat(names()).containsExactly("b", "c");
        keyed.addFiles(session, new Form().file("a", "1")).expect(422, "key_reused");
        keyed.addFiles(session, new Form().file("a", "1").file("b", "3")).expect(422, "key_reused");
        keyed.append(session, "another operation").expect(201);
        assertThat(keyed.addFiles(alice.open(), form).expect(201).replayed()).isFalse();
    }

    @Test
    void R6_an_upload_is_answered_as_at_first_whatever_became_of_its_files() {
        Form form = new Form().file("a", "1");
        Client.Reply first = alice.keyed("k").upload(form).expect(201);
        String own = "/api/v1/sessions/" + first.session() + "/files/";
        alice.addFiles(first.session(), new Form().file("b", "2")).expect(201);
        alice.delete(own + first.at("/files/0/file_id").asText()).expect(204);
        Client.Reply again = alice.keyed("k").upload(form).expect(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(alice.get("/api/v1/sessions").at("/data")).hasSize(2);
    }

    @Test
    void an_unknown_file_of_ones_own_is_404_and_of_a_foreign_session_403() {
        Client.Reply added = alice.addFiles(session, new Form().file("a", "1")).expect(201);
        for (String id : List.of(UUID.randomUUID().toString(), "x", "%20")) {
            alice.delete(files + "/" + id).expect(404, "not_found");
            server.as("mallory").delete(files + "/" + id).expect(403, "not_owner");
        }
        server.as("mallory").delete(one(added, 0)).expect(403, "not_owner");
        server.as("mallory").addFiles(session, new Form().file("a", "1")).expect(403, "not_owner");
        String other = alice.open();
        alice.delete(one(added, 0).replace(session, other)).expect(404, "not_found");
        assertThat(names()).containsExactly("a");
    }
}
