package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus itself says of its configuration, of the alerts, and of the numbers that the server tells. */
@Tag("clients")
class PromtoolTest {

    private static final Path FOLDER = Path.of("").toAbsolutePath().getParent().resolve("deploy/prometheus");

    @TempDir
    private Path folder;

    @Test
    void the_configuration_and_the_rules_are_valid() throws Exception {
        assertThat(run("check", "config", "prometheus.yml").code()).isZero();
        assertThat(run("check", "rules", "alerts.yml").code()).isZero();
    }

    @Test
    void each_alert_fires_in_its_case_and_is_silent_in_the_normal_one() throws Exception {
        Ended ended = run("test", "rules", "alerts_test.yml");
        assertThat(ended.code()).as(ended.said()).isZero();
    }

    @Test
    void an_alert_that_never_fires_is_noticed() throws Exception {
        String alerts = Files.readString(FOLDER.resolve("alerts.yml"));
        Files.writeString(
                folder.resolve("alerts.yml"), alerts.replace("cloakroom_draining > 0", "cloakroom_draining > 1"));
        Files.copy(FOLDER.resolve("alerts_test.yml"), folder.resolve("alerts_test.yml"));
        Ended ended = run("test", "rules", folder.resolve("alerts_test.yml").toString());
        assertThat(ended.code()).isNotZero();
        assertThat(ended.said()).contains("CloakroomDrainingTooLong");
    }

    @Test
    void the_numbers_of_the_server_are_well_formed() throws Exception {
        try (LiveServer server = LiveServer.start().pinned()) {
            server.as("alice").chat("Hello").expect(200);
            Path text = Files.write(
                    folder.resolve("metrics"),
                    server.nobody().get("/metrics").expect(200).bytes());
            Ended ended = run(text, "check", "metrics");
            assertThat(ended.said()).isEmpty();
            assertThat(ended.code()).isZero();
        }
    }

    private record Ended(int code, String said) {}

    private Ended run(String... words) throws IOException, InterruptedException {
        return run(null, words);
    }

    private Ended run(@Nullable Path in, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("promtool"));
        line.addAll(List.of(words));
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        if (in != null) {
            builder.redirectInput(in.toFile());
        }
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(said));
        } finally {
            process.destroyForcibly();
        }
    }
}
