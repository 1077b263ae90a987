package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Multipart uploads within and beyond their limits; whatever happens, no temporary file stays. */
class UploadTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MIB = 1 << 20;
    private static final String TYPE = "multipart/form-data; boundary=b";
    private static final String END = "--b--\r\n";

    @RegisterExtension
    static final TestServer SERVER = new TestServer();

    @AfterEach
    void no_temporary_file_is_left() throws Exception {
        SERVER.awaitIdle();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith(
                            "cloakroom-upload-" + ProcessHandle.current().pid()));
        }
    }

    private static String part(String headers, String content) {
        return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
    }

    private static String file(String name, String content) {
        return part("Content-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"", content);
    }

    private static String field(String name, String content) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"", content);
    }

    private static HttpResponse<String> upload(String body) throws Exception {
        return SERVER.post("/upload", TYPE, BodyPublishers.ofString(body));
    }

    private static JsonNode files(HttpResponse<String> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(201);
        return MAPPER.readTree(response.body()).get("files");
    }

    @Test
    void files_and_fields_are_read() throws Exception {
        String image = part(
                "Content-Disposition: form-data; name=\"x\"; filename=\"a.png\"\r\nContent-Type: Image/PNG; q=1", "p");
        HttpResponse<String> response = upload(field("note", "h\u00e9llo") + file("a.txt", "abc") + image + END);
        JsonNode files = files(response);
        assertThat(files.get(0).get("name").textValue()).isEqualTo("a.txt");
        assertThat(files.get(0).get("size").intValue()).isEqualTo(3);
        assertThat(files.get(0).get("media_type").textValue()).isEqualTo("application/octet-stream");
        assertThat(files.get(1).get("media_type").textValue()).isEqualTo("image/png");
        assertThat(MAPPER.readTree(response.body()).get("note").textValue()).isEqualTo("h\u00e9llo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "text", "text/", "/plain", "text/pl ain", "text/<script>", "te\u00e4t/plain"})
    void a_media_type_that_is_none_becomes_octet_stream(String type) throws Exception {
        String headers = "Content-Disposition: form-data; name=\"x\"; filename=\"a\"\r\nContent-Type: " + type;
        assertThat(files(upload(part(headers, "p") + END))
                        .get(0)
                        .get("media_type")
                        .textValue())
                .isEqualTo("application/octet-stream");
    }

    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("filename=\"a.txt\"", "a.txt"),
                Arguments.of("filename=a.txt", "a.txt"),
                Arguments.of("filename=\"\u00e9\u20ac\uD83D\uDE00.txt\"", "\u00e9\u20ac\uD83D\uDE00.txt"),
                Arguments.of("filename*=UTF-8''%e2%82%ac%20rates", "\u20ac rates"),
                Arguments.of("filename=\"plain\"; filename*=utf-8'en'%e2%82%ac", "\u20ac"),
                Arguments.of("filename=\"../../etc/passwd\"", "../../etc/passwd"),
                Arguments.of("filename=\"C:\\temp\\new.txt\"", "C:\\temp\\new.txt"),
                Arguments.of("filename=\"a\\\"b\"", "a\"b"),
                Arguments.of("filename=\"a;b=c\"", "a;b=c"),
                Arguments.of("filename=\"" + "n".repeat(128) + "\"", "n".repeat(128)),
                Arguments.of("filename=\"" + "\uD83D\uDE00".repeat(128) + "\"", "\uD83D\uDE00".repeat(128)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_file_name_is_metadata_and_comes_back(String parameter, String name) throws Exception {
        String body = part("Content-Disposition: form-data; name=\"file\"; " + parameter, "x") + END;
        assertThat(files(upload(body)).get(0).get("name").textValue()).isEqualTo(name);
    }

    static Stream<Arguments> refused() {
        String disposition = "Content-Disposition: form-data; name=\"f\"; ";
        return Stream.of(
                Arguments.of("no part", END),
                Arguments.of("nothing", ""),
                Arguments.of("no file", field("note", "x") + END),
                Arguments.of("no end", file("a", "x")),
                Arguments.of("no boundary in it", "hello"),
                Arguments.of("a part without a disposition", part("Content-Type: text/plain", "x") + END),
                Arguments.of(
                        "a part without a name", part("Content-Disposition: form-data; filename=\"a\"", "x") + END),
                Arguments.of("an attachment", part("Content-Disposition: attachment; name=\"f\"", "x") + END),
                Arguments.of(
                        "two dispositions", part(disposition + "filename=\"a\"\r\n" + disposition + "x=1", "x") + END),
                Arguments.of("two file names", part(disposition + "filename=\"a\"; filename=\"b\"", "x") + END),
                Arguments.of("an open quote", part(disposition + "filename=\"a", "x") + END),
                Arguments.of("129 characters", file("n".repeat(129), "x") + END),
                Arguments.of("a tab in the file name", file("a\tb", "x") + END),
                Arguments.of(
                        "an escaped line break in the file name",
                        part(disposition + "filename*=UTF-8''a%0Ab", "x") + END),
                Arguments.of(
                        "an escaped NUL in the file name", part(disposition + "filename*=UTF-8''a%00b", "x") + END),
                Arguments.of("a broken escape", part(disposition + "filename*=UTF-8''a%zz", "x") + END),
                Arguments.of("escaped broken UTF-8", part(disposition + "filename*=UTF-8''%ff", "x") + END),
                Arguments.of("another charset", part(disposition + "filename*=latin1''%e9", "x") + END),
                Arguments.of("an empty file name with content", file("", "x") + END),
                Arguments.of("line ends without CR", file("a", "x").replace("\r\n", "\n") + END),
                Arguments.of("a part header too large", part(disposition + "x=" + "y".repeat(5000), "x") + END),
                Arguments.of("a field twice", field("note", "1") + field("note", "2") + file("a", "x") + END),
                Arguments.of("33 fields", field("f", "x").repeat(33) + file("a", "x") + END),
                Arguments.of("17 files", file("a", "x").repeat(17) + END));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void is_refused(String name, String body) throws Exception {
        HttpResponse<String> response = upload(body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"invalid_request\"");
    }

    @Test
    void broken_utf8_is_refused_in_names_and_fields() throws Exception {
        for (String body : List.of(file("\u00e9", "x") + END, field("note", "\u00e9") + file("a", "x") + END)) {
            HttpResponse<String> response =
                    SERVER.post("/upload", TYPE, BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1));
            assertThat(response.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void a_file_input_left_empty_is_no_file() throws Exception {
        assertThat(files(upload(file("", "") + file("a", "x") + END))).hasSize(1);
        assertThat(upload(file("", "") + END).statusCode()).isEqualTo(400);
    }

    @Test
    void sixteen_files_may_bear_one_name_and_be_empty() throws Exception {
        assertThat(files(upload(file("same", "").repeat(16) + field("f", "x").repeat(32) + END)))
                .hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "multipart/mixed; boundary=b",
                "multipart/form-data",
                "multipart/form-data; boundary=",
                "multipart/form-data; boundary=b; Boundary=c",
                "multipart/form-data; boundary=\"\""
            })
    void another_media_type_is_415(String type) throws Exception {
        assertThat(SERVER.post("/upload", type, BodyPublishers.ofString(file("a", "x") + END))
                        .statusCode())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; Boundary=b", "Multipart/Form-Data;BOUNDARY=\"b\""})
    void names_of_parameters_have_no_case(String type) throws Exception {
        assertThat(SERVER.post("/upload", type, BodyPublishers.ofString(file("a", "x") + END))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void content_that_looks_like_the_boundary_is_content() throws Exception {
        String more = "\r\n--\r\n--a" + "\r\n\n-".repeat(9_000);
        JsonNode file = files(upload(file("a", more) + END)).get(0);
        assertThat(file.get("size").intValue()).isEqualTo(more.length());
        assertThat(file.get("read").intValue()).isEqualTo(more.length());
    }

    @ParameterizedTest
    @ValueSource(ints = {64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1})
    void a_form_field_has_at_most_64_kib(int size) throws Exception {
        HttpResponse<String> response = upload(field("note", "x".repeat(size)) + file("a", "x") + END);
        assertThat(response.statusCode()).isEqualTo(size > 64 * 1024 ? 413 : 201);
    }

    @ParameterizedTest
    @ValueSource(ints = {64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 32 * MIB - 1, 32 * MIB})
    void a_file_up_to_32_mib_is_read(int size) throws Exception {
        JsonNode file = files(stream(size)).get(0);
        assertThat(file.get("size").intValue()).isEqualTo(size);
        assertThat(file.get("read").intValue()).isEqualTo(size);
    }

    @Test
    void a_file_beyond_32_mib_is_413() throws Exception {
        assertThat(stream(32 * MIB + 1).statusCode()).isEqualTo(413);
    }

    @Test
    void files_of_more_than_64_mib_together_are_413() throws Exception {
        assertThat(stream(32 * MIB, 32 * MIB - 1).statusCode()).isEqualTo(201);
        assertThat(stream(32 * MIB, 32 * MIB).statusCode()).isEqualTo(201);
        HttpResponse<String> refused = stream(32 * MIB, 32 * MIB, 1);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("The upload is larger than 67108864 bytes");
    }

    /** Sends files of these sizes, chunked. */
    private static HttpResponse<String> stream(int... sizes) throws Exception {
        Supplier<InputStream> body = () -> {
            List<InputStream> pieces = new ArrayList<>();
            for (int size : sizes) {
                pieces.add(ascii(file("f", "").substring(0, file("f", "").length() - 2)));
                pieces.add(zeros(size));
                pieces.add(ascii("\r\n"));
            }
            pieces.add(ascii(END));
            return new SequenceInputStream(Collections.enumeration(pieces));
        };
        return SERVER.post("/upload", TYPE, BodyPublishers.ofInputStream(body));
    }

    private static InputStream ascii(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static InputStream zeros(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }

    @Test
    void a_length_that_no_upload_has_is_refused_at_once() throws Exception {
        String head = "POST /upload HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type: " + TYPE;
        Wire.Reply reply = Wire.once(SERVER.port(), head + "\r\nContent-Length: " + 67 * MIB + "\r\n\r\n");
        assertThat(reply.status()).isEqualTo(413);
    }

    @Test
    void a_client_that_vanishes_leaves_nothing_behind() throws Exception {
        String head = "POST /upload HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type: " + TYPE;
        try (Wire wire = new Wire(SERVER.port())) {
            var unused =
                    wire.send(head + "\r\nContent-Length: " + MIB + "\r\n\r\n").send(file("a", "x".repeat(MIB / 2)));
        }
    }

    @Test
    void an_upload_that_ends_early_is_refused() throws Exception {
        String head = "POST /upload HTTP/1.1\r\nHost: localhost\r\nX-User-Id: a\r\nContent-Type: " + TYPE;
        try (Wire wire = new Wire(SERVER.port())) {
            Wire sent =
                    wire.send(head + "\r\nContent-Length: " + MIB + "\r\n\r\n").send(file("a", "x".repeat(MIB / 2)));
            sent.halfClose();
            assertThat(sent.read().status()).isEqualTo(400);
        }
    }
}
