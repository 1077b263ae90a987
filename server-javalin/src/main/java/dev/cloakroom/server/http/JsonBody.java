package dev.cloakroom.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads a request body as one JSON object, in one way only: UTF-8 to the letter and without a byte order mark, no
 * duplicate names, no lone surrogates, nothing after the object, at most {@value Json#MAX_DEPTH} levels and
 * {@value Json#MAX_TOKENS} tokens. NUL inside a string is content and stays.
 *
 * <p>Broken UTF-8 and lone surrogates are looked for before and after the parser, because it reads both leniently; the
 * second look is needed only when the raw bytes contain an escaped surrogate. Thread-safe.
 */
final class JsonBody {

    /** Bodies up to this size are read into an array of their announced length. */
    private static final int TRUSTED_LENGTH = 64 * 1024;

    private JsonBody() {}

    /** The body's fields; refuses a body that is absent or empty. */
    static Fields read(HttpServletRequest request, Intake intake) throws IOException {
        return read(request, intake, MediaType::isJson);
    }

    /** As {@link #read}, also for a merge patch under its own media type. */
    static Fields readPatch(HttpServletRequest request, Intake intake) throws IOException {
        return read(request, intake, type -> MediaType.isJson(type) || MediaType.isMergePatch(type));
    }

    private static Fields read(HttpServletRequest request, Intake intake, Predicate<String> right) throws IOException {
        requireJson(request, right);
        return parse(bytes(request, intake));
    }

    /** As {@link #read}, but a request without any body counts as <code>{}</code>. */
    static Fields readOptional(HttpServletRequest request, Intake intake) throws IOException {
        return hasBody(request) ? read(request, intake) : Fields.none();
    }

    /** Whether the framing announces a body of at least one byte. */
    static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static void requireJson(HttpServletRequest request, Predicate<String> right) {
        Optional<String> type = new Headers(request).bodyType();
        if (type.isEmpty() && !hasBody(request)) {
            throw empty();
        } else if (type.filter(right).isEmpty()) {
            throw unsupported("The body must be application/json in UTF-8");
        }
    }

    private static byte[] bytes(HttpServletRequest request, Intake intake) throws IOException {
        int maxBytes = intake.limits().jsonBytes();
        long announced = request.getContentLengthLong();
        if (announced > maxBytes) {
            throw tooLarge(maxBytes);
        }
        try (Incoming in = intake.open(request)) {
            byte[] bytes = announced >= 0 && announced <= TRUSTED_LENGTH
                    ? announced(in, (int) announced)
                    : in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw tooLarge(maxBytes);
            }
            return bytes;
        }
    }

    private static byte[] announced(InputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        int read = in.readNBytes(bytes, 0, length);
        boolean ended = in.read() < 0; // also lets the engine know that the body is done with
        return ended && read == length ? bytes : Arrays.copyOf(bytes, read);
    }

    /** The fields of a whole body. */
    static Fields parse(byte[] bytes) {
        if (bytes.length == 0) {
            throw empty();
        }
        Seen seen = scan(bytes);
        if (startsLikeOtherEncoding(bytes) || (seen.unicode() && !Text.isUtf8(bytes))) {
            throw malformed("The body is not UTF-8 without a byte order mark");
        }
        JsonNode root = Json.tree(bytes)
                .orElseThrow(() ->
                        malformed("The body is not one JSON object without duplicate names, deep nesting and more than "
                                + Json.MAX_TOKENS + " names, values and brackets"));
        if (!(root instanceof ObjectNode object)) {
            throw malformed("The body must be a JSON object");
        }
        if (seen.escapedSurrogates() && !isWellFormed(object)) {
            throw malformed("The body contains a lone surrogate");
        }
        return Fields.of(object);
    }

    /** What one pass over the raw bytes finds: bytes beyond ASCII, and escapes of U+D800 to U+DFFF. */
    private record Seen(boolean unicode, boolean escapedSurrogates) {}

    private static Seen scan(byte[] bytes) {
        int signs = 0;
        boolean escapedSurrogates = false;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            signs |= b;
            if (b == '\\' && i + 2 < bytes.length && bytes[i + 1] == 'u' && (bytes[i + 2] | 0x20) == 'd') {
                escapedSurrogates = true;
            }
        }
        return new Seen(signs < 0, escapedSurrogates);
    }

    /**
     * The parser would detect UTF-16, UTF-32 and byte order marks by itself; NUL or U+FEFF at the start gives them
     * away.
     */
    private static boolean startsLikeOtherEncoding(byte[] bytes) {
        int head = Math.min(bytes.length, 4);
        for (int i = 0; i < head; i++) {
            if (bytes[i] == 0) {
                return true;
            }
        }
        return bytes[0] == (byte) 0xEF;
    }

    private static boolean isWellFormed(JsonNode node) {
        if (node.isTextual()) {
            return Text.isWellFormed(node.textValue());
        }
        for (Map.Entry<String, JsonNode> property : node.properties()) {
            if (!Text.isWellFormed(property.getKey()) || !isWellFormed(property.getValue())) {
                return false;
            }
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                if (!isWellFormed(element)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static ProblemException empty() {
        return malformed("The request needs a JSON object as its body");
    }

    private static ProblemException malformed(String detail) {
        return Problem.invalid(detail).toException();
    }

    private static ProblemException unsupported(String detail) {
        return Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, detail).toException();
    }

    private static ProblemException tooLarge(int maxBytes) {
        return Problem.of(ProblemCode.TOO_LARGE, "The body is larger than " + maxBytes + " bytes")
                .toException();
    }
}
