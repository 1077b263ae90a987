package dev.cloakroom.server;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.AuthorizationMatrix.Caller;
import dev.cloakroom.server.AuthorizationMatrix.Operation;
import dev.cloakroom.server.access.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R2, R4, R12: who may do what is what {@code docs/authorization.md} says, cell by cell, asked of a running server. */
class AuthorizationTest {

    private static final Path DOCUMENT =
            Path.of("").toAbsolutePath().getParent().resolve("docs/authorization.md");
    private static final String SERVICE_KEY = "key-of-the-service";
    private static final String ADMIN_KEY = "key-of-the-operator";

    private static LiveServer server;
    private static String document;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        document = Files.readString(DOCUMENT);
        server = LiveServer.start(
                "auth",
                "proxy",
                "service-key-file",
                Files.writeString(folder.resolve("service"), SERVICE_KEY).toString(),
                "admin-key-file",
                Files.writeString(folder.resolve("admin"), ADMIN_KEY).toString());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void every_route_has_its_row_and_every_row_its_route() {
        assertThat(AuthorizationMatrix.in(document).gaps(routes())).isEmpty();
    }

    @Test
    void R2_every_caller_gets_the_answer_that_the_document_says() throws IOException {
        assertThat(AuthorizationMatrix.in(document).differences(AuthorizationTest::ask))
                .isEmpty();
    }

    @Test
    void a_missing_row_and_a_row_too_many_are_noticed() {
        String row = "| `GET /livez` |";
        assertThat(AuthorizationMatrix.in(document.replace(row, "| `GET /lively` |"))
                        .gaps(routes()))
                .containsExactly("GET /livez has no row", "GET /lively is no route");
    }

    @Test
    void a_cell_that_is_wrong_is_noticed() throws IOException {
        String head = document.lines()
                .filter(line -> line.startsWith("| operation"))
                .findFirst()
                .orElseThrow();
        String row = "| `PATCH /api/v1/sessions/{id}` | 200 | 200 | 200 | 404 not_found | 403 not_owner |"
                + " 401 unauthenticated | 200 |";
        assertThat(AuthorizationMatrix.in(head + "\n" + row).differences(AuthorizationTest::ask))
                .containsExactly(
                        "PATCH /api/v1/sessions/{id}  by READER: 200 in the document, but 403 not_owner",
                        "PATCH /api/v1/sessions/{id}  by OTHER: 404 not_found in the document, but 403 not_owner",
                        "PATCH /api/v1/sessions/{id}  by NOBODY: 200 in the document, but 401 unauthenticated");
    }

    private static Set<String> routes() {
        return server.server.table().stream().map(Route::toString).collect(toCollection(TreeSet::new));
    }

    /** Asks in a session of its own, which has a file, and in which the others have what the columns say. */
    private static String ask(Operation operation, Caller caller) throws IOException {
        Route route = server.server.table().stream()
                .filter(each -> each.toString().equals(operation.route()))
                .findFirst()
                .orElseThrow();
        Client owner = owner();
        Client.Reply opened = owner.upload(new Form().file("a.txt", "canary")).expect(201);
        String session = "/api/v1/sessions/" + opened.session();
        owner.put(session + "/grants", "{\"user\":\"appender\",\"access\":\"append\"}")
                .expect(200);
        owner.put(session + "/grants", "{\"user\":\"reader\",\"access\":\"read\"}")
                .expect(200);
        String before = owner.get(session).expect(200).text();
        RawRequest request = request(operation, route, caller, opened);
        try (SecurityLog log = SecurityLog.listening()) {
            String answer = answer(request);
            if (answer.startsWith("4")) {
                assertThat(log.lines())
                        .as("%s by %s", operation.route(), caller)
                        .hasSize(1);
                assertThat(owner.get(session).expect(200).text()).isEqualTo(before);
            } else {
                assertThat(log.attempts())
                        .as("%s by %s", operation.route(), caller)
                        .isEmpty();
            }
            requireSameOfHead(request, answer);
            return answer;
        }
    }

    private static RawRequest request(Operation operation, Route route, Caller caller, Client.Reply opened) {
        String target = route.path()
                .replace("{id}", opened.session())
                .replace("{file_id}", opened.at("/files/0/file_id").textValue())
                .replace("{file}", "page.js");
        RawRequest request = RawRequest.by(credentials(caller), route, target);
        return switch (operation.special()) {
            case "" -> request;
            case "without a session" -> saying(request, Map.of("message", "canary"));
            case "into a session" -> saying(request, Map.of("message", "canary", "session_id", opened.session()));
            default -> throw new IllegalArgumentException("nobody knows how to ask " + operation.special());
        };
    }

    private static RawRequest saying(RawRequest request, Map<String, String> body) {
        return new RawRequest(request.method(), request.target(), request.headers(), Client.json(body));
    }

    private static String credentials(Caller caller) {
        String backend = "Authorization: Bearer " + SERVICE_KEY + "\r\nX-Tenant-Id: red\r\nX-User-Id: ";
        return switch (caller) {
            case OWNER -> backend + "owner\r\n";
            case APPENDER -> backend + "appender\r\n";
            case READER -> backend + "reader\r\n";
            case OTHER -> backend + "other\r\n";
            case NAMESAKE -> backend.replace("red", "blue") + "owner\r\n";
            case ADMIN -> backend.replace(SERVICE_KEY, ADMIN_KEY) + "owner\r\n";
            case NOBODY -> "";
        };
    }

    private static Client owner() {
        return server.as("owner").with("X-Tenant-Id", "red").with("Authorization", "Bearer " + SERVICE_KEY);
    }

    private static String answer(RawRequest request) throws IOException {
        Wire.Reply reply = request.sendForStart(server.port());
        if (reply.status() < 400) {
            return Integer.toString(reply.status());
        }
        assertThat(reply.head() + reply.body()).doesNotContain("canary");
        return reply.status() + " "
                + Client.MAPPER.readTree(reply.body()).path("code").textValue();
    }

    private static void requireSameOfHead(RawRequest get, String answer) throws IOException {
        if (get.method().equals("GET")) {
            RawRequest head = new RawRequest("HEAD", get.target(), get.headers(), "");
            assertThat(answer).as("%s", head).startsWith(Integer.toString(head.status(server.port())));
        }
    }
}
