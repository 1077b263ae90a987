package dev.cloakroom.server;

import static dev.cloakroom.server.UpkeepDesk.ALICE_OF_ACME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.session.SessionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What purge and export leave in the security log, as the command of the jar writes it: in a process of its own. */
class UpkeepEventsTest {
    private static final String KEY = "the key of the security log, which tests know";
    private static final KeyedHash HASH = new KeyedHash(KEY.getBytes(StandardCharsets.UTF_8));

    private final UpkeepDesk desk = new UpkeepDesk();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        desk.close();
    }

    /** What a command wrote. */
    private record Written(String out, String err) {
        /** The one line of the security log; around it the store may say how it is. */
        String event() {
            List<String> events = err.lines()
                    .filter(line -> line.contains("cloakroom.security"))
                    .toList();
            assertThat(events).as(err).hasSize(1);
            return events.get(0);
        }
    }

    private Written written(String... args) throws IOException, InterruptedException {
        Path key = Files.writeString(folder.resolve("key"), KEY);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = ServerProcess.command(args);
        command.addAll(List.of("--store", desk.uri.toString(), "--audit-key-file", key.toString()));
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            Process unused = process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        return new Written(Files.readString(out), Files.readString(err));
    }

    /** The members of the event; when it was written is checked and left out. */
    private static Map<String, Object> event(Written written) {
        JsonNode line = UpkeepDesk.parsed(written.event());
        assertThat(line.path("time").textValue()).matches("20..-..-..T..:..:..(\\.\\d+)?Z");
        Map<String, Object> members = new HashMap<>();
        line.properties()
                .forEach(
                        member -> members.put(member.getKey(), member.getValue().asText()));
        members.remove("time");
        return members;
    }

    private static Map<String, Object> warning(String event, Map<String, Object> more) {
        Map<String, Object> members = new HashMap<>(more);
        members.putAll(Map.of("level", "WARN", "logger", "cloakroom.security", "event", event));
        return members;
    }

    @Test
    void R12_a_purge_is_one_line_of_json_with_keyed_hashes_and_nobody_by_name() throws Exception {
        SessionId id = desk.filled(ALICE_OF_ACME, "locker");
        Written purge = written("purge", "--user", "alice", "--tenant", "acme", "--audit-format", "json");
        assertThat(event(purge))
                .isEqualTo(warning(
                        "Purge",
                        Map.of(
                                "what",
                                "user",
                                "user_hash",
                                HASH.of(ALICE_OF_ACME.encoded()),
                                "tenant_hash",
                                HASH.of("acme"),
                                "dry_run",
                                "false")));
        assertThat(purge.err()).doesNotContain("alice", "acme", "locker", id.text());
        assertThat(UpkeepDesk.parsed(purge.out()).path("sessions").path("ended").asInt())
                .isEqualTo(1);
    }

    @Test
    void R12_a_purge_of_a_tenant_that_only_counts_says_so_and_names_no_tenant() throws Exception {
        desk.filled(ALICE_OF_ACME, "locker");
        Written counted = written("purge", "--tenant", "acme", "--dry-run", "--audit-format", "json");
        assertThat(event(counted))
                .isEqualTo(warning(
                        "Purge",
                        Map.of(
                                "what", "tenant",
                                "user_hash", "-",
                                "tenant_hash", HASH.of("acme"),
                                "dry_run", "true")));
        assertThat(counted.err()).doesNotContain("acme");
        assertThat(desk.owned(ALICE_OF_ACME)).hasSize(1);
    }

    @Test
    void R12_an_export_is_one_line_of_json_with_keyed_hashes_and_nothing_of_what_it_gave_out() throws Exception {
        SessionId id = desk.filled(ALICE_OF_ACME, "locker");
        Written export = written("export", "--user", "alice", "--tenant", "acme", "--audit-format", "json");
        assertThat(event(export))
                .isEqualTo(warning(
                        "Export",
                        Map.of("user_hash", HASH.of(ALICE_OF_ACME.encoded()), "tenant_hash", HASH.of("acme"))));
        assertThat(export.err()).doesNotContain("alice", "acme", "locker", id.text());
        assertThat(export.out()).contains("alice", "acme", "locker", id.text()).doesNotContain("cloakroom.security");
    }

    @Test
    void R12_as_text_it_is_one_line_on_standard_error_too() throws Exception {
        desk.filled(ALICE_OF_ACME, "locker");
        Written export = written("export", "--user", "alice", "--tenant", "acme");
        assertThat(export.event())
                .endsWith("Export: user_hash=" + HASH.of(ALICE_OF_ACME.encoded()) + " tenant_hash=" + HASH.of("acme"));
        assertThat(export.err()).doesNotContain("alice", "acme", "locker");
        assertThat(export.out()).doesNotContain("cloakroom.security");
    }
}
