package dev.cloakroom.verify.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Server-sent events, as they come. One reader; {@link #close} cuts the connection. */
public final class EventStream implements AutoCloseable {
    /** The name of the event that stands for the end of a stream. */
    public static final String END = "(end)";

    private final int status;
    private final String retryAfter;
    private final InputStream in;
    private final Consumer<String> witness;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final long openedAt = System.nanoTime();

    /**
     * One event.
     *
     * @param name its kind, {@code message} when it had none
     * @param id its id, or empty
     */
    public record Event(String name, String id, String data) {}

    private EventStream(int status, String retryAfter, InputStream in, Consumer<String> witness) {
        this.status = status;
        this.retryAfter = retryAfter;
        this.in = in;
        this.witness = witness;
    }

    static EventStream open(HttpClient client, HttpRequest request, Consumer<String> witness) {
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            EventStream stream = new EventStream(
                    response.statusCode(),
                    response.headers().firstValue("retry-after").orElse(""),
                    response.body(),
                    witness);
            Thread reader = new Thread(stream::read, "verify-events");
            reader.setDaemon(true);
            reader.start();
            return stream;
        } catch (IOException e) {
            return new EventStream(0, "", InputStream.nullInputStream(), witness);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new EventStream(0, "", InputStream.nullInputStream(), witness);
        }
    }

    /** The HTTP status, or 0 when nothing came. */
    public int status() {
        return status;
    }

    /** What the server said about when to come again, or empty. */
    String retryAfter() {
        return retryAfter;
    }

    /** {@link System#nanoTime} when it was open. */
    public long openedAt() {
        return openedAt;
    }

    /** The next event, or null when none comes in this time. The last one is called {@link #END}. */
    public @Nullable Event next(long millis) {
        try {
            return events.poll(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Block block = new Block();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    deliver(block);
                    block = new Block();
                } else {
                    block.add(line);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // cut, by us or by the server: the end is told below
        } finally {
            events.add(new Event(END, "", ""));
        }
    }

    private void deliver(Block block) {
        witness.accept(block.all.toString());
        if (block.any) {
            events.add(new Event(block.name, block.id, block.data.toString()));
        }
    }

    /** The lines of one event. */
    private static final class Block {
        private final StringBuilder all = new StringBuilder();
        private final StringBuilder data = new StringBuilder();
        private String name = "message";
        private String id = "";
        private boolean any;

        void add(String line) {
            all.append(line).append('\n');
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
                any = true;
            } else if (line.startsWith("id:")) {
                id = line.substring(3).strip();
            } else if (line.startsWith("data:")) {
                data.append(line.substring(5).strip());
                any = true;
            }
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // it is over either way
        }
    }
}
