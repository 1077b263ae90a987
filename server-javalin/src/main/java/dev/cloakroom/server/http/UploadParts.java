package dev.cloakroom.server.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects the parts of one upload within its limits: a part with a file name is a file, any other a text field.
 * Closing deletes what was spooled, unless the upload has been handed over. Used by one thread.
 */
final class UploadParts implements AutoCloseable {

    private final UploadLimits limits;
    private final SpoolSpace space;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final List<FilePart> files = new ArrayList<>();
    private long fileBytes;
    private int fieldCount;
    private boolean handedOver;

    UploadParts(UploadLimits limits, SpoolSpace space) {
        this.limits = limits;
        this.space = space;
    }

    void add(PartHeader header, MultipartStream body) throws IOException {
        Optional<String> fileName = header.fileName();
        if (fileName.isPresent()) {
            addFile(fileName.get(), header.mediaType(), body);
        } else {
            addField(header.name(), body);
        }
    }

    /** What was collected; from here on the upload has to be closed, not the parts. */
    UploadForm upload() {
        if (files.isEmpty()) {
            throw invalid("The upload must have at least one file");
        }
        handedOver = true;
        return new UploadForm(fields, files);
    }

    @Override
    public void close() throws IOException {
        if (!handedOver) {
            for (FilePart file : files) {
                file.content().close();
            }
        }
    }

    private void addField(String name, MultipartStream body) throws IOException {
        fieldCount++;
        if (fieldCount > limits.fields()) {
            throw invalid("The upload has more than " + limits.fields() + " form fields");
        }
        try (Spool content = spool(
                limits.fieldBytes(), limits.fieldBytes(), () -> tooLarge("A form field", limits.fieldBytes()), body)) {
            String text = Text.utf8(content.inMemory()).orElseThrow(() -> invalid("A form field is not UTF-8"));
            fields.computeIfAbsent(name, n -> new ArrayList<>(1)).add(text);
        }
    }

    private void addFile(String name, String mediaType, MultipartStream body) throws IOException {
        if (Text.longerThan(limits.fileNameChars(), name) || Text.hasControls(name)) {
            throw badName();
        }
        if (files.size() == limits.files() && !name.isEmpty()) {
            throw invalid("The upload has more than " + limits.files() + " files");
        }
        long room = limits.totalBytes() - fileBytes;
        Spool content = room < limits.fileBytes()
                ? spool(limits.memoryBytes(), room, () -> tooLarge(limits), body)
                : spool(limits.memoryBytes(), limits.fileBytes(), () -> tooLarge("A file", limits.fileBytes()), body);
        fileBytes += content.size();
        if (!name.isEmpty()) {
            files.add(new FilePart(name, mediaType, content));
            return;
        }
        content.close();
        if (content.size() > 0) { // without content it is a browser's file input in which nothing was chosen
            throw badName();
        }
    }

    private Spool spool(int memoryBytes, long maxBytes, Supplier<ProblemException> tooLarge, MultipartStream body)
            throws IOException {
        Spool spool = new Spool(memoryBytes, space);
        boolean whole = false;
        try {
            body.content(bytes -> {
                if (bytes.remaining() > maxBytes - spool.size()) {
                    throw tooLarge.get();
                }
                spool.write(bytes);
            });
            whole = true;
            return spool;
        } finally {
            if (!whole) {
                spool.close();
            }
        }
    }

    private ProblemException badName() {
        return invalid("A file name has 1 to " + limits.fileNameChars() + " characters and no control characters");
    }

    static ProblemException tooLarge(UploadLimits limits) {
        return tooLarge("The upload", limits.totalBytes());
    }

    private static ProblemException tooLarge(String what, long most) {
        return Problem.of(ProblemCode.TOO_LARGE, what + " is larger than " + most + " bytes")
                .toException();
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalid(detail).toException();
    }
}
