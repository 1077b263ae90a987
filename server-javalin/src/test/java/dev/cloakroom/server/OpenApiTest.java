package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.ProblemCode;
import dev.cloakroom.server.routes.StatusRoutes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The OpenAPI file describes exactly what is served. Each answer that {@link Client} gets is held against it too. */
class OpenApiTest {

    private static final ApiDescription DESCRIPTION = ApiDescription.shipped();

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void it_lists_exactly_the_routes_that_exist() {
        Set<String> served = new TreeSet<>();
        server.server.table().forEach(route -> served.add(route.toString()));
        assertThat(DESCRIPTION.operations())
                .isEqualTo(served)
                .hasSize(server.server.table().size());
    }

    @Test
    void it_is_served_as_it_is_shipped() throws Exception {
        Client.Reply reply = server.nobody().get("/openapi.yaml").expect(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/yaml");
        try (var in = StatusRoutes.class.getResourceAsStream("openapi.yaml")) {
            assertThat(reply.bytes()).isEqualTo(in.readAllBytes());
        }
    }

    @Test
    void it_says_which_parameters_a_path_has() {
        DESCRIPTION.document().path("paths").properties().forEach(path -> {
            Set<String> named = new HashSet<>();
            for (JsonNode parameter : path.getValue().path("parameters")) {
                JsonNode resolved = parameter.has("$ref")
                        ? DESCRIPTION
                                .document()
                                .at(parameter.get("$ref").textValue().substring(1))
                        : parameter;
                named.add("{" + resolved.path("name").textValue() + "}");
            }
            Set<String> inPath = new HashSet<>(List.of(path.getKey().split("/", -1)));
            inPath.removeIf(segment -> !segment.startsWith("{"));
            assertThat(named).as(path.getKey()).isEqualTo(inPath);
        });
    }

    @Test
    void every_operation_is_named_and_has_its_refusals() {
        List<String> ids = new ArrayList<>();
        for (Route route : server.server.table()) {
            JsonNode operation = DESCRIPTION.operation(route.method().name(), route.path());
            ids.add(operation.path("operationId").textValue());
            assertThat(operation.path("summary").asText()).as("%s", route).isNotEmpty();
            JsonNode responses = operation.path("responses");
            assertThat(responses.has("default")).as("%s", route).isTrue();
            assertThat(responses.has("403")).as("%s", route).isTrue();
            assertThat(responses.has("401")).as("%s", route).isEqualTo(needsMore(route));
            assertThat(responses.has("415")).as("%s", route).isEqualTo(operation.has("requestBody"));
            assertThat(operation.has("requestBody"))
                    .as("%s: bodies are refused when too many are on their way", route)
                    .isEqualTo(responses.at("/503/$ref").asText().endsWith("/Unavailable"));
            assertThat(operation.path("security").isEmpty() && operation.has("security"))
                    .as("%s", route)
                    .isEqualTo(!needsMore(route));
        }
        assertThat(ids).doesNotHaveDuplicates().doesNotContainNull();
    }

    /** Outside of dev, as the description has it, /metrics does too. */
    private static boolean needsMore(Route route) {
        return route.kind() != Route.Kind.OPEN || route.path().equals("/metrics");
    }

    @Test
    void every_reference_leads_somewhere_and_every_component_is_used() {
        String text = DESCRIPTION.document().toString();
        Set<String> referred = new TreeSet<>(DESCRIPTION.document().findValuesAsText("$ref"));
        for (String reference : referred) {
            assertThat(DESCRIPTION.document().at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse();
        }
        DESCRIPTION
                .document()
                .path("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> assertThat(text)
                                .contains(
                                        kind.getKey().equals("securitySchemes")
                                                ? "\"" + name + "\":[]"
                                                : "#/components/" + kind.getKey() + "/" + name + "\"")));
    }

    @Test
    void its_examples_are_valid() {
        Map<JsonNode, JsonNode> examples = DESCRIPTION.examples();
        assertThat(examples).hasSizeGreaterThan(10);
        examples.forEach(DESCRIPTION::assertValid);
    }

    @Test
    void it_tells_of_no_code_that_does_not_exist() {
        Set<String> known = new HashSet<>();
        for (ProblemCode code : ProblemCode.values()) {
            known.add(code.code());
        }
        for (JsonNode code : DESCRIPTION.document().findValues("code")) {
            for (JsonNode value : code.path("enum")) {
                assertThat(known).contains(value.textValue());
            }
        }
    }

    @Test
    void there_is_nothing_else() {
        for (String path : List.of("/", "/api", "/api/v1", "/api/v1/admin", "/openapi.json", "/console/")) {
            server.as("alice").get(path).expect(404, "not_found");
        }
    }
}
