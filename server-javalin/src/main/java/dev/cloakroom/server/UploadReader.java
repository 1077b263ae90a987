package dev.cloakroom.server;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartCompliance;
import org.eclipse.jetty.io.Content;

/**
 * Reads a multipart/form-data body with blocking reads, never holding more than one buffer and the parts kept in
 * memory. Whatever ends the reading early, a limit, a broken part or a client that goes away, leaves no file behind.
 * Thread-safe.
 */
final class UploadReader {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int PART_HEADER_BYTES = 4 * 1024;

    private final UploadLimits limits;

    UploadReader(UploadLimits limits) {
        this.limits = limits;
    }

    UploadForm read(HttpServletRequest request) throws IOException {
        String boundary = boundary(request.getHeader("Content-Type"));
        if (request.getContentLengthLong() > limits.totalBytes()) {
            throw tooLarge();
        }
        try (UploadParts parts = new UploadParts(limits)) {
            MultiPart.Parser parser = new MultiPart.Parser(boundary, MultiPartCompliance.RFC7578_STRICT, parts);
            parser.setPartHeadersMaxLength(PART_HEADER_BYTES);
            parser.setMaxParts(-1);
            feed(request.getInputStream(), parser, parts);
            return parts.upload();
        }
    }

    private void feed(InputStream in, MultiPart.Parser parser, UploadParts parts) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long total = 0;
        int read = in.read(buffer);
        while (read >= 0) {
            total += read;
            if (total > limits.totalBytes()) {
                throw tooLarge();
            }
            parser.parse(Content.Chunk.from(ByteBuffer.wrap(buffer, 0, read), false));
            parts.check();
            read = in.read(buffer);
        }
        parser.parse(Content.Chunk.EOF);
        parts.check();
    }

    private static String boundary(String contentType) {
        return MediaType.essence(contentType)
                .filter(MediaType.MULTIPART::equals)
                .flatMap(type -> Optional.ofNullable(MultiPart.extractBoundary(contentType)))
                .filter(boundary -> !boundary.isEmpty())
                .orElseThrow(() -> Problem.of(
                                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                "The body must be multipart/form-data with a boundary")
                        .toException());
    }

    private ProblemException tooLarge() {
        return Problem.of(ProblemCode.TOO_LARGE, "The upload is larger than " + limits.totalBytes() + " bytes")
                .toException();
    }
}
