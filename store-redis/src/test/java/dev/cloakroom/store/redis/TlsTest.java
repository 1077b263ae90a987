package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS protects the way to Redis, and never without the name verified. */
class TlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    private Path directory;

    /** Ends TLS before Redis, with a certificate for this name. */
    private final class Front implements AutoCloseable {
        private final ServerSocket socket;
        private final Path certificate;
        private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "tls");
            thread.setDaemon(true);
            return thread;
        });

        Front(String name) throws Exception {
            Path file = directory.resolve(name + ".p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "redis",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "SAN=dns:" + name,
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            PASSWORD,
                            "-keystore",
                            file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(said).isZero();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            String pem = Base64.getMimeEncoder()
                    .encodeToString(keys.getCertificate("redis").getEncoded());
            certificate = Files.writeString(
                    directory.resolve(name + ".pem"),
                    "-----BEGIN CERTIFICATE-----\n" + pem + "\n-----END CERTIFICATE-----\n");
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(keys, PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            socket = context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            threads.execute(this::accept);
        }

        private void accept() {
            try {
                while (!socket.isClosed()) {
                    Socket client = socket.accept();
                    Socket redis = new Socket(
                            InetAddress.getLoopbackAddress(),
                            RedisServer.shared().port());
                    threads.execute(() -> pour(client, redis));
                    threads.execute(() -> pour(redis, client));
                }
            } catch (IOException closed) {
                return;
            }
        }

        private static void pour(Socket from, Socket to) {
            try (from;
                    to) {
                byte[] buffer = new byte[8 << 10];
                for (int read = from.getInputStream().read(buffer);
                        read > 0;
                        read = from.getInputStream().read(buffer)) {
                    to.getOutputStream().write(buffer, 0, read);
                    to.getOutputStream().flush();
                }
            } catch (IOException gone) {
                return;
            }
        }

        URI uri(Path authority) {
            return URI.create("rediss://localhost:" + socket.getLocalPort() + "?patience=500ms&prefix="
                    + Desk.freshPrefix() + (authority == null ? "" : "&ca=" + authority));
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdownNow().forEach(never -> {});
        }
    }

    @Test
    void a_certificate_that_is_trusted_and_bears_the_name_is_taken() throws Exception {
        try (Front front = new Front("localhost");
                Desk desk = Desk.on(front.uri(front.certificate))) {
            assertThat(desk.say(desk.claimed(Desk.ALICE, Access.APPEND), "x")).isEqualTo(1);
        }
    }

    @Test
    void a_certificate_for_another_name_is_refused() throws Exception {
        try (Front front = new Front("elsewhere")) {
            refuses(front.uri(front.certificate));
        }
    }

    @Test
    void a_certificate_of_an_unknown_authority_is_refused() throws Exception {
        try (Front front = new Front("localhost");
                Front other = new Front("other")) {
            refuses(front.uri(null));
            refuses(front.uri(other.certificate));
        }
    }

    @Test
    void a_server_without_TLS_and_a_file_without_certificates_are_refused() throws Exception {
        refuses(URI.create("rediss://localhost:" + RedisServer.shared().port() + "?patience=500ms&timeout=500ms"));
        Path file = Files.writeString(directory.resolve("no.pem"), "nothing");
        assertThatThrownBy(() -> RedisSessionStore.open(URI.create("rediss://h?ca=" + file), Limits.standard())
                        .close())
                .isInstanceOf(InvalidInput.class);
    }

    private static void refuses(URI uri) {
        assertThatThrownBy(() -> RedisSessionStore.open(uri, Limits.standard()).close())
                .isInstanceOf(StoreUnavailable.class);
    }
}
