package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The alerts, the dashboard and their document speak of numbers that the server tells, and of each other. */
class OperateDocumentTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern NAME = Pattern.compile("\\b(?:cloakroom|jvm|process)_[a-z0-9_]*[a-z0-9]\\b");
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");

    private static final Set<String> EXPORTED = new TreeSet<>();

    @BeforeAll
    static void ask() {
        EXPORTED.addAll(told("memory:"));
        EXPORTED.addAll(told(RedisServer.shared().uri("prefix=operate").toString()));
    }

    /** The names of a server that has done something, also with the collector. */
    private static Set<String> told(String store) {
        try (LiveServer server = LiveServer.embedded("store", store)) {
            server.as("alice").chat("Hello").expect(200);
            server.nobody().get("/api/v1/sessions").expect(401);
            System.gc();
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            String text = text(server);
            while (!text.contains("jvm_gc_pause_seconds") && System.nanoTime() < end) {
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
                text = text(server);
            }
            return Numbers.names(text);
        }
    }

    private static String text(LiveServer server) {
        return server.nobody().get("/metrics").expect(200).text();
    }

    @Test
    void every_name_in_the_alerts_and_the_dashboard_is_one_that_is_told() throws IOException {
        for (String file : List.of("deploy/prometheus/alerts.yml", "deploy/grafana/cloakroom.json")) {
            Set<String> names = names(read(file));
            assertThat(names).as(file).hasSizeGreaterThan(15);
            assertThat(EXPORTED).as(file).containsAll(names);
        }
    }

    @Test
    void the_document_names_each_family_and_no_other() throws IOException {
        Set<String> told = new TreeSet<>();
        Set<String> others = new TreeSet<>();
        for (String name : EXPORTED) {
            String family = PART.matcher(name).replaceFirst("");
            boolean part = EXPORTED.contains(family + "_bucket") || EXPORTED.contains(family + "_count");
            (name.startsWith("cloakroom_") ? told : others).add(part ? family : name);
        }
        Set<String> documented = names(read("docs/operate.md"));

        assertThat(documented).containsAll(told);
        told.addAll(others);
        assertThat(told).containsAll(documented);
    }

    @Test
    void each_alert_has_its_section_and_each_section_its_alert() throws IOException {
        String alerts = read("deploy/prometheus/alerts.yml");
        List<String> sections = found("(?m)^### (\\w+)$", read("docs/operate.md"));
        List<String> named = found("- alert: (\\w+)", alerts);

        assertThat(named).hasSizeGreaterThanOrEqualTo(16).containsExactlyInAnyOrderElementsOf(sections);
        assertThat(found("runbook: docs/operate\\.md#(\\w+)", alerts))
                .containsExactlyElementsOf(named.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(found("severity: (critical|warning)", alerts)).hasSameSizeAs(named);
        assertThat(found("summary: '(.+)'", alerts)).hasSameSizeAs(named);
    }

    @Test
    void each_alert_is_tried() throws IOException {
        assertThat(found("(?m)^  - name: (Cloakroom\\w+)$", read("deploy/prometheus/alerts_test.yml")))
                .containsExactlyElementsOf(found("- alert: (\\w+)", read("deploy/prometheus/alerts.yml")));
    }

    @Test
    void a_name_that_nobody_tells_is_noticed() {
        assertThat(EXPORTED).doesNotContainAnyElementsOf(names("rate(cloakroom_refusals_total[5m]) > 0"));
    }

    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
            boolean unused = names.add(matcher.group());
        }
        return names;
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
