package dev.cloakroom.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * JSON as this server speaks it: snake_case names, instants in UTC with exactly three digits of milliseconds, and a
 * reader that takes nothing two parsers could read differently. Thread-safe.
 */
public final class Json {

    /** Objects and arrays within each other; one more is refused. */
    static final int MAX_DEPTH = 32;

    /**
     * Names, values, braces and brackets of one document: a tree takes many times the memory of the bytes that ask for
     * it, so the size of a body alone is no bound. The largest batch that the limits allow by default has about 4 000.
     */
    public static final int MAX_TOKENS = 20_000;

    /** Bytes of one name: the parser remembers names from one document to the next, a few thousand of them. */
    public static final int MAX_NAME_BYTES = 1_024;

    private static final int MAX_NUMBER_CHARS = 100;

    private static final ObjectMapper MAPPER = JsonMapper.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .maxTokenCount(MAX_TOKENS)
                            .maxNameLength(MAX_NAME_BYTES)
                            // the limit of the body bounds a string too
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(new InstantMillis()))
            .build();

    private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final ObjectWriter WRITER = MAPPER.writer();

    private Json() {}

    public static byte[] bytes(Object value) {
        try {
            return WRITER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses exactly one value, which must be known to be UTF-8; empty when it is not JSON as described above. */
    public static Optional<JsonNode> tree(byte[] utf8) {
        try {
            return Optional.of(TREES.readTree(utf8));
        } catch (IOException malformed) {
            return Optional.empty();
        }
    }
}
