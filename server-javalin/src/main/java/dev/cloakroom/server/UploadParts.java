package dev.cloakroom.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Collects the parts of one upload as the parser finds them. The parser swallows what a listener throws, so the first
 * refusal is kept, ends the collecting, and comes out of {@link #check}. Used by one thread.
 */
final class UploadParts implements MultiPart.Parser.Listener, AutoCloseable {

    private final UploadLimits limits;
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final List<FilePart> files = new ArrayList<>();
    private final Map<String, String> headers = new LinkedHashMap<>();
    private int fieldCount;
    private @Nullable PartHeader part;
    private @Nullable Spool spool;
    private @Nullable Exception refused;
    private boolean complete;
    private boolean handedOver;

    UploadParts(UploadLimits limits) {
        this.limits = limits;
    }

    /** Throws the first refusal, if there is one. */
    void check() throws IOException {
        if (refused instanceof IOException failure) {
            throw failure;
        }
        if (refused instanceof ProblemException problem) {
            throw problem;
        }
    }

    /** What was collected; from here on the upload has to be closed, not the parts. */
    UploadForm upload() {
        if (!complete) {
            throw broken();
        }
        if (files.isEmpty()) {
            throw invalid("The upload must have at least one file");
        }
        handedOver = true;
        return new UploadForm(fields, files);
    }

    @Override
    public void close() throws IOException {
        if (handedOver) {
            return;
        }
        if (spool != null) {
            spool.close();
        }
        for (FilePart file : files) {
            file.content().close();
        }
    }

    @Override
    public void onPartBegin() {
        headers.clear();
        part = null;
        spool = null;
    }

    @Override
    public void onPartHeader(String name, String value) {
        if (headers.put(name.toLowerCase(Locale.ROOT), value) != null) {
            refuse(broken());
        }
    }

    @Override
    public void onPartHeaders() {
        Optional<PartHeader> parsed = PartHeader.parse(headers.getOrDefault("content-disposition", ""));
        if (parsed.isEmpty()) {
            refuse(broken());
            return;
        }
        PartHeader header = parsed.get();
        part = header;
        boolean file = header.fileName().isPresent();
        spool = new Spool(file ? limits.memoryBytes() : limits.fieldBytes());
        if (!file && ++fieldCount > limits.fields()) {
            refuse(invalid("The upload has more than " + limits.fields() + " form fields"));
        }
        header.fileName().filter(name -> !name.isEmpty()).ifPresent(this::checkFile);
    }

    @Override
    public void onPartContent(Content.Chunk chunk) {
        if (refused != null || spool == null || part == null) {
            return;
        }
        boolean file = part.fileName().isPresent();
        long room = (file ? limits.fileBytes() : limits.fieldBytes()) - spool.size();
        if (chunk.remaining() > room) {
            refuse(Problem.of(
                            ProblemCode.TOO_LARGE,
                            file
                                    ? "A file is larger than " + limits.fileBytes() + " bytes"
                                    : "A form field is larger than " + limits.fieldBytes() + " bytes")
                    .toException());
            return;
        }
        try {
            spool.write(chunk.getByteBuffer());
        } catch (IOException failure) {
            refuse(failure);
        }
    }

    @Override
    public void onPartEnd() {
        if (refused != null || spool == null || part == null) {
            return;
        }
        try {
            spool.finish();
            keep(part, spool);
            spool = null;
        } catch (IOException | ProblemException failure) {
            refuse(failure);
        }
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    @Override
    public void onFailure(Throwable failure) {
        refuse(broken());
    }

    private void keep(PartHeader header, Spool content) throws IOException {
        if (header.fileName().isPresent()) {
            keepFile(header.fileName().get(), content);
        } else {
            String text = Text.utf8(content.inMemory()).orElseThrow(() -> invalid("A form field is not UTF-8"));
            fields.computeIfAbsent(header.name(), name -> new ArrayList<>(1)).add(text);
        }
    }

    private void checkFile(String name) {
        if (Text.longerThan(limits.fileNameChars(), name) || Text.hasControls(name)) {
            refuse(badName());
        }
        if (files.size() == limits.files()) {
            refuse(invalid("The upload has more than " + limits.files() + " files"));
        }
    }

    private void keepFile(String name, Spool content) throws IOException {
        if (name.isEmpty() && content.size() == 0) {
            content.close(); // a browser's file input in which nothing was chosen
            return;
        }
        if (name.isEmpty()) {
            throw badName();
        }
        String mediaType = MediaType.essence(headers.get("content-type")).orElse(MediaType.BYTES);
        files.add(new FilePart(name, mediaType, content));
    }

    private void refuse(Exception reason) {
        if (refused == null) {
            refused = reason;
        }
    }

    private static ProblemException broken() {
        return invalid("The body is not well-formed multipart/form-data");
    }

    private ProblemException badName() {
        return invalid("A file name has 1 to " + limits.fileNameChars() + " characters and no control characters");
    }

    private static ProblemException invalid(String detail) {
        return Problem.invalid(detail).toException();
    }
}
