package dev.cloakroom.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.MultiPart;

/**
 * Reads a multipart/form-data body with blocking reads, never holding more than one buffer and the parts kept in
 * memory. Whatever ends the reading early, a limit, a broken part or a client that goes away, leaves no file behind.
 * Thread-safe.
 */
final class UploadReader {

    private static final int MAX_BOUNDARY_CHARS = 70;

    /** Names of parameters have no case, to everybody but the engine. */
    private static final Pattern BOUNDARY = Pattern.compile("boundary=", Pattern.CASE_INSENSITIVE);

    private final Intake intake;
    private final UploadLimits limits;

    UploadReader(Intake intake) {
        this.intake = intake;
        this.limits = intake.limits().upload();
    }

    UploadForm read(HttpServletRequest request) throws IOException {
        String boundary =
                new Headers(request).bodyType().flatMap(UploadReader::boundary).orElseThrow(UploadReader::noForm);
        if (request.getContentLengthLong() > limits.bodyBytes()) {
            throw UploadParts.tooLarge(limits);
        }
        try (Incoming in = intake.open(request);
                UploadParts parts = new UploadParts(limits, intake.space())) {
            MultipartStream body = new MultipartStream(in, boundary, limits.bodyBytes());
            while (body.next()) {
                parts.add(PartHeader.parse(body.headers()), body);
            }
            return parts.upload();
        }
    }

    /** Of two boundaries one party takes the first and another the last. */
    private static Optional<String> boundary(String contentType) {
        return MediaType.essence(contentType)
                .filter(MediaType.MULTIPART::equals)
                .filter(type -> BOUNDARY.matcher(contentType).results().count() == 1)
                .flatMap(type -> Optional.ofNullable(
                        MultiPart.extractBoundary(BOUNDARY.matcher(contentType).replaceFirst("boundary="))))
                .filter(boundary -> !boundary.isEmpty() && boundary.length() <= MAX_BOUNDARY_CHARS);
    }

    private static ProblemException noForm() {
        return Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The body must be multipart/form-data with a boundary")
                .toException();
    }
}
