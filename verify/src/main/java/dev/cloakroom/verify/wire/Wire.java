package dev.cloakroom.verify.wire;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The way to a deployment, which may have several addresses. Each answer is shown to a witness. Thread-safe. */
public final class Wire implements AutoCloseable {
    /** Who sees everything that is received. */
    @FunctionalInterface
    public interface Witness {
        /**
         * Called once for each answer and each failure, on the thread that waited for it.
         *
         * @param sent everything that had been sent, as text
         * @param received everything that came, as text
         */
        void saw(Person who, String route, Reply reply, String sent, String received);
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MOST_WAITS = 5;

    private final List<URI> addresses;
    private final Witness witness;
    private final ExecutorService threads;
    private final HttpClient client;
    private final AtomicLong throttled = new AtomicLong();
    private final Allowance allowance = new Allowance();
    private final Silence silence = new Silence();
    private final long mostWaitedNanos;
    private final Map<Integer, AtomicLong> waited = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * The way to these addresses, such as {@code http://127.0.0.1:8080}.
     *
     * @param patience how long each person waits in all, when the deployment says that it is too much
     */
    public Wire(List<URI> addresses, Witness witness, Duration patience) {
        this.addresses = List.copyOf(addresses);
        this.witness = witness;
        this.mostWaitedNanos = patience.toNanos();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "verify-wire");
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .executor(threads)
                .build();
    }

    /** How many addresses there are. */
    public int instances() {
        return addresses.size();
    }

    URI address(int instance) {
        return addresses.get(Math.floorMod(instance, addresses.size()));
    }

    /** How often the deployment asked for patience, which was given. */
    public long throttled() {
        return throttled.get();
    }

    /** How often people may be refused, as far as the deployment said. */
    public Allowance allowance() {
        return allowance;
    }

    /** Everybody is as patient as at the start, and what had long been silent is asked again. */
    public void waitAgain() {
        silence.forget();
        waited.clear();
    }

    /** Sends it to any of the addresses. */
    public Reply send(Person who, Call call) {
        return send(who, call, ThreadLocalRandom.current().nextInt(addresses.size()));
    }

    /** Sends it to whichever of the addresses answers. */
    public Reply sendToAny(Person who, Call call) {
        Reply reply = send(who, call, 0);
        for (int instance = 1; reply.status() == 0 && instance < addresses.size(); instance++) {
            reply = send(who, call, instance);
        }
        return reply;
    }

    /** Sends it to this address; waits and sends it again when the deployment says that it is too much. */
    public Reply send(Person who, Call call, int instance) {
        Reply reply = once(who, call, instance);
        for (int waits = 0;
                reply.status() == 429 && waits < MOST_WAITS && pause(who, reply.header("retry-after"));
                waits++) {
            reply = once(who, call, instance);
        }
        return reply;
    }

    private Reply once(Person who, Call call, int instance) {
        requireOpen();
        long sentAt = System.nanoTime();
        Reply reply = silence.isLong()
                ? nothing(sentAt, instance)
                : answer(client.sendAsync(request(who, call, instance), BodyHandlers.ofString()), sentAt, instance);
        silence.heard(reply);
        allowance.saw(who, reply);
        witness.saw(who, call.route(), reply, call.text(), reply.everything());
        return reply;
    }

    private void requireOpen() {
        if (closed) {
            throw new CancellationException("the run is over");
        }
    }

    /** The client's own timeout ends with the head of an answer; this one covers a body that never ends. */
    private static Reply answer(CompletableFuture<HttpResponse<String>> coming, long sentAt, int instance) {
        try {
            return reply(coming.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), sentAt, instance);
        } catch (ExecutionException | TimeoutException e) {
            boolean unused = coming.cancel(true);
            return nothing(sentAt, instance);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return nothing(sentAt, instance);
        }
    }

    /**
     * Sends it to any of the addresses without a thread that waits. Never fails: what fails is a reply without status.
     */
    public CompletableFuture<Reply> sendAsync(Person who, Call call) {
        int instance = ThreadLocalRandom.current().nextInt(addresses.size());
        requireOpen();
        long sentAt = System.nanoTime();
        return client.sendAsync(request(who, call, instance), BodyHandlers.ofString())
                .handle((response, failure) -> {
                    Reply reply = response == null ? nothing(sentAt, instance) : reply(response, sentAt, instance);
                    witness.saw(who, call.route(), reply, call.text(), reply.everything());
                    return reply;
                });
    }

    /** Opens a stream of events; waits and tries again when the deployment says that it is too much. */
    public EventStream follow(Person who, Call call, int instance) {
        requireOpen();
        EventStream stream = open(who, call, instance);
        for (int waits = 0; stream.status() == 429 && waits < MOST_WAITS && pause(who, stream.retryAfter()); waits++) {
            stream.close();
            stream = open(who, call, instance);
        }
        return stream;
    }

    private EventStream open(Person who, Call call, int instance) {
        return EventStream.open(
                client,
                request(who, call.with("Accept", "text/event-stream"), instance),
                events -> witness.saw(who, call.route(), stream(instance), call.text(), events));
    }

    /**
     * Sends it over a connection of its own and cuts that before the answer is read; says whether it was sent whole.
     */
    public boolean cut(Person who, Call call, int instance, CutConnection.When when) {
        return CutConnection.send(address(instance), who, call, when);
    }

    private HttpRequest request(Person who, Call call, int instance) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address(instance) + call.target()))
                .timeout(PATIENCE)
                .method(
                        call.method(),
                        call.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
        who.headers().forEach(request::setHeader);
        call.headers().forEach(request::setHeader);
        return request.build();
    }

    private static Reply reply(HttpResponse<String> response, long sentAt, int instance) {
        Map<String, List<String>> headers = response.headers().map().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        Map.Entry::getValue,
                        (one, other) -> one,
                        TreeMap::new));
        return new Reply(response.statusCode(), headers, response.body(), System.nanoTime() - sentAt, sentAt, instance);
    }

    private static Reply nothing(long sentAt, int instance) {
        return new Reply(0, Map.of(), "", System.nanoTime() - sentAt, sentAt, instance);
    }

    /** Streams are inspected like answers; how long they stay open is no latency. */
    private static Reply stream(int instance) {
        return new Reply(200, Map.of(), "", -1, System.nanoTime(), instance);
    }

    /** Waits as it is told; false when that would be longer than this person's patience. */
    private boolean pause(Person who, String retryAfter) {
        try {
            long nanos = TimeUnit.SECONDS.toNanos(Math.max(1, Long.parseLong(retryAfter.strip())));
            AtomicLong all = waited.computeIfAbsent(who.number(), number -> new AtomicLong());
            if (all.addAndGet(nanos) > mostWaitedNanos) {
                all.addAndGet(-nanos);
                return false;
            }
            throttled.incrementAndGet();
            TimeUnit.NANOSECONDS.sleep(nanos);
            return true;
        } catch (NumberFormatException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends what is under way; whoever sends something afterwards gets a {@link CancellationException}. */
    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }
}
