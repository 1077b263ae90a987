package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.session.Access;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The shape of the table: no route reaches a session except through a claim. */
class RouteTableTest {

    /** What is another text at each request. */
    private static final Set<String> PASSING = Set.of("/metrics", "/api/v1/admin/overview");

    private static LiveServer server;
    private static List<Route> table;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
        table = server.server.table();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_route_that_names_a_session_asks_for_a_claim_and_no_other_does() {
        assertThat(table).allSatisfy(route -> {
            boolean ofAdministrators = route.path().startsWith("/api/v1/admin/");
            assertThat(ofAdministrators).as("%s", route).isEqualTo(route.kind() == Route.Kind.ADMIN);
            assertThat(route.path().contains("{id}") && !ofAdministrators)
                    .as("%s", route)
                    .isEqualTo(route.kind() == Route.Kind.SESSION);
            assertThat(route.access().isPresent()).as("%s", route).isEqualTo(route.kind() == Route.Kind.SESSION);
            assertThat(route.path())
                    .as("names its session {id} and a file {file_id}")
                    .satisfiesAnyOf(
                            path -> assertThat(path).doesNotContain("{"),
                            path -> assertThat(path).matches("/(console|docs)/\\{file}"),
                            path -> assertThat(path).matches("/api/v1/(admin/)?sessions/\\{id}(/[a-z]+){0,2}"),
                            path -> assertThat(path).matches("/api/v1/sessions/\\{id}/files/\\{file_id}"));
        });
        assertThat(table).anyMatch(route -> route.kind() == Route.Kind.SESSION);
    }

    @Test
    void everything_of_the_interface_needs_a_user() {
        Set<String> open = new TreeSet<>();
        table.stream().filter(route -> route.kind() == Route.Kind.OPEN).forEach(route -> open.add(route.toString()));
        assertThat(open)
                .containsExactly(
                        "GET /console",
                        "GET /console/{file}",
                        "GET /docs",
                        "GET /docs/{file}",
                        "GET /health",
                        "GET /livez",
                        "GET /metrics",
                        "GET /openapi.yaml",
                        "GET /readyz");
    }

    @Test
    void what_changes_a_session_needs_more_than_read() {
        assertThat(table)
                .filteredOn(route -> route.kind() == Route.Kind.SESSION)
                .allSatisfy(route -> {
                    boolean reads = route.method().equals(HandlerType.GET)
                            && !route.path().endsWith("/grants"); // who shares a session is the owner's affair
                    assertThat(route.access().orElseThrow() == Access.READ)
                            .as("%s", route)
                            .isEqualTo(reads);
                });
    }

    @Test
    void nobody_is_401_on_every_route_that_needs_a_user() throws Exception {
        for (Route route : table) {
            RawRequest anonymous = RawRequest.by("", route, filled(route, "x", "x"));
            Wire.Reply reply = anonymous.send(server.port());
            if (route.kind() == Route.Kind.OPEN) {
                assertThat(reply.status()).as("%s", route).isEqualTo(200);
            } else {
                assertThat(reply.status()).as("%s", route).isEqualTo(401);
                assertThat(reply.header("WWW-Authenticate")).hasValue("Bearer");
                ProblemAssert.assertIsProblem(reply);
            }
        }
    }

    @Test
    void a_stranger_is_refused_on_every_session_route_and_the_owner_is_not_for_the_same_request() throws Exception {
        for (Route route : table) {
            if (route.kind() == Route.Kind.SESSION) {
                Client.Reply upload = server.as("alice").upload(new Form().file("a.txt", "x"));
                String target = filled(
                        route, upload.session(), upload.at("/files/0/file_id").textValue());
                Wire.Reply stranger = RawRequest.of(route, target, "mallory").send(server.port());
                assertThat(stranger.status()).as("%s", route).isEqualTo(403);
                int owner = RawRequest.of(route, target, "alice").status(server.port());
                assertThat(owner).as("%s", route).isBetween(200, 204);
            }
        }
    }

    @Test
    void R1_only_a_post_opens_a_session() throws Exception {
        String nowhere = "5f0c6c1e-9d3b-4a52-8a0e-3f6f5a9f2b11";
        for (Route route : table) {
            if (!route.method().equals(HandlerType.POST)) {
                int unused = RawRequest.of(route, filled(route, nowhere, nowhere), "newcomer")
                        .status(server.port());
            }
        }
        assertThat(server.as("newcomer").get("/api/v1/sessions").at("/data")).isEmpty();
        for (String path : List.of("/api/v1/chat/send", "/api/v1/uploads", "/api/v1/sessions")) {
            Route route = table.stream()
                    .filter(one -> one.toString().equals("POST " + path))
                    .findFirst()
                    .orElseThrow();
            int unused = RawRequest.of(route, path, "newcomer").status(server.port());
        }
        assertThat(server.as("newcomer").get("/api/v1/sessions").at("/data")).hasSize(3);
    }

    @Test
    void routes_without_a_session_show_nobody_elses_data() throws Exception {
        String canary = "canary-of-alice";
        String session =
                server.as("alice").upload(new Form().file(canary, canary)).session();
        server.as("alice").chat(canary, session).expect(200);
        server.as("alice")
                .patch("/api/v1/sessions/" + session, "{\"metadata\":{\"title\":\"" + canary + "\"}}")
                .expect(200);
        for (Route route : table) {
            if (!route.path().contains("{id}")) {
                Wire.Reply reply =
                        RawRequest.of(route, filled(route, "", ""), "mallory").send(server.port());
                assertThat(reply.status()).as("%s", route).isBetween(200, 201);
                String told = reply.head() + reply.body();
                assertThat(told).as("%s", route).doesNotContain(canary);
                if (route.kind() != Route.Kind.ADMIN) { // who has the key may see whose sessions there are
                    assertThat(told).as("%s", route).doesNotContain(session).doesNotContain("alice\"");
                }
            }
        }
        assertThat(server.as("alice").history(session).contents()).containsExactly(canary, canary);
    }

    @Test
    void every_get_answers_head_alike_without_a_body() throws Exception {
        Client.Reply upload = server.as("alice").upload(new Form().file("a.txt", "x"));
        for (Route route : table) {
            if (route.method().equals(HandlerType.GET) && !streams(route)) { // TailTest does
                String target = filled(
                        route, upload.session(), upload.at("/files/0/file_id").textValue());
                boolean ofAdministrators = route.kind() == Route.Kind.ADMIN;
                Client client = ofAdministrators ? server.administrator() : server.as("alice");
                String whole = target + ApiDescription.shipped().exampleQuery("GET", route.path());
                Client.Reply get = client.get(whole).expect(200);
                Client.Reply head = client.head(whole).expect(200);
                assertThat(head.bytes()).isEmpty();
                if (!PASSING.contains(route.path())) {
                    assertThat(head.header("Content-Length")).as("%s", route).isEqualTo(get.header("Content-Length"));
                }
                assertThat(head.header("Content-Type")).as("%s", route).isEqualTo(get.header("Content-Type"));
                int stranger = route.kind() == Route.Kind.SESSION ? 403 : ofAdministrators ? 401 : 200;
                server.as("mallory").head(whole).expect(stranger);
            }
        }
    }

    private static String filled(Route route, String session, String file) {
        return route.path()
                .replace("{id}", session)
                .replace("{file_id}", file)
                .replace("{file}", "page.js"); // of /docs and /console
    }

    private static boolean streams(Route route) {
        return ApiDescription.shipped().streams(route.method().name(), route.path());
    }

    @Test
    void every_other_method_is_405_with_the_methods_there_are() throws Exception {
        Set<String> paths = new TreeSet<>();
        table.forEach(route -> paths.add(route.path()));
        for (String path : paths) {
            Set<String> served = new TreeSet<>();
            table.stream()
                    .filter(route -> route.path().equals(path))
                    .forEach(route -> served.add(route.method().name()));
            if (served.contains("GET")) {
                served.add("HEAD");
            }
            for (String method : List.of("GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")) {
                if (!served.contains(method)) {
                    String target = path.replaceAll("\\{.*?}", "x");
                    Wire.Reply reply = new RawRequest(method, target, "", "").send(server.port());
                    assertThat(reply.status()).as("%s %s", method, path).isEqualTo(405);
                    assertThat(reply.header("Allow").orElse("").split(", "))
                            .containsExactlyInAnyOrderElementsOf(served);
                    ProblemAssert.assertIsProblem(reply);
                }
            }
        }
    }
}
