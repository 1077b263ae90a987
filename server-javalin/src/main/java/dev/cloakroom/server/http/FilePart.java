package dev.cloakroom.server.http;

import java.io.IOException;
import java.io.InputStream;

/**
 * One uploaded file. The name is what the client calls it, to be shown and never to be used as a path; the media type
 * is well-formed and unchecked. Lives as long as its {@link UploadForm}.
 */
public record FilePart(String name, String mediaType, Spool content) {

    public long size() {
        return content.size();
    }

    public InputStream open() throws IOException {
        return content.open();
    }

    @Override
    public String toString() {
        return "FilePart(" + size() + ")";
    }
}
