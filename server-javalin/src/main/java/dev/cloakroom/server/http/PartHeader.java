package dev.cloakroom.server.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The headers of a multipart part (RFC 7578): form-data, a name, for files a file name, in quotes or as
 * {@code filename*=UTF-8''...}, and a media type, which is {@code application/octet-stream} unless it is well-formed.
 * Immutable.
 */
record PartHeader(String name, Optional<String> fileName, String mediaType) {

    /** Reads header lines given one char a byte; refuses what is not form-data with a name in UTF-8. */
    static PartHeader parse(String latin1) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : latin1.split("\n", -1)) {
            int colon = line.indexOf(':');
            boolean named = colon > 0 && headers.put(line.substring(0, colon), line.substring(colon + 1)) == null;
            if (!named && !line.isEmpty()) {
                throw MultipartStream.broken();
            }
        }
        String mediaType = MediaType.essence(headers.get("Content-Type")).orElse(MediaType.BYTES);
        return Text.utf8(headers.getOrDefault("Content-Disposition", ""))
                .flatMap(disposition -> parse(disposition.strip(), mediaType))
                .orElseThrow(MultipartStream::broken);
    }

    private static Optional<PartHeader> parse(String disposition, String mediaType) {
        int semicolon = disposition.indexOf(';');
        if (semicolon < 0 || !disposition.substring(0, semicolon).strip().equalsIgnoreCase("form-data")) {
            return Optional.empty();
        }
        Map<String, String> parameters = new TreeMap<>();
        if (!collect(disposition, semicolon, parameters) || !parameters.containsKey("name")) {
            return Optional.empty();
        }
        String name = parameters.getOrDefault("name", "");
        String extended = parameters.get("filename*");
        if (extended == null) {
            return Optional.of(new PartHeader(name, Optional.ofNullable(parameters.get("filename")), mediaType));
        }
        return extended(extended).map(fileName -> new PartHeader(name, Optional.of(fileName), mediaType));
    }

    /** Reads {@code ;key=value} from {@code at} on; false when it is something else or a key comes twice. */
    private static boolean collect(String header, int at, Map<String, String> parameters) {
        int i = at;
        while (i < header.length()) {
            int equals = header.indexOf('=', i);
            if (header.charAt(i) != ';' || equals < 0) {
                return header.substring(i + 1).isBlank();
            }
            String key = header.substring(i + 1, equals).trim().toLowerCase(Locale.ROOT);
            StringBuilder value = new StringBuilder();
            i = value(header, equals + 1, value);
            if (i < 0 || parameters.put(key, value.toString()) != null) {
                return false;
            }
        }
        return true;
    }

    /** Reads a token or a quoted string; returns where the next semicolon is, or -1. */
    private static int value(String header, int start, StringBuilder value) {
        if (start >= header.length() || header.charAt(start) != '"') {
            int end = header.indexOf(';', start);
            int stop = end < 0 ? header.length() : end;
            value.append(header.substring(start, stop).trim());
            return stop;
        }
        int i = start + 1;
        while (i < header.length() && header.charAt(i) != '"') {
            i += isEscape(header, i) ? 1 : 0;
            value.append(header.charAt(i));
            i++;
        }
        int next = i + 1;
        while (next < header.length() && header.charAt(next) == ' ') {
            next++;
        }
        boolean closed = i < header.length() && (next >= header.length() || header.charAt(next) == ';');
        return closed ? next : -1;
    }

    /** Only quote and backslash are escaped: browsers send the backslashes of a path as they are. */
    private static boolean isEscape(String header, int i) {
        return header.charAt(i) == '\\'
                && i + 1 < header.length()
                && (header.charAt(i + 1) == '"' || header.charAt(i + 1) == '\\');
    }

    private static Optional<String> extended(String value) {
        String[] parts = value.split("'", 3);
        if (parts.length < 3 || !parts[0].equalsIgnoreCase("utf-8")) {
            return Optional.empty();
        }
        return Percent.decode(parts[2]).flatMap(Text::utf8);
    }

    @Override
    public String toString() {
        return "PartHeader(" + (fileName.isPresent() ? "file" : "field") + ")";
    }
}
