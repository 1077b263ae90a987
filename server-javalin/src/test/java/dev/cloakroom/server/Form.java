package dev.cloakroom.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A multipart form being written. */
final class Form {

    static final String TYPE = "multipart/form-data; boundary=b";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Form file(String name, String content) {
        return typed(name, content.getBytes(StandardCharsets.UTF_8), "text/plain");
    }

    Form typed(String name, byte[] content, String mediaType) {
        return part("name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: " + mediaType, content);
    }

    Form field(String name, String content) {
        return part("name=\"" + name + "\"", content.getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes.toByteArray());
        whole.writeBytes("--b--\r\n".getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    private Form part(String disposition, byte[] content) {
        bytes.writeBytes(("--b\r\nContent-Disposition: form-data; " + disposition + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(content);
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
