package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance tells Prometheus, after it has really done something. */
class MetricsTest {

    private static final String CANARY = "canary-of-alice";
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    private static final String UUID_PART = "[0-9a-f]{8}-[0-9a-f]{4}";

    @Test
    void what_was_done_is_told_by_route_operation_and_reason() throws IOException {
        try (LiveServer server = LiveServer.start().pinned()) {
            String session = traffic(server);
            server.nobody()
                    .get("/health")
                    .expect(200); // looks at once who shares the store, as happens every ten seconds
            Map<String, Double> told = Numbers.of(text(server));

            assertThat(told)
                    .containsEntry(requests("POST", "/api/v1/chat/send", 200), 1.0)
                    .containsEntry(requests("GET", "/api/v1/sessions/{id}/messages", 403), 2.0)
                    .containsEntry(requests("GET", "none", 404), 1.0)
                    .containsEntry("cloakroom_denials_total{reason=\"foreign\"}", 1.0)
                    .containsEntry("cloakroom_denials_total{reason=\"malformed\"}", 1.0)
                    .containsEntry("cloakroom_problems_total{code=\"not_owner\"}", 2.0)
                    .containsEntry("cloakroom_problems_total{code=\"conflict\"}", 1.0)
                    .containsEntry("cloakroom_problems_total{code=\"key_reused\"}", 1.0)
                    .containsEntry("cloakroom_authentication_failures_total{reason=\"no_credentials\"}", 1.0)
                    .containsEntry("cloakroom_session_changes_total{kind=\"opened\"}", 2.0)
                    .containsEntry("cloakroom_client_ids_ignored_total", 1.0)
                    .containsEntry("cloakroom_replays_total", 1.0)
                    .containsEntry("cloakroom_turns_limit", 40.0)
                    .containsEntry("cloakroom_turns_running", 0.0)
                    .containsEntry("cloakroom_followers_limit", 10_000.0)
                    .containsEntry(
                            "cloakroom_instances", (double) Backend.chosen().instances())
                    .containsEntry("cloakroom_version_skew", 0.0)
                    .containsEntry("cloakroom_draining", 0.0)
                    .containsEntry("cloakroom_requests_in_flight", 1.0)
                    .containsEntry("cloakroom_responder_seconds_count{outcome=\"done\"}", 1.0);
            assertThat(told.get(operations("append", "done"))).isGreaterThanOrEqualTo(3);
            assertThat(told.get(operations("append", "refused"))).isGreaterThanOrEqualTo(2);
            assertThat(told.keySet()).contains(operations("append", "unknown"), operations("facts", "unavailable"));
            assertThat(told)
                    .containsKeys(
                            "cloakroom_http_requests_seconds_bucket{method=\"POST\",route=\"/api/v1/chat/send\","
                                    + "status=\"200\",le=\"3.0\"}",
                            "cloakroom_store_operation_seconds_bucket{operation=\"append\",le=\"0.01\"}",
                            "process_cpu_usage",
                            "process_files_open_files",
                            "process_start_time_seconds",
                            "jvm_threads_live_threads");
            assertThat(text(server))
                    .contains("jvm_memory_used_bytes{area=\"heap\"", "jvm_gc_", "cloakroom_build_info{");
            assertThat(session).isNotEmpty();
        }
    }

    @Test
    void a_store_tells_numbers_of_its_own() {
        try (LiveServer server = LiveServer.start().pinned()) {
            String session = server.as("alice").open();
            Map<String, Double> told = Numbers.of(text(server));
            if (Backend.chosen().storeName().equals("redis")) {
                assertThat(told)
                        .containsEntry("cloakroom_store_crossed_replies_total", 0.0)
                        .containsEntry("cloakroom_store_evicting", 0.0)
                        .containsKeys(
                                "cloakroom_store_connections_in_use",
                                "cloakroom_store_connections_idle",
                                "cloakroom_store_connections_waiting",
                                "cloakroom_store_connections_limit",
                                "cloakroom_store_connections_broken_total",
                                "cloakroom_store_evicted_keys_total");
            } else {
                assertThat(told)
                        .containsEntry("cloakroom_store_sessions", 1.0)
                        .containsEntry("cloakroom_store_sessions_limit", 100_000.0)
                        .containsKeys("cloakroom_store_bytes", "cloakroom_store_bytes_limit");
            }
            assertThat(session).isNotEmpty();
        }
    }

    @Test
    void R12_no_id_no_user_and_no_content_is_told() throws IOException {
        try (LiveServer server = LiveServer.start().pinned()) {
            String session = traffic(server);
            String text = text(server);

            assertThat(text).doesNotContain(session, CANARY, "alice", "mallory", "my-key", "127.0.0.1");
            assertThat(Pattern.compile(UUID_PART).matcher(text).find()).isFalse();
            Map<String, String> labels = new TreeMap<>();
            Matcher found = LABEL.matcher(text);
            while (found.find()) {
                labels.merge(found.group(1), found.group(2), (one, other) -> one);
            }
            assertThat(labels.keySet())
                    .isSubsetOf(List.of(
                            "action",
                            "area",
                            "cause",
                            "code",
                            "gc",
                            "id",
                            "kind",
                            "le",
                            "limit",
                            "method",
                            "operation",
                            "outcome",
                            "reason",
                            "route",
                            "runtime",
                            "state",
                            "status",
                            "store",
                            "vendor",
                            "version",
                            "level"));
        }
    }

    @Test
    void with_a_port_of_its_own_nothing_else_is_served_there_and_metrics_nowhere_else() throws IOException {
        try (LiveServer server = LiveServer.start("management-port", "0").pinned()) {
            int port = server.server.managementPort().orElseThrow();
            assertThat(port).isNotEqualTo(server.port());
            Client management = server.nobody().through(port);
            assertThat(management.get("/metrics").expect(200).text()).contains("cloakroom_build_info");
            management.get("/livez").expect(200);
            management.get("/readyz").expect(200);
            for (String other : List.of("/health", "/api/v1/sessions", "/docs", "/openapi.yaml")) {
                assertThat(new RawRequest("GET", other, "X-User-Id: alice\r\n", "").status(port))
                        .as(other)
                        .isEqualTo(404);
            }
            server.nobody().get("/metrics").expect(404);
        }
    }

    @Test
    void outside_of_dev_it_needs_the_admin_key_and_without_one_there_is_no_such_page(@TempDir Path folder)
            throws IOException {
        String service = Files.writeString(folder.resolve("service"), "key-of-the-service")
                .toString();
        String admin = Files.writeString(folder.resolve("admin"), "key-of-the-operator")
                .toString();
        try (LiveServer server = LiveServer.start("auth", "proxy", "service-key-file", service)) {
            server.nobody().get("/metrics").expect(404);
        }
        try (LiveServer server =
                LiveServer.start("auth", "proxy", "service-key-file", service, "admin-key-file", admin)) {
            server.nobody().get("/metrics").expect(401);
            server.nobody()
                    .with("Authorization", "Bearer key-of-the-service")
                    .get("/metrics")
                    .expect(401);
            server.nobody()
                    .with("Authorization", "Bearer key-of-the-operator")
                    .get("/metrics")
                    .expect(200);
        }
        try (LiveServer server =
                LiveServer.start("auth", "proxy", "service-key-file", service, "management-port", "0")) {
            server.nobody()
                    .through(server.server.managementPort().orElseThrow())
                    .get("/metrics")
                    .expect(200);
        }
    }

    /** Something of each kind; the session is alice's. */
    private static String traffic(LiveServer server) throws IOException {
        Client alice = server.as("alice");
        String session = alice.post("/api/v1/chat/send", "{\"message\":\"" + CANARY + "\"}")
                .expect(200)
                .session();
        String messages = "/api/v1/sessions/" + session + "/messages";
        Client keyed = alice.with("Idempotency-Key", "my-key");
        keyed.post(messages, message("a")).expect(201);
        keyed.post(messages, message("a")).expect(200);
        keyed.post(messages, message("b")).expect(422);
        alice.post(messages, "{\"messages\":[{\"role\":\"user\",\"content\":\"c\"}],\"expected_last_seq\":0}")
                .expect(409);
        server.as("mallory").get(messages).expect(403);
        server.as("mallory").get("/api/v1/sessions/" + CANARY + "/messages").expect(403);
        server.nobody().get("/api/v1/sessions").expect(401);
        server.nobody().get("/" + CANARY).expect(404);
        alice.post("/api/v1/sessions", "{\"session_id\":\"" + CANARY + "\"}").expect(201);
        return session;
    }

    private static String message(String content) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + content + "\"}]}";
    }

    private static String text(LiveServer server) {
        return server.nobody().get("/metrics").expect(200).text();
    }

    private static String requests(String method, String route, int status) {
        return "cloakroom_http_requests_seconds_count{method=\"" + method + "\",route=\"" + route + "\",status=\""
                + status + "\"}";
    }

    private static String operations(String operation, String outcome) {
        return "cloakroom_store_operations_total{operation=\"" + operation + "\",outcome=\"" + outcome + "\"}";
    }
}
