package dev.cloakroom.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Server-sent events as bytes. Data is JSON, which never holds a line break. Thread-safe. */
public final class EventText {

    /** Says nothing, and keeps connections from being taken for dead. */
    public static final byte[] COMMENT = ascii(":\n\n");

    private EventText() {}

    /** An event without a place. */
    public static byte[] event(String name, Object data) {
        return text("", name, Json.bytes(data));
    }

    /** An event that a client can come back to by {@code id}. */
    public static byte[] placed(String name, Object data, long id) {
        return text("id: " + id + "\n", name, Json.bytes(data));
    }

    static byte[] text(String before, String name, byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 64);
        out.writeBytes(ascii(before + "event: " + name + "\ndata: "));
        out.writeBytes(json);
        out.writeBytes(ascii("\n\n"));
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
