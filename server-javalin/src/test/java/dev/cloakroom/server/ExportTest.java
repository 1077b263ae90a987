package dev.cloakroom.server;

import static dev.cloakroom.server.UpkeepDesk.ALICE;
import static dev.cloakroom.server.UpkeepDesk.ALICE_OF_ACME;
import static dev.cloakroom.server.UpkeepDesk.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.server.UpkeepDesk.Answered;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command export, on a real Redis. */
class ExportTest {
    private static final String HARD = "line\nend \" \\ \u0000 \u2028 \uD83D\uDE00 \u00e4";

    private final UpkeepDesk desk = new UpkeepDesk();
    private final byte[] bytes = new byte[700_001]; // three chunks

    ExportTest() {
        new Random(7).nextBytes(bytes);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private static List<String> contents(List<JsonNode> messages) {
        return messages.stream().map(line -> line.path("content").asText()).toList();
    }

    @Test
    void everything_of_one_user_is_there_byte_for_byte_and_nobody_elses() {
        SessionId first = desk.filled(ALICE, "first", bytes);
        SessionId second = desk.filled(ALICE, "second", new byte[0]);
        desk.filled(ALICE_OF_ACME, "secret-of-acme");
        desk.filled(BOB, "secret-of-bob");
        Claim claim = desk.registry.claim(first, ALICE, Access.MANAGE);
        desk.registry.grant(claim, BOB, Access.READ);
        List<String> said = new ArrayList<>(List.of("first"));
        for (int i = 0; i < 450; i += 50) {
            List<Draft> drafts = new ArrayList<>();
            for (int j = 0; j < 50; j++) {
                said.add(HARD + (i + j));
                drafts.add(Draft.user(HARD + (i + j)));
            }
            long unused =
                    desk.registry.history().append(claim, Append.of(drafts)).last();
        }
        Answered done = desk.run("export", "--user", "alice");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.text()).doesNotContain("secret-of");
        assertThat(done.text().lines())
                .allSatisfy(
                        line -> assertThat(UpkeepDesk.parsed(line).isObject()).isTrue());
        assertThat(done.lines("session")).hasSize(2);
        JsonNode session = done.lines("session").stream()
                .filter(line -> line.path("session_id").asText().equals(first.text()))
                .findFirst()
                .orElseThrow();
        assertThat(session.path("owner").asText()).isEqualTo("alice");
        assertThat(session.path("last_seq").asLong()).isEqualTo(451);
        assertThat(session.path("metadata").toString()).isEqualTo("{\"topic\":\"first\"}");
        assertThat(session.path("grants").toString()).isEqualTo("{\"bob\":\"read\"}");
        List<JsonNode> messages = done.lines("message").stream()
                .filter(line -> line.path("session_id").asText().equals(first.text()))
                .toList();
        assertThat(contents(messages)).isEqualTo(said);
        assertThat(messages.get(450).path("seq").asLong()).isEqualTo(451);
        List<JsonNode> files = done.lines("file");
        assertThat(files).hasSize(2);
        for (JsonNode file : files) {
            boolean large = file.path("session_id").asText().equals(first.text());
            assertThat(large || file.path("session_id").asText().equals(second.text()))
                    .isTrue();
            assertThat(Base64.getDecoder().decode(file.path("content").asText()))
                    .isEqualTo(large ? bytes : new byte[0]);
            assertThat(file.path("name").asText()).startsWith("../");
        }
        assertThat(done.lines("end").get(0).path("complete").asBoolean()).isTrue();
        assertThat(done.lines("end").get(0).path("messages").asLong()).isEqualTo(452);
        assertThat(done.text().lines().reduce((one, next) -> next).orElseThrow())
                .contains("\"type\":\"end\"");
    }

    @Test
    void files_go_into_a_directory_under_ids_and_nowhere_else(@TempDir Path directory) throws IOException {
        SessionId id = desk.filled(ALICE, "first", bytes);
        Path files = directory.resolve("files");
        Answered done = desk.run("export", "--user", "alice", "--files", files.toString());
        assertThat(done.code()).as(done.err()).isZero();
        JsonNode file = done.lines("file").get(0);
        assertThat(file.has("content")).isFalse();
        assertThat(file.path("path").asText())
                .isEqualTo(id.text() + "/" + file.path("file_id").asText());
        assertThat(Files.readAllBytes(files.resolve(file.path("path").asText())))
                .isEqualTo(bytes);
        try (var all = Files.walk(directory)) {
            assertThat(all.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @Test
    void a_user_of_whom_nothing_is_known_has_an_export_of_one_line() {
        desk.filled(BOB, "bob");
        Answered done = desk.run("export", "--user", "nobody");
        assertThat(done.code()).isZero();
        assertThat(done.text()).hasLineCount(1).contains("\"type\":\"end\"", "\"sessions\":0", "\"complete\":true");
    }

    @Test
    void a_user_who_writes_and_ends_sessions_meanwhile_has_an_export_without_gaps() throws InterruptedException {
        List<SessionId> ids = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ids.add(desk.filled(ALICE, "session " + i));
        }
        AtomicBoolean over = new AtomicBoolean();
        Thread busy = new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                SessionId id = ids.get(20 + i % 20);
                Claim claim = desk.registry.claim(id, ALICE, Access.APPEND);
                long unused = desk.registry
                        .history()
                        .append(claim, Draft.user("more " + i))
                        .last();
                if (i < 20) {
                    desk.registry.close(desk.registry.claim(ids.get(i), ALICE, Access.MANAGE));
                }
            }
        });
        busy.start();
        Answered done = desk.run("export", "--user", "alice");
        over.set(true);
        busy.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(done.code()).as(done.err()).isZero();
        List<String> ended = done.lines("session_ended").stream()
                .map(line -> line.path("session_id").asText())
                .toList();
        assertThat(done.lines("session")).hasSizeBetween(20, 40);
        for (JsonNode session : done.lines("session")) {
            String id = session.path("session_id").asText();
            List<Long> seqs = done.lines("message").stream()
                    .filter(line -> line.path("session_id").asText().equals(id))
                    .map(line -> line.path("seq").asLong())
                    .toList();
            for (int i = 0; i < seqs.size(); i++) {
                assertThat(seqs.get(i)).isEqualTo(i + 1);
            }
            if (!ended.contains(id)) {
                assertThat(seqs).hasSize(session.path("last_seq").asInt());
            }
        }
    }

    @Test
    void what_is_damaged_makes_an_export_incomplete_and_says_so() {
        SessionId id = desk.filled(ALICE, "first");
        desk.filled(ALICE, "second");
        desk.filled(ALICE, "third");
        var unused1 = RedisServer.shared().ask("RPOP", desk.prefix + ":{" + id.text() + "}:h", "2");
        Answered done = desk.run("export", "--user", "alice");
        assertThat(done.code()).isEqualTo(1);
        assertThat(done.err()).contains("not complete").hasLineCount(1);
        assertThat(done.lines("end").get(0).path("complete").asBoolean(true)).isFalse();
        assertThat(done.lines("session_failed"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("session_id").asText()).isEqualTo(id.text()));
        assertThat(contents(done.lines("message"))).containsExactlyInAnyOrder("second", "third");
    }

    @Test
    void R12_an_export_is_one_security_event_without_ids() {
        SessionId id = desk.filled(ALICE_OF_ACME, "first");
        try (SecurityLog log = SecurityLog.listening()) {
            desk.run("export", "--user", "alice", "--tenant", "acme");
            assertThat(log.lines()).singleElement().asString().startsWith("WARN Export: user_hash=");
            assertThat(log.lines().toString()).doesNotContain("alice", "acme", id.text(), "first");
        }
    }
}
