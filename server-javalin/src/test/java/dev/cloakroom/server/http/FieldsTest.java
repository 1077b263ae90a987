package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Typed access names the field that is wrong and never its value. */
class FieldsTest {

    private static Fields fields(String json) throws Exception {
        return Fields.of((ObjectNode) new ObjectMapper().readTree(json));
    }

    private static void assertRefused(ThrowingCallable access, String detail) {
        assertThatThrownBy(access).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
            assertThat(refused.problem().detail()).isEqualTo(detail);
        });
    }

    @Test
    void strings_are_strings() throws Exception {
        Fields fields = fields("{\"a\":\"x\",\"n\":null,\"i\":5}");
        assertThat(fields.string("a")).hasValue("x");
        assertThat(fields.string("n")).isEmpty();
        assertThat(fields.string("absent")).isEmpty();
        assertThat(fields.has("n")).isTrue();
        assertRefused(() -> fields.string("i"), "\"i\" must be a string");
        assertRefused(() -> fields.requiredString("n"), "\"n\" is required");
    }

    @Test
    void integers_are_integers() throws Exception {
        Fields fields = fields("{\"a\":5,\"max\":9223372036854775807,\"over\":9223372036854775808,"
                + "\"f\":1.0,\"e\":1e2,\"s\":\"5\",\"b\":true,\"inf\":1e999}");
        assertThat(fields.integer("a")).hasValue(5);
        assertThat(fields.integer("max")).hasValue(Long.MAX_VALUE);
        assertThat(fields.integer("absent")).isEmpty();
        for (String name : List.of("over", "f", "e", "s", "b", "inf")) {
            assertRefused(() -> fields.integer(name), "\"" + name + "\" must be an integer");
        }
    }

    @Test
    void objects_know_their_place() throws Exception {
        Fields fields = fields("{\"m\":[{\"c\":\"x\"},{\"c\":1}],\"mixed\":[{},1],\"one\":{}}");
        List<Fields> messages = fields.objects("m").orElseThrow();
        assertThat(messages.get(0).requiredString("c")).isEqualTo("x");
        assertRefused(() -> messages.get(1).string("c"), "\"m[1].c\" must be a string");
        assertRefused(() -> fields.objects("mixed"), "\"mixed\" must be an array of objects");
        assertRefused(() -> fields.objects("one"), "\"one\" must be an array of objects");
    }

    @Test
    void maps_hold_strings_in_the_order_sent() throws Exception {
        Fields fields = fields("{\"m\":{\"b\":\"1\",\"a\":\"2\"},\"n\":{\"secret\":null},\"i\":{\"secret\":7}}");
        assertThat(fields.strings("m").orElseThrow()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        assertThat(fields.patch("n")).hasValue(Map.of("secret", Optional.empty()));
        assertRefused(() -> fields.strings("n"), "\"n\" must be an object of strings");
        assertRefused(() -> fields.strings("i"), "\"i\" must be an object of strings");
        assertRefused(() -> fields.patch("i"), "\"i\" must be an object of strings and nulls");
    }

    @Test
    void to_string_shows_no_content() throws Exception {
        assertThat(fields("{\"a\":\"x\"}").toString()).isEqualTo("Fields(1)");
    }
}
