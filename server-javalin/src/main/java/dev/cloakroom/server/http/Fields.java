package dev.cloakroom.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Typed access to a JSON object. A field that is absent or null is empty; one of another type is refused with a detail
 * that names the field and never shows its value. Fields that nobody asks for are ignored. Immutable.
 */
public final class Fields {

    private static final Fields NONE = new Fields(JsonNodeFactory.instance.objectNode(), "");

    private final ObjectNode object;
    private final String path;

    private Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    static Fields of(ObjectNode object) {
        return new Fields(object, "");
    }

    static Fields none() {
        return NONE;
    }

    /** Whether the field is there at all, be it null. */
    public boolean has(String name) {
        return object.has(name);
    }

    public Optional<String> string(String name) {
        return value(name).map(node -> {
            if (!node.isTextual()) {
                throw wrong(name, "must be a string");
            }
            return node.textValue();
        });
    }

    public String requiredString(String name) {
        return string(name).orElseThrow(() -> wrong(name, "is required"));
    }

    public OptionalLong integer(String name) {
        Optional<JsonNode> value = value(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        JsonNode node = value.get();
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(name, "must be an integer");
        }
        return OptionalLong.of(node.longValue());
    }

    /** The objects of an array, in order; absent and null are empty. */
    public Optional<List<Fields>> objects(String name) {
        return value(name).map(node -> {
            if (!node.isArray()) {
                throw wrong(name, "must be an array of objects");
            }
            List<Fields> elements = new ArrayList<>(node.size());
            for (JsonNode element : node) {
                if (!(element instanceof ObjectNode child)) {
                    throw wrong(name, "must be an array of objects");
                }
                elements.add(new Fields(child, path + name + "[" + elements.size() + "]."));
            }
            return Collections.unmodifiableList(elements);
        });
    }

    /** An object whose values are all strings, in the order sent. */
    public Optional<Map<String, String>> strings(String name) {
        return patch(name, "must be an object of strings").map(patch -> {
            Map<String, String> strings = new LinkedHashMap<>();
            patch.forEach((key, value) ->
                    strings.put(key, value.orElseThrow(() -> wrong(name, "must be an object of strings"))));
            return Collections.unmodifiableMap(strings);
        });
    }

    /** An object of strings and nulls, as a merge patch (RFC 7396) has them; a null is an empty value. */
    public Optional<Map<String, Optional<String>>> patch(String name) {
        return patch(name, "must be an object of strings and nulls");
    }

    /** A refusal of this field in words the client can act on: {@code "messages[3].role" must be ...}. */
    public ProblemException wrong(String name, String what) {
        return Problem.invalid("\"" + path + name + "\" " + what).toException();
    }

    private Optional<Map<String, Optional<String>>> patch(String name, String expected) {
        return value(name).map(node -> {
            if (!node.isObject()) {
                throw wrong(name, expected);
            }
            Map<String, Optional<String>> patch = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                JsonNode value = property.getValue();
                if (!value.isTextual() && !value.isNull()) {
                    throw wrong(name, expected);
                }
                patch.put(property.getKey(), Optional.ofNullable(value.textValue()));
            }
            return Collections.unmodifiableMap(patch);
        });
    }

    private Optional<JsonNode> value(String name) {
        JsonNode node = object.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    @Override
    public String toString() {
        return "Fields(" + object.size() + ")";
    }
}
