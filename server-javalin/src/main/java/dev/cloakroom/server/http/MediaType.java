package dev.cloakroom.server.http;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Media types as far as this server needs them. Thread-safe. */
final class MediaType {

    static final String JSON = "application/json";
    static final String MERGE_PATCH = "application/merge-patch+json";
    static final String MULTIPART = "multipart/form-data";
    static final String BYTES = "application/octet-stream";
    static final String EVENTS = "text/event-stream";

    private static final int MAX_CHARS = 127;
    private static final Pattern ESSENCE = Pattern.compile("[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+");
    private static final Pattern UTF8_PARAMETER = Pattern.compile("(\\s*charset\\s*=\\s*(utf-8|\"utf-8\"))?\\s*;?\\s*");

    private MediaType() {}

    /** True for {@code application/json}, alone or with {@code charset=utf-8} and nothing else. */
    static boolean isJson(String header) {
        return is(JSON, header);
    }

    /** As {@link #isJson}, for {@code application/merge-patch+json}. */
    static boolean isMergePatch(String header) {
        return is(MERGE_PATCH, header);
    }

    private static boolean is(String type, String header) {
        if (type.equals(header)) {
            return true;
        }
        String value = header.toLowerCase(Locale.ROOT);
        int parameters = value.indexOf(';');
        return parameters < 0
                ? value.trim().equals(type)
                : value.substring(0, parameters).trim().equals(type)
                        && UTF8_PARAMETER
                                .matcher(value.substring(parameters + 1))
                                .matches();
    }

    /** Type and subtype in lower case, without parameters; empty when the header is not a media type. */
    static Optional<String> essence(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        int parameters = header.indexOf(';');
        String essence = (parameters < 0 ? header : header.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
        return essence.length() <= MAX_CHARS && ESSENCE.matcher(essence).matches()
                ? Optional.of(essence)
                : Optional.empty();
    }
}
