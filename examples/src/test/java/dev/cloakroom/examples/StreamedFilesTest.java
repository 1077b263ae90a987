package dev.cloakroom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Files pass through the server: a heap of 192 MiB is enough for more than a gigabyte in each direction. */
@Tag("full")
class StreamedFilesTest {
    private static final int FILE_BYTES = 32 << 20;
    private static final int AT_ONCE = 50;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    @Test
    void fifty_uploads_and_fifty_downloads_of_32_mib_at_once_do_not_fill_the_heap() throws Exception {
        List<String> small = List.of("-Xmx192m", "-XX:+ExitOnOutOfMemoryError");
        try (RealServer server = RealServer.startWith(small, "--memory-bytes", "40MiB")) {
            HttpResponse<String> first = upload(server, "first");
            assertThat(first.statusCode()).isEqualTo(201);
            for (int status : atOnce(() -> upload(server, "later").statusCode())) {
                assertThat(status).as("the store has no room for a second one").isEqualTo(503);
            }
            JsonNode uploaded = JSON.readTree(first.body());
            String sha = uploaded.at("/files/0/sha256").asText();
            String file = "/api/v1/sessions/" + uploaded.path("session_id").asText() + "/files/"
                    + uploaded.at("/files/0/file_id").asText();
            assertThat(atOnce(() -> download(server, file))).containsOnly(sha);
            assertThat(server.isAlive()).isTrue();
            assertThat(get(server, "/health").statusCode()).isEqualTo(200);
        }
    }

    private HttpResponse<String> upload(RealServer server, String user) throws IOException, InterruptedException {
        String before = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"large.bin\"\r\n\r\n";
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/uploads"))
                .header("X-User-Id", user)
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofInputStream(() -> new SequenceInputStream(Collections.enumeration(
                        List.of(text(before), new Pattern(FILE_BYTES), text("\r\n--b--\r\n"))))))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Downloads without keeping anything; the SHA-256 of what came. */
    private String download(RealServer server, String file) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + file))
                .header("X-User-Id", "first")
                .build();
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        try (InputStream body = response.body()) {
            long bytes = body.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha));
            assertThat(bytes).isEqualTo(FILE_BYTES);
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private HttpResponse<String> get(RealServer server, String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
    }

    private static <T> List<T> atOnce(Callable<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                running.add(threads.submit(work));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get(5, TimeUnit.MINUTES));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** So many bytes that are nowhere in memory at once. */
    private static final class Pattern extends InputStream {
        private int left;

        Pattern(int bytes) {
            this.left = bytes;
        }

        @Override
        public int read() {
            return left-- > 0 ? left & 0x7F : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int count = Math.min(left, length);
            for (int i = 0; i < count; i++) {
                target[offset + i] = (byte) (--left & 0x7F);
            }
            return count;
        }
    }
}
