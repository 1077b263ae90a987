package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a certificate the server speaks TLS 1.2 and 1.3, and nothing else. */
class TlsTest {

    private static final String PASSWORD = "changeit";

    private static Identity identity;
    private static LiveServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        identity = Identity.fresh(folder, "EC");
        server = LiveServer.start("tls-cert-file", identity.certificate, "tls-key-file", identity.key);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A certificate for localhost and its key as PEM files, and a client that trusts it. */
    private record Identity(String certificate, String key, SSLContext trusting) {

        static Identity fresh(Path folder, String algorithm) throws Exception {
            Path file = folder.resolve(algorithm + ".p12");
            String arguments = "-genkeypair -alias a -keyalg " + algorithm + " -dname CN=localhost -ext"
                    + " SAN=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass " + PASSWORD + " -keystore " + file;
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
            command.addAll(List.of(arguments.split(" ", -1)));
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(said).isZero();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("a", keys.getCertificate("a"));
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Identity(
                    pem(
                            folder,
                            algorithm,
                            "CERTIFICATE",
                            keys.getCertificate("a").getEncoded()),
                    pem(
                            folder,
                            algorithm,
                            "PRIVATE KEY",
                            keys.getKey("a", PASSWORD.toCharArray()).getEncoded()),
                    context);
        }

        private static String pem(Path folder, String name, String kind, byte[] bytes) throws IOException {
            return Files.writeString(
                            folder.resolve(name + "-" + kind.replace(' ', '-') + ".pem"),
                            "-----BEGIN " + kind + "-----\n"
                                    + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind + "-----\n")
                    .toString();
        }
    }

    private static HttpResponse<String> get(LiveServer of, Identity trusting) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + of.port() + "/api/v1/sessions"))
                .header("X-User-Id", "alice")
                .build();
        return HttpClient.newBuilder().sslContext(trusting.trusting()).build().send(request, BodyHandlers.ofString());
    }

    @Test
    void it_is_served_with_the_certificate_and_tells_browsers_to_stay_with_it() throws Exception {
        HttpResponse<String> response = get(server, identity);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("Strict-Transport-Security")).containsExactly("max-age=31536000");
        assertThat(response.sslSession())
                .get()
                .satisfies(session -> assertThat(session.getProtocol()).isEqualTo("TLSv1.3"));
    }

    @Test
    void keys_of_other_kinds_are_served_too(@TempDir Path folder) throws Exception {
        for (String algorithm : new String[] {"RSA", "Ed25519"}) {
            Identity other = Identity.fresh(folder, algorithm);
            try (LiveServer its = LiveServer.start("tls-cert-file", other.certificate, "tls-key-file", other.key)) {
                assertThat(get(its, other).statusCode()).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void these_versions_are_spoken(String version) throws Exception {
        try (SSLSocket socket = socket(version)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void older_versions_are_not(String version) throws Exception {
        try (SSLSocket socket = socket(version)) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    private static SSLSocket socket(String version) throws IOException {
        SSLSocket socket = (SSLSocket)
                identity.trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(10_000);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }

    @Test
    void plain_http_gets_no_answer_of_the_interface() throws Exception {
        try (Wire wire = new Wire(server.port())) {
            String said = wire.send("GET /api/v1/sessions HTTP/1.1\r\nHost: localhost\r\nX-User-Id: alice\r\n\r\n")
                    .readToEnd();
            assertThat(said).doesNotContain("HTTP/1.1 200", "has_more");
        }
    }

    @Test
    void plain_http_is_not_told_of_tls() throws Exception {
        try (LiveServer plain = LiveServer.start()) {
            assertThat(plain.as("alice").get("/api/v1/sessions").expect(200).header("Strict-Transport-Security"))
                    .isEmpty();
        }
    }

    @Test
    void a_certificate_or_a_key_that_cannot_be_used_is_refused_at_the_start(@TempDir Path folder) throws Exception {
        Identity other = Identity.fresh(folder, "EC");
        Path nothing = Files.writeString(folder.resolve("nothing.pem"), "nothing");
        refuses("--tls-key-file has to be set too", "tls-cert-file", identity.certificate);
        refuses("--tls-cert-file has to be set too", "tls-key-file", identity.key);
        refuses("does not hold the key", "tls-cert-file", identity.certificate, "tls-key-file", other.key);
        refuses("BEGIN PRIVATE KEY", "tls-cert-file", identity.certificate, "tls-key-file", nothing.toString());
        refuses("certificate in PEM", "tls-cert-file", nothing.toString(), "tls-key-file", identity.key);
        refuses("cannot be read", "tls-cert-file", folder.resolve("missing").toString(), "tls-key-file", identity.key);
    }

    private static void refuses(String words, String... flags) {
        assertThatThrownBy(() -> LiveServer.settings(flags))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("\n");
    }
}
