package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What compose.yaml starts in containers, started without: its flags for both instances, its Redis with its users, its
 * nginx and its Prometheus, all from the files that are shipped, with ports and places replaced.
 */
@Tag("full")
@Timeout(300)
class TopologyTest {
    private static final Path DEPLOY = Path.of("../../deploy");
    private static final Pattern PORT = Pattern.compile("(?m)^port 6379$");

    @TempDir
    Path directory;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : processes) {
            process.destroy();
            boolean ended = process.waitFor(20, TimeUnit.SECONDS);
            assertThat(ended).isTrue();
        }
    }

    @Test
    void the_shipped_files_fit_together() throws Exception {
        secrets();
        int redisPort = redis();
        int[] management = {freePort(), freePort()};
        try (RestartedServer one = RestartedServer.start(flags(redisPort, management[0]));
                RestartedServer other = RestartedServer.start(flags(redisPort, management[1]));
                Nginx nginx = Nginx.before(directory, one.address(), other.address())) {
            String key =
                    Files.readString(directory.resolve("secrets/service_key")).strip();
            String admin =
                    Files.readString(directory.resolve("secrets/admin_key")).strip();
            Plain ann = new Plain(nginx.url(), "Authorization", "Bearer " + key, "X-User-Id", "ann");
            Plain ben = new Plain(nginx.url(), "Authorization", "Bearer " + key, "X-User-Id", "ben");

            String id = ann.post(200, "/api/v1/chat/send", "{\"message\":\"Hello\"}")
                    .path("session_id")
                    .asText();
            JsonNode again =
                    ann.post(200, "/api/v1/chat/send", "{\"message\":\"Still there?\",\"session_id\":\"" + id + "\"}");
            assertThat(again.at("/reply/seq").asInt()).isEqualTo(4);
            JsonNode refused =
                    ben.post(403, "/api/v1/chat/send", "{\"message\":\"Hello\",\"session_id\":\"" + id + "\"}");
            assertThat(refused.path("code").asText()).isEqualTo("not_owner");
            assertThat(new Plain(nginx.url(), "X-User-Id", "ann")
                            .send("GET", "/api/v1/sessions", "")
                            .statusCode())
                    .as("without the key nobody is believed")
                    .isEqualTo(401);

            JsonNode health = new Plain(nginx.url(), "Authorization", "Bearer " + admin).get(200, "/health");
            assertThat(health.path("instances").asInt()).isEqualTo(2);
            assertThat(health.path("version_skew").asBoolean()).isFalse();
            for (String closed : List.of("/api/v1/admin/overview", "/console", "/metrics")) {
                assertThat(new Plain(nginx.url(), "Authorization", "Bearer " + admin)
                                .send("GET", closed, "")
                                .statusCode())
                        .as("%s from outside", closed)
                        .isEqualTo(404);
            }
            JsonNode overview =
                    new Plain(one.url(), "Authorization", "Bearer " + admin).get(200, "/api/v1/admin/overview");
            assertThat(overview).as("from inside").isNotEmpty();
            requireWatched(prometheus(management));
            requireGivenOutAndEnded(ann, id, redisPort);
        }
    }

    /** With the service of compose.yaml that is for it. */
    private void requireGivenOutAndEnded(Plain ann, String id, int redisPort) throws Exception {
        Path files = Files.createDirectory(directory.resolve("files"));
        assertThat(upkeep(redisPort, "export", "--user", "ann", "--files", files.toString()))
                .contains("\"session_id\":\"" + id + "\"", "\"content\":\"Still there?\"", "\"complete\":true");
        assertThat(upkeep(redisPort, "purge", "--user", "ann", "--dry-run")).contains("\"found\":1", "\"ended\":0");
        assertThat(ann.get(200, "/api/v1/sessions/" + id)).as("only counted").isNotEmpty();
        assertThat(upkeep(redisPort, "purge", "--user", "ann")).contains("\"ended\":1", "\"complete\":true");
        assertThat(ann.get(403, "/api/v1/sessions/" + id).path("code").asText()).isEqualTo("not_owner");
    }

    /** What it says on standard output; it has to end well. */
    private String upkeep(int redisPort, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.cloakroom.server.Main"));
        command.addAll(List.of(words));
        Path said = directory.resolve("upkeep");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(said.toFile())
                .redirectError(directory.resolve("upkeep.log").toFile());
        Map<?, ?> variables = (Map<?, ?>) service("upkeep").get("environment");
        variables.forEach((name, value) ->
                builder.environment().put(String.valueOf(name), here(String.valueOf(value), redisPort)));
        Process process = builder.start();
        processes.add(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> read("upkeep.log")).isZero();
        return Files.readString(said);
    }

    /** With the shipped configuration and rules, looking every second. */
    private Plain prometheus(int[] management) throws IOException {
        Path rules = Files.copy(DEPLOY.resolve("prometheus/alerts.yml"), directory.resolve("alerts.yml"));
        assertThat(rules).exists();
        String shipped = Files.readString(DEPLOY.resolve("prometheus/prometheus.yml"));
        assertThat(shipped).contains("'cloakroom-1:9090'", "'cloakroom-2:9090'");
        Path configuration = Files.writeString(
                directory.resolve("prometheus.yml"),
                shipped.replace("cloakroom-1:9090", "127.0.0.1:" + management[0])
                        .replace("cloakroom-2:9090", "127.0.0.1:" + management[1])
                        .replace("_interval: 15s", "_interval: 1s"));
        int port = freePort();
        processes.add(new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("series"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("prometheus.log").toFile())
                .start());
        return new Plain("http://127.0.0.1:" + port);
    }

    private static void requireWatched(Plain prometheus) {
        Plain.await("Prometheus is ready", () -> isReady(prometheus));
        Plain.await("both instances are up", () -> {
            JsonNode up = prometheus.get(200, "/api/v1/query?query=up%3D%3D1").at("/data/result");
            return up.size() == 2;
        });
        assertThat(prometheus
                        .get(200, "/api/v1/query?query=cloakroom_build_info")
                        .at("/data/result"))
                .hasSize(2);
        assertThat(prometheus.get(200, "/api/v1/rules").at("/data/groups")).isNotEmpty();
    }

    private static boolean isReady(Plain prometheus) {
        try {
            return prometheus.send("GET", "/-/ready", "").statusCode() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** As the script makes them, beside a copy of it. */
    private void secrets() throws IOException, InterruptedException {
        Path script = Files.copy(DEPLOY.resolve("make-secrets"), directory.resolve("make-secrets"));
        int code =
                new ProcessBuilder("sh", script.toString()).inheritIO().start().waitFor();
        assertThat(code).isZero();
    }

    private int redis() throws IOException {
        int port = freePort();
        Path data = Files.createDirectories(directory.resolve("data"));
        Matcher shipped = PORT.matcher(Files.readString(DEPLOY.resolve("redis/redis.conf")));
        assertThat(shipped.find()).isTrue();
        Path configuration = Files.writeString(
                directory.resolve("redis.conf"),
                shipped.replaceAll("port " + port)
                        .replace("bind 0.0.0.0", "bind 127.0.0.1")
                        .replace("dir /data", "dir " + data)
                        .replace("/run/secrets", directory + "/secrets"));
        Process process = new ProcessBuilder("redis-server", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        processes.add(process);
        Plain.await("Redis is ready", () -> read("redis.log").contains("Ready to accept connections"));
        assertThat(ask(port, "health", "none", "ping")).isEqualTo("PONG");
        assertThat(ask(port, "health", "none", "info"))
                .as("it may do nothing else")
                .startsWith("NOPERM");
        return port;
    }

    private String read(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            return "";
        }
    }

    private static String ask(int port, String user, String password, String command) throws IOException {
        Process process = new ProcessBuilder(
                        "redis-cli",
                        "-p",
                        Integer.toString(port),
                        "--user",
                        user,
                        "--pass",
                        password,
                        "--no-auth-warning",
                        command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Those of an instance in compose.yaml. */
    private String[] flags(int redisPort, int management) throws IOException {
        List<?> command = (List<?>) service("cloakroom-1").get("command");
        assertThat(command.get(0)).isEqualTo("serve");
        return command.subList(1, command.size()).stream()
                .map(word -> here(String.valueOf(word), redisPort)
                        .replace("172.30.80.10/32", "127.0.0.1/32")
                        .replaceAll("^9090$", Integer.toString(management)))
                .toArray(String[]::new);
    }

    private String here(String shipped, int redisPort) {
        return shipped.replace("redis:6379", "127.0.0.1:" + redisPort).replace("/run/secrets", directory + "/secrets");
    }

    private static Map<String, Object> service(String name) throws IOException {
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        Map<String, Map<String, Map<String, Object>>> compose =
                yaml.load(Files.readString(DEPLOY.resolve("compose.yaml")));
        return compose.get("services").get(name);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
