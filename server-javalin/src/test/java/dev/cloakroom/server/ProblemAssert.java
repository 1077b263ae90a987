package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** What every refusal looks like. */
final class ProblemAssert {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/problem+json";

    private ProblemAssert() {}

    static void assertIsProblem(Wire.Reply reply) throws IOException {
        assertThat(reply.header("content-type")).hasValue(MEDIA_TYPE);
        assertThat(reply.header("cache-control")).hasValue("no-store");
        assertThat(reply.header("x-content-type-options")).hasValue("nosniff");
        SecurityHeadersTest.assertIsGuarded(reply);
        JsonNode document = assertIsProblem(reply.status(), reply.body());
        assertThat(reply.header("x-request-id"))
                .hasValue(document.get("request_id").textValue());
    }

    static JsonNode assertIsProblem(HttpResponse<String> response) throws IOException {
        assertThat(response.headers().firstValue("content-type")).hasValue(MEDIA_TYPE);
        assertThat(response.headers().allValues("cache-control")).containsExactly("no-store");
        assertThat(response.headers().allValues("x-content-type-options")).containsExactly("nosniff");
        JsonNode document = assertIsProblem(response.statusCode(), response.body());
        assertThat(response.headers().allValues("x-request-id"))
                .containsExactly(document.get("request_id").textValue());
        return document;
    }

    private static JsonNode assertIsProblem(int status, String body) throws IOException {
        JsonNode document = MAPPER.readTree(body);
        List<String> names = new ArrayList<>();
        document.fieldNames().forEachRemaining(names::add);
        assertThat(names).startsWith("type", "title", "status", "detail", "code", "request_id");
        assertThat(document.get("status").intValue()).isEqualTo(status);
        assertThat(document.get("type").textValue())
                .isEqualTo("urn:cloakroom:problem:" + document.get("code").textValue());
        assertThat(document.get("request_id").textValue()).matches("[a-z2-7]{20}");
        return document;
    }
}
