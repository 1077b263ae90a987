package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body says it is, it says once and for everybody. */
class MediaTypesTest {

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    private static Wire.Reply post(String path, String type, String more, String body) throws IOException {
        return Wire.once(
                SERVER.port(),
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Length: " + body.length()
                        + "\r\nContent-Type: " + type + "\r\n" + more + "\r\n" + body);
    }

    private static String form() {
        return new String(new Form().file("a.txt", "x").bytes(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: text/plain", "Content-Type: application/json", "Content-Encoding: gzip"})
    void R11_what_one_party_reads_first_and_another_last_is_400(String again) throws IOException {
        Wire.Reply reply = post("/json", "application/json", "Content-Encoding: identity\r\n" + again + "\r\n", "{}");
        assertThat(reply.status()).isEqualTo(400);
        ProblemAssert.assertIsProblem(reply);
    }

    @Test
    void a_form_that_says_twice_what_it_is_is_400() throws IOException {
        assertThat(post("/upload", Form.TYPE, "Content-Type: " + Form.TYPE + "\r\n", form())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_compressed_form_is_415_and_one_that_is_not_is_taken() throws IOException {
        assertThat(post("/upload", Form.TYPE, "Content-Encoding: gzip\r\n", form())
                        .status())
                .isEqualTo(415);
        assertThat(post("/upload", Form.TYPE, "Content-Encoding: identity\r\n", form())
                        .status())
                .isEqualTo(201);
    }
}
