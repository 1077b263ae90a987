package dev.cloakroom.server.chat;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model that can be ended from outside, at any moment: when its time is over, or when nobody wants the
 * answer any more. What waits for it then fails, and {@link #ending} says why. Thread-safe.
 */
final class OpenAiCall implements AutoCloseable {

    /** Why a call was ended from outside. */
    enum Ending {
        /** Its time is over. */
        LATE,
        /** Someone asked for it. */
        STOPPED
    }

    private final CompletableFuture<HttpResponse<InputStream>> sent;
    private final Future<?> deadline;
    private @Nullable InputStream body;
    private @Nullable Ending ending;

    private OpenAiCall(
            CompletableFuture<HttpResponse<InputStream>> sent, ScheduledExecutorService clock, Duration time) {
        this.sent = sent;
        this.deadline = clock.schedule(() -> end(Ending.LATE), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    static OpenAiCall send(HttpClient client, HttpRequest request, ScheduledExecutorService clock, Duration time) {
        return new OpenAiCall(client.sendAsync(request, BodyHandlers.ofInputStream()), clock, time);
    }

    /** Waits for the head of the response; its body can be read as it comes. */
    HttpResponse<InputStream> response() throws IOException {
        try {
            HttpResponse<InputStream> response = sent.get();
            synchronized (this) {
                body = response.body();
                if (ending == null) {
                    return response;
                }
            }
            response.body().close();
            throw new IOException("the call was ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | CancellationException e) {
            throw new IOException("no response", e);
        }
    }

    /** Why the call was ended from outside, or null. */
    synchronized @Nullable Ending ending() {
        return ending;
    }

    void stop() {
        end(Ending.STOPPED);
    }

    private void end(Ending why) {
        InputStream open;
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = why;
            open = body;
        }
        boolean unused = sent.cancel(true);
        close(open);
    }

    @Override
    public void close() {
        boolean unused = deadline.cancel(false);
        InputStream open;
        synchronized (this) {
            open = body;
        }
        close(open);
    }

    private static void close(@Nullable InputStream open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            return; // there is nothing left to let go of
        }
    }
}
