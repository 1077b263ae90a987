package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploading, listing and downloading. How a form is read is in {@link UploadTest}. */
class FilesTest {

    private static LiveServer server;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
        alice = server.as("alice");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String files(Client.Reply upload) {
        return "/api/v1/sessions/" + upload.session() + "/files";
    }

    private static Client.Reply download(Client.Reply upload, int index) {
        return alice.get(
                files(upload) + "/" + upload.at("/files/" + index + "/file_id").textValue());
    }

    @Test
    void each_upload_is_a_session_of_its_own_with_its_files_in_order() {
        Form form = new Form().file("same.txt", "one").file("same.txt", "two").file("empty.txt", "");
        Client.Reply first = alice.upload(form).expect(201);
        Client.Reply second = alice.upload(form).expect(201);
        assertThat(first.session()).isNotEqualTo(second.session());
        assertThat(first.at("/files").findValuesAsText("name")).containsExactly("same.txt", "same.txt", "empty.txt");
        assertThat(first.at("/files").findValuesAsText("file_id")).doesNotHaveDuplicates();
        Client.Reply list = alice.get(files(first)).expect(200);
        assertThat(list.at("/data")).isEqualTo(first.at("/files"));
        assertThat(list.at("/first_id")).isEqualTo(first.at("/files/0/file_id"));
        assertThat(list.at("/last_id")).isEqualTo(first.at("/files/2/file_id"));
        assertThat(download(first, 0).text()).isEqualTo("one");
        assertThat(download(first, 1).text()).isEqualTo("two");
        assertThat(download(first, 2).bytes()).isEmpty();
    }

    @Test
    void a_session_without_files_has_an_empty_list() {
        assertThat(alice.get("/api/v1/sessions/" + alice.open() + "/files")
                        .expect(200)
                        .text())
                .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262_143, 262_144, 262_145, 1_500_000})
    void bytes_come_back_as_they_were_sent(int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Client.Reply upload =
                alice.upload(new Form().typed("data.bin", bytes, "image/png")).expect(201);
        JsonNode file = upload.at("/files/0");
        assertThat(file.get("size").intValue()).isEqualTo(size);
        assertThat(file.get("sha256").textValue())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        Client.Reply download = download(upload, 0).expect(200);
        assertThat(download.bytes()).isEqualTo(bytes);
        assertThat(download.header("Content-Length")).isEqualTo(Integer.toString(size));
        assertThat(download.header("Content-Type")).isEqualTo("image/png");
    }

    @ParameterizedTest
    @CsvSource({
        "report.csv, report.csv",
        "a b.txt, a%20b.txt",
        "../../etc/passwd, ..%2F..%2Fetc%2Fpasswd",
        "\u00e9\uD83D\uDE00.txt, %C3%A9%F0%9F%98%80.txt",
        "a;b=c'd*e(f), a%3Bb%3Dc%27d%2Ae%28f%29",
        "index.html, index.html"
    })
    void a_download_is_an_attachment_under_its_name(String name, String encoded) {
        Client.Reply upload = alice.upload(
                        new Form().typed(name, "<script>".getBytes(StandardCharsets.UTF_8), "text/html; charset=utf-7"))
                .expect(201);
        assertThat(upload.at("/files/0/name").textValue()).isEqualTo(name);
        Client.Reply download = download(upload, 0).expect(200);
        assertThat(download.header("Content-Disposition")).isEqualTo("attachment; filename*=UTF-8''" + encoded);
        assertThat(download.header("Content-Type")).isEqualTo("text/html");
        assertThat(download.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(download.header("Content-Security-Policy")).contains("sandbox");
        assertThat(download.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_session_id_part_is_ignored_whatever_is_in_it_and_counted() {
        try (LiveServer own = LiveServer.start()) {
            String hers = own.as("alice").open();
            for (String id : List.of(hers, UUID.randomUUID().toString(), "test-session-1", "", "null")) {
                Client.Reply upload = own.as("bob")
                        .upload(new Form().field("session_id", id).file("a", "x"))
                        .expect(201);
                assertThat(upload.session()).isNotEqualTo(id).isNotEqualTo(hers);
            }
            assertThat(own.counted("/client_ids_ignored")).isEqualTo(5);
            assertThat(own.as("alice")
                            .get("/api/v1/sessions/" + hers + "/files")
                            .at("/data"))
                    .isEmpty();
        }
    }

    @Test
    void the_user_may_be_in_the_form() {
        Form form = new Form().field("user_id", "dora").file("a", "x");
        assertThat(server.nobody().upload(form).expect(201).session()).isNotEmpty();
        server.as("dora").upload(form).expect(201);
        server.as("erin").upload(form).expect(400, "ambiguous_user");
        server.nobody().upload(new Form().file("a", "x")).expect(401, "unauthenticated");
        assertThat(server.as("dora").get("/api/v1/sessions").at("/data")).hasSize(2);
    }

    @Test
    void a_failed_upload_leaves_no_session() {
        Client carol = server.as("carol");
        Form seventeen = new Form();
        for (int i = 0; i < 17; i++) {
            seventeen = seventeen.file("f" + i, "x");
        }
        carol.upload(seventeen).expect(400, "invalid_request");
        carol.upload(new Form()).expect(400, "invalid_request");
        carol.upload(new Form().field("note", "no file")).expect(400, "invalid_request");
        carol.upload(new Form().file("n".repeat(129), "x")).expect(400, "invalid_request");
        carol.upload(new Form().file("good", "x").file("a\tb", "x")).expect(400, "invalid_request");
        carol.keyed("a b").upload(new Form().file("a", "x")).expect(400, "invalid_request");
        carol.with("X-User-Id", "carol")
                .keyed("k".repeat(129))
                .upload(new Form().file("a", "x"))
                .expect(400, "invalid_request");
        assertThat(carol.get("/api/v1/sessions").at("/data")).isEmpty();
        Form sixteen = new Form();
        for (int i = 0; i < 16; i++) {
            sixteen = sixteen.file("n".repeat(127 + i % 2), "x");
        }
        carol.upload(sixteen).expect(201);
    }

    @Test
    void a_file_is_gone_with_its_session() {
        Client.Reply upload = alice.upload(new Form().file("a", "x"));
        alice.chat("what is in it?", upload.session()).expect(200);
        download(upload, 0).expect(200);
        alice.delete("/api/v1/sessions/" + upload.session()).expect(204);
        download(upload, 0).expect(403, "not_owner");
        alice.get(files(upload)).expect(403, "not_owner");
    }
}
