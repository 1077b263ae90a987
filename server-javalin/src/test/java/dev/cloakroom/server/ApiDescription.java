package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import dev.cloakroom.server.routes.StatusRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The OpenAPI file that the server ships, taken at its word: every answer has to be one that it describes. Objects may
 * have no member that is not described, though the file leaves that open for clients. Thread-safe.
 */
final class ApiDescription {

    private static final ApiDescription SHIPPED = new ApiDescription();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options", "head", "patch");

    /** Those that say something; a response that bears one has to be described with it. */
    private static final List<String> TELLING_HEADERS = List.of(
            "Allow", "Content-Disposition", "Idempotent-Replayed", "Location", "Retry-After", "WWW-Authenticate");

    private final JsonNode document;
    private final Map<String, Pattern> paths = new LinkedHashMap<>();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(Dialects.getOpenApi31());
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private ApiDescription() {
        try (InputStream in = StatusRoutes.class.getResourceAsStream("openapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        document.path("paths")
                .fieldNames()
                .forEachRemaining(path -> paths.put(path, Pattern.compile(path.replaceAll("\\{[a-z_]+}", "[^/]+"))));
        for (JsonNode schema : document.at("/components/schemas")) {
            if (schema.has("properties") && !schema.has("additionalProperties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        }
    }

    static ApiDescription shipped() {
        return SHIPPED;
    }

    JsonNode document() {
        return document;
    }

    /** Methods and paths: {@code GET /health}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method)) {
                        operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        return operations;
    }

    JsonNode operation(String method, String path) {
        return document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT));
    }

    /** The example of a JSON body, for routes that read one. */
    Optional<String> exampleBody(String method, String path) {
        JsonNode example = operation(method, path).at("/requestBody/content/application~1json/example");
        return example.isMissingNode() ? Optional.empty() : Optional.of(example.toString());
    }

    boolean readsForm(String method, String path) {
        return operation(method, path).at("/requestBody/content").has("multipart/form-data");
    }

    /** Whether what is answered is a stream of events that has no end of its own. */
    boolean streams(String method, String path) {
        JsonNode content = operation(method, path).at("/responses/200/content");
        return content.size() == 1 && content.has("text/event-stream");
    }

    /** The query that an operation cannot do without, with its examples: {@code ?user=bob}, or nothing. */
    String exampleQuery(String method, String path) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation(method, path).path("parameters")) {
            if (parameter.path("in").asText().equals("query")
                    && parameter.path("required").asBoolean()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.path("name").textValue())
                        .append('=')
                        .append(parameter.path("example").textValue());
            }
        }
        return query.toString();
    }

    /** Every example of a request or response, with what it is an example of. */
    Map<JsonNode, JsonNode> examples() {
        Map<JsonNode, JsonNode> examples = new LinkedHashMap<>();
        for (JsonNode parent : document.findParents("schema")) {
            if (parent.has("example")) {
                examples.put(parent.get("example"), parent.get("schema"));
            }
        }
        for (JsonNode schema : document.at("/components/schemas")) {
            if (schema.has("example")) {
                examples.put(schema.get("example"), schema);
            }
        }
        return examples;
    }

    void assertValid(JsonNode value, JsonNode schema) {
        assertThat(compiled(schema.toString(), schema).validate(value)).isEmpty();
    }

    /** Refuses an answer that is not described for this method and path. */
    void check(String method, String target, Client.Reply reply) {
        String bare = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
        Optional<String> path = paths.keySet().stream()
                .filter(template -> paths.get(template).matcher(bare).matches())
                .findFirst();
        String described = method.equals("HEAD") ? "GET" : method;
        if (path.isEmpty()) {
            assertThat(reply.status()).as("no such route").isIn(400, 403, 404, 414, 431);
            return;
        }
        JsonNode operation = operation(described, path.get());
        if (operation.isMissingNode()) {
            assertThat(reply.status()).as("no such method: %s", method).isIn(403, 405);
            return;
        }
        String status = Integer.toString(reply.status());
        JsonNode responses = operation.path("responses");
        JsonNode response = resolved(responses.has(status) ? responses.get(status) : responses.path("default"));
        String where = described + " " + path.get() + " " + status;
        checkHeaders(where, response, reply);
        if (!method.equals("HEAD")) {
            checkBody(where, response, reply);
        }
    }

    private void checkHeaders(String where, JsonNode response, Client.Reply reply) {
        JsonNode headers = response.path("headers");
        for (String name : TELLING_HEADERS) {
            JsonNode header = resolved(headers.path(name));
            if (reply.headers().firstValue(name).isPresent()) {
                assertThat(header.isMissingNode())
                        .as("%s has an undescribed header %s", where, name)
                        .isFalse();
                assertValid(JsonNodeFactory.instance.textNode(reply.header(name)), header.path("schema"));
            } else {
                assertThat(header.path("required").asBoolean())
                        .as("%s misses header %s", where, name)
                        .isFalse();
            }
        }
        assertThat(reply.header("X-Request-Id")).matches("[a-z2-7]{20}");
        assertThat(reply.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(reply.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(reply.headers().allValues("Content-Security-Policy")).hasSize(1);
        assertThat(reply.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(reply.headers().allValues("Cross-Origin-Resource-Policy")).containsExactly("same-origin");
        assertThat(reply.headers().map()).doesNotContainKeys("set-cookie", "server", "etag", "last-modified");
    }

    private void checkBody(String where, JsonNode response, Client.Reply reply) {
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(reply.bytes()).as(where).isEmpty();
            assertThat(reply.header("Content-Type")).as(where).isEmpty();
            return;
        }
        String mediaType = reply.header("Content-Type");
        if (content.has("*/*")) {
            return;
        }
        assertThat(content.has(mediaType)).as("%s answers %s", where, mediaType).isTrue();
        if (mediaType.endsWith("json")) {
            JsonNode schema = content.get(mediaType).path("schema");
            var errors = compiled(where, schema).validate(reply.json());
            assertThat(errors).as("%s answered %s", where, reply).isEmpty();
        }
        if (mediaType.equals("application/problem+json")) {
            assertThat(reply.at("/status").intValue()).isEqualTo(reply.status());
            assertThat(reply.at("/request_id").textValue()).isEqualTo(reply.header("X-Request-Id"));
        }
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }

    /** The schema with everything that it can refer to. */
    private Schema compiled(String name, JsonNode schema) {
        return schemas.computeIfAbsent(name, key -> {
            String all = "{\"allOf\":[" + schema + "],\"$defs\":" + document.at("/components/schemas") + "}";
            return registry.getSchema(all.replace("#/components/schemas/", "#/$defs/"));
        });
    }
}
