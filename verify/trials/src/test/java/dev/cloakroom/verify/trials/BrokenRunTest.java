package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.verify.trials.WrongProxy.Answered;
import dev.cloakroom.verify.trials.WrongProxy.Asked;
import dev.cloakroom.verify.trials.WrongProxy.HttpBug;
import dev.cloakroom.verify.trials.WrongProxy.Upstream;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that do not come to their end: because somebody ends them, or because there is nobody left to ask. */
@Timeout(120)
class BrokenRunTest {
    private static final int REQUESTS_OF_A_LIFE = 400;

    @Test
    void a_run_that_is_ended_early_removes_what_it_made(@TempDir Path directory) throws Exception {
        try (InProcessServer server = InProcessServer.start()) {
            Path tokens = Files.writeString(directory.resolve("tokens"), "ann\nben\ncleo\n");
            Process run = started(server.url(), "--tokens", tokens.toString(), "--seconds", "60");
            try (BufferedReader lines = run.inputReader()) {
                String line = lines.readLine();
                while (line != null && !line.contains("everybody reads what is theirs")) {
                    line = lines.readLine();
                }
                assertThat(sessions(server, "ann")).contains("cloakroom-verify");

                boolean asked = run.toHandle().destroy(); // as Ctrl-C does

                assertThat(asked).isTrue();
                assertThat(lines.lines()).contains("everything that was made is removed");
            } finally {
                boolean ended = run.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
                assertThat(ended).isTrue();
            }
            for (String user : List.of("ann", "ben", "cleo")) {
                assertThat(sessions(server, user)).contains("\"data\":[]");
            }
        }
    }

    @Test
    void a_server_that_dies_in_the_middle_proves_nothing() throws Exception {
        CountDownLatch lived = new CountDownLatch(1);
        AtomicInteger requests = new AtomicInteger();
        HttpBug mortal = new HttpBug() {
            @Override
            public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
                if (requests.incrementAndGet() == REQUESTS_OF_A_LIFE) {
                    lived.countDown();
                }
                return upstream.forward(asked);
            }
        };
        try (InProcessServer server = InProcessServer.start();
                WrongProxy proxy = new WrongProxy(server.url(), mortal)) {
            Thread death = new Thread(() -> {
                try {
                    lived.await();
                    proxy.die();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            death.start();

            Verified verified = Verified.by(proxy.url(), "--users", "4", "--seconds", "1");
            death.join();

            assertThat(verified.violated()).as(verified.output()).isEmpty();
            assertThat(verified.exitCode()).isEqualTo(3);
            assertThat(verified.output()).contains("nobody answers any more", "could not be removed");
        }
    }

    private static Process started(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cloakroom.server.Main",
                "verify"));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String sessions(InProcessServer server, String user) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/sessions"))
                .header("X-User-Id", user)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
