package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances on Redis behind nginx, which hands each request to the next of them. */
@Tag("full")
@Timeout(300)
class BalancerTest {
    @TempDir
    Path directory;

    @Test
    void two_instances_behind_nginx_are_ok_and_both_are_seen() throws Exception {
        String redis = RedisServer.shared().uri("prefix=verify-nginx").toString();
        try (InProcessServer one = InProcessServer.start("store", redis);
                InProcessServer other = InProcessServer.start("store", redis)) {
            int port = freePort();
            Process nginx = nginx(port, one, other);
            try {
                Verified verified = Verified.by("http://127.0.0.1:" + port, "--seconds", "5");

                assertThat(verified.exitCode()).as(verified.output()).isZero();
                assertThat(verified.json().path("instances")).hasSize(2);
            } finally {
                nginx.destroy();
                boolean ended = nginx.waitFor(20, TimeUnit.SECONDS);
                assertThat(ended).isTrue();
            }
        }
    }

    private Process nginx(int port, InProcessServer one, InProcessServer other) throws IOException {
        Path configuration = Files.writeString(
                directory.resolve("nginx.conf"),
                String.format(Locale.ROOT, """
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                worker_processes 1;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  upstream instances { server %2$s; server %3$s; keepalive 32; }
                  server {
                    listen 127.0.0.1:%4$d;
                    client_max_body_size 70m;
                    client_body_buffer_size 4m;
                    location / {
                      proxy_pass http://instances;
                      proxy_http_version 1.1;
                      proxy_set_header Connection "";
                      proxy_set_header Host $http_host;
                      proxy_buffering off;
                      proxy_next_upstream off;
                    }
                  }
                }
                """, directory, address(one), address(other), port));
        Process nginx = new ProcessBuilder(
                        program(),
                        "-p",
                        directory.toString(),
                        "-e",
                        directory.resolve("start.log").toString(),
                        "-c",
                        configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        for (int i = 0; i < 200; i++) {
            try (Socket door = new Socket()) {
                door.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return nginx;
            } catch (IOException e) {
                LockSupport.parkNanos(50_000_000L);
            }
        }
        nginx.destroy();
        return fail("nginx did not start: " + Files.readString(directory.resolve("output.log")));
    }

    /** Where it is; Debian puts it where only root looks. */
    private static String program() {
        return Stream.concat(
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(place -> Path.of(place, "nginx"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(
                        () -> fail("this test needs nginx: on Debian and Ubuntu, apt install nginx-light (or nginx)"));
    }

    private static String address(InProcessServer server) {
        return server.url().replace("http://", "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
