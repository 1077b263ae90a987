package dev.cloakroom.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whatever bytes come, they are read in one way or refused with a problem; nothing else is thrown, and what was read
 * keeps its bounds. The build runs these with the inputs in the resources of the tests; {@code docs/security.md} says
 * how to have more made.
 */
class ReadingFuzzTest {

    private static final String BOUNDARY = "b";

    @FuzzTest
    void json(byte[] body) {
        Fields fields;
        try {
            fields = JsonBody.parse(body);
        } catch (ProblemException refused) {
            return;
        }
        assertThat(Text.isUtf8(body)).isTrue();
        try {
            assertThat(fields.string("message"))
                    .satisfiesAnyOf(
                            text -> assertThat(text).isEmpty(),
                            text -> assertThat(Text.isWellFormed(text.orElseThrow()))
                                    .isTrue());
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        }
    }

    @FuzzTest
    void multipart(byte[] body) throws IOException {
        List<String> atOnce = parts(new ByteArrayInputStream(body));
        assertThat(parts(new Drops(body))).isEqualTo(atOnce);
    }

    /** What the body holds, or that it was refused; how the bytes come in pieces makes no difference. */
    private static List<String> parts(InputStream in) throws IOException {
        UploadLimits limits = UploadLimits.standard();
        try (UploadParts parts = new UploadParts(limits, new SpoolSpace(limits.spoolBytes()))) {
            MultipartStream stream = new MultipartStream(in, BOUNDARY, limits.bodyBytes());
            while (stream.next()) {
                parts.add(PartHeader.parse(stream.headers()), stream);
            }
            try (UploadForm form = parts.upload()) {
                List<String> found = new ArrayList<>();
                for (FilePart file : form.files()) {
                    assertThat(file.name()).isNotEmpty();
                    assertThat(Text.hasControls(file.name()) || !Text.isWellFormed(file.name()))
                            .isFalse();
                    try (InputStream content = file.open()) {
                        found.add(file.name() + "/" + file.mediaType() + "/"
                                + new String(content.readAllBytes(), StandardCharsets.ISO_8859_1));
                    }
                }
                return found;
            }
        } catch (ProblemException refused) {
            return List.of("refused");
        }
    }

    /** One byte at a time, as a slow client sends. */
    private static final class Drops extends ByteArrayInputStream {

        Drops(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            return super.read(buffer, offset, Math.min(length, 1));
        }
    }

    @FuzzTest
    void cursor(byte[] bytes) {
        String query = new String(bytes, StandardCharsets.ISO_8859_1); // as the engine hands it over
        try {
            Query read = Query.parse(query);
            assertThat(read.position("after").orElse(0)).isNotNegative();
            assertThat(read.position("before").orElse(0)).isNotNegative();
            assertThat(read.pageSize(200)).isBetween(1, 200);
            Optional<String> name = read.string("user");
            assertThat(name.isEmpty() || Text.isWellFormed(name.get())).isTrue();
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        }
    }

    @FuzzTest
    void idempotencyKey(byte[] bytes) {
        String header = new String(bytes, StandardCharsets.ISO_8859_1); // as the engine hands it over
        try {
            String key = KeyHeader.parse(List.of(header)).orElseThrow();
            assertThat(key).hasSizeBetween(1, KeyHeader.MAX_CHARS).matches("[ -~]+");
            String quoted = '"' + key.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            assertThat(KeyHeader.parse(List.of(quoted))).contains(key);
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.INVALID_REQUEST);
        }
    }
}
