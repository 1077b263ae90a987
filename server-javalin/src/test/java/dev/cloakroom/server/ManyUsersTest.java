package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many at once: nobody sees, changes or loses another's data. */
class ManyUsersTest {

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = LiveServer.start("queue-wait", "30s");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 200})
    void uploads_with_one_session_id_all_get_their_own_session(int users) {
        List<Client.Reply> uploads = AtOnce.run(
                users,
                i -> server.as("up-" + users + "-" + i)
                        .upload(new Form()
                                .field("session_id", "shared-session")
                                .file("marker.txt", "marker of " + i)
                                .file("marker.txt", "second of " + i)));
        Set<String> sessions = new HashSet<>();
        Set<String> files = new HashSet<>();
        for (int i = 0; i < users; i++) {
            Client.Reply upload = uploads.get(i).expect(201);
            sessions.add(upload.session());
            upload.at("/files").forEach(file -> files.add(file.get("file_id").textValue()));
        }
        assertThat(sessions).hasSize(users);
        assertThat(files).hasSize(2 * users);
        for (int i = 0; i < users; i++) {
            String path = "/api/v1/sessions/" + uploads.get(i).session() + "/files";
            Client owner = server.as("up-" + users + "-" + i);
            JsonNode listed = owner.get(path).expect(200).at("/data");
            assertThat(listed).hasSize(2);
            String one = path + "/" + listed.at("/0/file_id").textValue();
            assertThat(owner.get(one).expect(200).text()).isEqualTo("marker of " + i);
            server.as("up-" + users + "-" + (i + 1) % users).get(one).expect(403, "not_owner");
        }
    }

    @Test
    void eight_writers_lose_nothing() {
        Client alice = server.as("writer");
        String session = alice.open();
        List<List<Long>> acknowledged = AtOnce.run(8, thread -> {
            List<Long> places = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                places.addAll(
                        alice.append(session, thread + ":" + i).expect(201).seqs());
            }
            return places;
        });
        TreeMap<Long, String> expected = new TreeMap<>();
        for (int thread = 0; thread < 8; thread++) {
            assertThat(acknowledged.get(thread)).isSorted();
            for (int i = 0; i < 50; i++) {
                expected.put(acknowledged.get(thread).get(i), thread + ":" + i);
            }
        }
        assertThat(expected.keySet())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 400).boxed().toList());
        List<String> history = new ArrayList<>(
                alice.get(Client.messages(session) + "?after=0&limit=200").contents());
        history.addAll(
                alice.get(Client.messages(session) + "?after=200&limit=200").contents());
        assertThat(history).containsExactlyElementsOf(expected.values());
    }

    @Test
    void batches_stay_together() {
        Client alice = server.as("batcher");
        String session = alice.open();
        List<Client.Reply> added = AtOnce.run(
                8,
                thread -> alice.append(
                        session,
                        IntStream.range(0, 20).mapToObj(i -> thread + ":" + i).toArray(String[]::new)));
        for (int thread = 0; thread < 8; thread++) {
            long first = added.get(thread).expect(201).seqs().get(0);
            Client.Reply read = alice.get(Client.messages(session) + "?limit=20&after=" + (first - 1));
            assertThat(read.contents()).isEqualTo(added.get(thread).contents());
        }
        assertThat(alice.history(session).seqs()).hasSize(160);
    }

    @Test
    void of_eight_that_expect_the_same_seq_one_wins() {
        Client alice = server.as("racer");
        String session = alice.open();
        for (int round = 0; round < 5; round++) {
            String expected = "],\"expected_last_seq\":" + round + "}";
            List<Client.Reply> replies = AtOnce.run(
                    8,
                    i -> alice.post(
                            Client.messages(session), Client.batch("w" + i).replace("]}", expected)));
            assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
            assertThat(replies)
                    .filteredOn(reply -> reply.status() != 201)
                    .allSatisfy(reply -> reply.expect(409, "conflict"));
        }
        assertThat(alice.history(session).seqs()).hasSize(5);
    }

    @Test
    void one_key_sent_eight_times_at_once_appends_once() {
        Client alice = server.as("retrier");
        String session = alice.open();
        List<Client.Reply> replies =
                AtOnce.run(8, i -> alice.keyed("k").append(session, "once").expectAny(200, 201));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        assertThat(replies)
                .extracting(Client.Reply::text)
                .containsOnly(replies.get(0).text());
        assertThat(alice.history(session).contents()).containsExactly("once");
    }

    @Test
    void one_key_that_opens_eight_times_at_once_opens_once() {
        Client alice = server.as("opener");
        List<Client.Reply> replies =
                AtOnce.run(8, i -> alice.keyed("k").post("/api/v1/sessions").expectAny(200, 201, 409));
        assertThat(replies).filteredOn(reply -> reply.status() == 201).hasSize(1);
        assertThat(alice.get("/api/v1/sessions").at("/data")).hasSize(1);
        Form form = new Form().file("a", "x");
        List<Client.Reply> uploads =
                AtOnce.run(8, i -> alice.keyed("k").upload(form).expectAny(200, 201, 409));
        assertThat(uploads).filteredOn(reply -> reply.status() == 201).hasSize(1);
        List<Client.Reply> chats = AtOnce.run(8, i -> alice.keyed("k").chat("m").expectAny(200, 409));
        assertThat(chats)
                .filteredOn(reply -> reply.status() == 200 && !reply.replayed())
                .hasSize(1);
        assertThat(alice.get("/api/v1/sessions").at("/data")).hasSize(3);
    }

    @Test
    void concurrent_patches_all_take_effect() {
        Client alice = server.as("patcher");
        String path = "/api/v1/sessions/" + alice.open();
        List<Client.Reply> replies =
                AtOnce.run(16, i -> alice.patch(path, "{\"metadata\":{\"k" + i + "\":\"" + i + "\"}}"));
        assertThat(replies).allSatisfy(reply -> reply.expect(200));
        assertThat(alice.get(path).at("/metadata")).hasSize(16);
    }

    @Test
    void a_name_that_many_claim_at_once_is_one_persons() {
        List<Client.Reply> replies =
                AtOnce.run(16, i -> server.as("claimant-" + i).chat("m" + i, "contested"));
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(1);
        assertThat(replies)
                .filteredOn(reply -> reply.status() != 200)
                .allSatisfy(reply -> reply.expect(403, "not_owner"));
        for (int i = 0; i < 16; i++) {
            boolean won = replies.get(i).status() == 200;
            assertThat(server.as("claimant-" + i).get("/api/v1/sessions").at("/data"))
                    .hasSize(won ? 1 : 0);
        }
    }

    @Test
    void two_hundred_users_with_twenty_chats_each_have_exactly_their_own_history() {
        List<String> failures = AtOnce.run(200, user -> {
            Client who = server.as("user-" + user);
            String session = "";
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String message = "user " + user + " message " + i;
                Client.Reply reply = i == 0 ? who.chat(message) : who.chat(message, session);
                if (reply.status() != 200) {
                    return reply.toString();
                }
                session = reply.session();
                expected.add(message);
                expected.add(message);
            }
            Client.Reply history = who.history(session);
            boolean own = history.contents().equals(expected)
                    && who.get("/api/v1/sessions").at("/data").size() == 1;
            return own ? "" : "another history for user " + user;
        });
        assertThat(failures).containsOnly("");
    }
}
