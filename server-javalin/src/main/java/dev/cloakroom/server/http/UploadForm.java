package dev.cloakroom.server.http;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A multipart/form-data body, read to its end and within its limits: at least one file, and the text fields. Closing
 * deletes what was spooled. Not for use after closing.
 */
public final class UploadForm implements AutoCloseable {

    private final Map<String, List<String>> fields;
    private final List<FilePart> files;

    UploadForm(Map<String, List<String>> fields, List<FilePart> files) {
        this.fields = fields;
        this.files = List.copyOf(files);
    }

    public List<FilePart> files() {
        return files;
    }

    public boolean has(String field) {
        return fields.containsKey(field);
    }

    /** A text field; one that is given twice is refused. */
    Optional<String> field(String name) {
        List<String> values = fields.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.invalid("Form field \"" + name + "\" must be given once")
                    .toException();
        }
        return values.stream().findFirst();
    }

    @Override
    public void close() throws IOException {
        for (FilePart file : files) {
            file.content().close();
        }
    }

    @Override
    public String toString() {
        return "UploadForm(" + files.size() + " files)";
    }
}
