package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.access.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that nobody sends in good faith, of every {@link HostileFamily}: nobody is shown what is not theirs, nothing
 * is an internal error, and afterwards the server is as it was. {@code -Dhostile.requests=1000000 -Dhostile.seed=1}.
 */
class HostileRequestsTest {
    private static final Logger LOG = LoggerFactory.getLogger(HostileRequestsTest.class);
    private static final long SEED = Long.getLong("hostile.seed", 1);
    private static final int SENDERS = 8;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");
    private static final HostileFamily[] FAMILIES = HostileFamily.values();

    private final List<String> secrets = new ArrayList<>();
    private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();

    @Test
    void a_few_thousand_hostile_requests_harm_nobody() throws Exception {
        attack(Integer.getInteger("hostile.short", 3_000));
    }

    @Test
    @Tag("full")
    void many_hostile_requests_harm_nobody() throws Exception {
        attack(Integer.getInteger("hostile.requests", 60_000));
    }

    private void attack(int requests) throws Exception {
        try (LiveServer server =
                LiveServer.start("max-sessions", "20", "max-messages", "50").pinned()) {
            Victim alice = new Victim(server, "victim-alice-7d1");
            Victim bob = new Victim(server, "victim-bob-9c4");
            List.of(alice, bob).forEach(victim -> secrets.addAll(victim.secrets()));
            List<String> foreign = List.of(alice.session, bob.session, alice.file, bob.file);
            HostileFamily.Known known =
                    new HostileFamily.Known(foreign, server.as("mallory").open(), right(server, alice));
            send(server.port(), known, 0, requests / 4);
            Vitals before = Vitals.now();
            send(server.port(), known, requests / 4, requests);
            Vitals after = Vitals.now();
            LOG.info(
                    "seed {}, {} hostile requests; before {}, after {}; answers {}",
                    SEED,
                    requests,
                    before,
                    after,
                    table());
            assertThat(answers.keySet()).noneMatch(answer -> answer.endsWith(" 500"));
            assertThat(after.heap).isLessThan(before.heap * 12 / 10 + (16 << 20));
            assertThat(after.threads).isLessThan(before.threads + 20);
            assertThat(after.descriptors).isLessThan(before.descriptors + 50);
            alice.requireUntouched();
            bob.requireUntouched();
            Client carol = server.as("carol");
            assertThat(carol.chat("still here?")
                            .expect(200)
                            .at("/message/content")
                            .textValue())
                    .isEqualTo("still here?");
        }
    }

    /** Requests that each route takes, about a session that is not the sender's. */
    private static List<String> right(LiveServer server, Victim victim) {
        return server.server.table().stream()
                .filter(route -> route.kind() != Route.Kind.OPEN)
                .map(route -> RawRequest.of(
                        route,
                        route.path().replace("{id}", victim.session).replace("{file_id}", victim.file),
                        "mallory"))
                .map(request -> new String(request.bytes(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private void send(int port, HostileFamily.Known known, int from, int to) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            AtomicLong next = new AtomicLong(from);
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                running.add(senders.submit(() -> {
                    for (long number = next.getAndIncrement(); number < to; number = next.getAndIncrement()) {
                        send(port, known, number);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                Object unused = one.get();
            }
        } finally {
            List<Runnable> unused = senders.shutdownNow();
        }
    }

    private void send(int port, HostileFamily.Known known, long number) throws IOException {
        HostileFamily family = FAMILIES[Math.floorMod(number, FAMILIES.length)];
        byte[] request = family.bytes(new Random(SEED * 1_000_003 + number), known);
        String answer = answer(port, request);
        for (String secret : secrets) {
            if (answer.contains(secret)) {
                throw new AssertionError("request " + number + " of seed " + SEED + " (" + family + ") was shown "
                        + secret + ":\n" + new String(request, StandardCharsets.ISO_8859_1) + "\n\n" + answer);
            }
        }
        Matcher status = STATUS.matcher(answer);
        boolean any = false;
        while (status.find()) {
            any = true;
            count(family + " " + status.group(1));
            if (status.group(1).equals("500")) {
                LOG.error("request {} of seed {} was answered with 500", number, SEED);
            }
        }
        if (!any) {
            count(family + " none");
        }
        if (answer.endsWith("~")) {
            count(family + " held");
            LOG.warn("HELD {}", new String(request, 0, Math.min(300, request.length), StandardCharsets.ISO_8859_1));
        }
    }

    private void count(String answer) {
        answers.computeIfAbsent(answer, none -> new LongAdder()).increment();
    }

    /** Everything that comes until the server ends the connection, or nothing comes any more. */
    private static String answer(int port, byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(2_000);
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                InputStream in = socket.getInputStream();
                long unused = in.transferTo(answer);
            } catch (SocketTimeoutException silence) {
                answer.write('~');
            } catch (IOException ended) {
                answer.write('!'); // by the server, before it had read everything
            }
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    private Map<String, Long> table() {
        Map<String, Long> table = new TreeMap<>();
        answers.forEach((answer, count) -> table.put(answer, count.sum()));
        return table;
    }

    /** How this process is, right after a garbage collection. */
    private record Vitals(long heap, int threads, long descriptors) {
        static Vitals now() throws IOException {
            long heap = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                System.gc();
                heap = Math.min(
                        heap,
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
            }
            try (var open = Files.list(Path.of("/proc/self/fd"))) {
                return new Vitals(heap, ManagementFactory.getThreadMXBean().getThreadCount(), open.count());
            }
        }
    }

    /** Someone whose session holds marks everywhere. */
    private static final class Victim {
        private final Client client;
        private final String name;
        private final String session;
        private final String file;
        private final List<String> before;

        Victim(LiveServer server, String name) {
            this.name = name;
            this.client = server.as(name);
            Client.Reply upload = client.upload(new Form().file(mark("file-name") + ".txt", mark("file-content")));
            this.session = upload.expect(201).session();
            this.file = upload.at("/files/0/file_id").textValue();
            client.append(session, mark("message")).expect(201);
            client.chat(mark("chat"), session).expect(200);
            this.before = seen();
        }

        private String mark(String what) {
            return "canary-" + what + "-" + name;
        }

        List<String> secrets() {
            return List.of(name, "canary-", session, file);
        }

        private List<String> seen() {
            String path = "/api/v1/sessions/" + session;
            return List.of(
                    client.history(session).expect(200).text(),
                    client.get(path + "/grants").expect(200).text(),
                    client.get(path + "/files").expect(200).text(),
                    client.get(path + "/files/" + file).expect(200).text());
        }

        void requireUntouched() {
            assertThat(seen()).isEqualTo(before);
        }
    }
}
