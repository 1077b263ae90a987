package dev.cloakroom.verify.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.verify.evidence.Account;
import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Comparison;
import dev.cloakroom.verify.evidence.Findings;
import dev.cloakroom.verify.evidence.Lane;
import dev.cloakroom.verify.evidence.Latencies;
import dev.cloakroom.verify.evidence.Sightings;
import dev.cloakroom.verify.evidence.Violation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The page and the JSON of a run through a server that sends what it likes. */
class ReportsTest {
    private static final String HOSTILE = "</p><script src=\"https://elsewhere.example/x.js\"></script>\u0000";

    @Test
    void a_page_needs_no_other_file_and_runs_nothing_that_a_server_sent() {
        String page = HtmlReport.of(account());

        assertThat(page)
                .startsWith("<!doctype html>")
                .endsWith("</html>\n")
                .contains("VIOLATION", "&lt;script", "Who saw whose", "Foreign or unknown?", "1 wrong")
                .doesNotContain("<script", "<link", "@import", " src=\"", "\u0000");
    }

    @Test
    void the_json_has_the_verdict_each_check_and_what_was_not_tried() throws IOException {
        JsonNode json = new ObjectMapper().readTree(JsonReport.of(account()));

        assertThat(json.path("verdict").asText()).isEqualTo("VIOLATION");
        assertThat(json.path("checks")).hasSize(Check.values().length);
        assertThat(json.path("inconclusive_because").toString()).contains("the moon");
        assertThat(json.path("forbidden_sightings")).hasSize(1);
    }

    private static Account account() {
        Findings findings = new Findings(EnumSet.allOf(Check.class));
        findings.broken(Check.FOREIGN_DATA, new Violation("a list " + HOSTILE, "own ones", HOSTILE));
        Sightings sightings = new Sightings(2);
        sightings.saw(0, 0, true);
        sightings.saw(0, 1, false);
        Latencies latencies = new Latencies();
        latencies.add("GET /api/v1/sessions", System.nanoTime(), 1_000_000, false, 0);
        Lane lane = new Lane(
                "session of user 0",
                List.of(new Lane.Cell(1, 0, Lane.State.KEPT), new Lane.Cell(2, -1, Lane.State.GAP)));
        Account.Setting setting = new Account.Setting(
                List.of("http://127.0.0.1:8080"),
                List.of(HOSTILE),
                "run",
                7,
                2,
                20,
                false,
                Instant.EPOCH,
                Duration.ofSeconds(3));
        return new Account(
                setting,
                findings,
                sightings,
                latencies,
                List.of(new Comparison("GET " + HOSTILE, List.of(1_000_000L), List.of(1_100_000L))),
                List.of(lane),
                0,
                List.of("the moon was not tried"),
                0,
                List.of(HOSTILE),
                Optional.empty());
    }
}
