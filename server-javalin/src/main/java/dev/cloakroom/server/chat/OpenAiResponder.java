package dev.cloakroom.server.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloakroom.server.http.Json;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * Asks any server that speaks the chat completions interface of OpenAI. Always as a stream, so that a reply can be
 * shown as it comes and ended at any moment; a server that answers at once instead is understood too. A stream that
 * breaks off before it says why it ends is no reply. Thread-safe.
 */
public final class OpenAiResponder implements Responder {

    private static final int MOST_BODY_BYTES = 4 << 20;
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);
    private static final String PATH = "/chat/completions";

    private final URI url;
    private final String model;
    private final Optional<String> key;
    private final Duration timeout;
    private final long mostReplyBytes;
    private final HttpClient client;
    private final ScheduledExecutorService clock;

    /**
     * A client of one model.
     *
     * @param url where the interface is, such as {@code http://127.0.0.1:11434/v1}
     * @param key sent as a bearer token
     * @param timeout how long a reply may take in all
     * @param mostReplyBytes where a reply is cut, in UTF-8
     */
    public OpenAiResponder(URI url, String model, Optional<String> key, Duration timeout, long mostReplyBytes) {
        this.url = completions(url);
        this.model = model;
        this.key = key;
        this.timeout = timeout;
        this.mostReplyBytes = mostReplyBytes;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        ScheduledThreadPoolExecutor deadlines = new ScheduledThreadPoolExecutor(1, OpenAiResponder::daemon);
        deadlines.setRemoveOnCancelPolicy(true);
        this.clock = deadlines;
    }

    private static URI completions(URI url) {
        String text = url.toString();
        String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return URI.create(base.endsWith(PATH) ? base : base + PATH);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "cloakroom-responder");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Reply reply(List<Entry> context, Progress progress) {
        ReplyText text = new ReplyText(mostReplyBytes, progress);
        try (OpenAiCall call = OpenAiCall.send(client, request(context), clock, timeout)) {
            progress.whenStopped(call::stop);
            try {
                String finish = read(call.response(), text);
                return new Reply(text.end(), finish);
            } catch (IOException broken) {
                return ended(call, text, broken);
            }
        }
    }

    private static Reply ended(OpenAiCall call, ReplyText text, IOException broken) {
        OpenAiCall.Ending ending = call.ending();
        if (ending == OpenAiCall.Ending.STOPPED) {
            return new Reply(text.end(), Reply.STOPPED);
        }
        throw ending == OpenAiCall.Ending.LATE
                ? ResponderException.late("the model took too long")
                : ResponderException.failed(
                        "the model's answer broke off: " + broken.getClass().getSimpleName());
    }

    private HttpRequest request(List<Entry> context) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", model);
        body.put("messages", context.stream().map(OpenAiResponder::message).toList());
        body.put("stream", true);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream, application/json")
                .POST(BodyPublishers.ofByteArray(Json.bytes(body)));
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request.build();
    }

    /** Results of tools have no place of their own without the calls they answer, so the person's side brings them. */
    private static Map<String, String> message(Entry entry) {
        String role = entry.role() == Role.TOOL ? "user" : entry.role().name().toLowerCase(Locale.ROOT);
        return Map.of("role", role, "content", entry.content());
    }

    /** Reads the reply; why it ended. */
    private String read(HttpResponse<InputStream> response, ReplyText text) throws IOException {
        if (response.statusCode() != 200) {
            throw ResponderException.failed("the model answered with status " + response.statusCode());
        }
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.startsWith("application/json")
                ? readWhole(response.body(), text)
                : readStream(response.body(), text);
    }

    private static String readWhole(InputStream body, ReplyText text) throws IOException {
        byte[] bytes = body.readNBytes(MOST_BODY_BYTES + 1);
        if (bytes.length > MOST_BODY_BYTES) {
            throw ResponderException.failed("the model's answer is larger than " + MOST_BODY_BYTES + " bytes");
        }
        JsonNode choice = choice(bytes);
        JsonNode content = choice.path("message").path("content");
        if (!content.isTextual()) {
            throw ResponderException.failed("the model's answer has no text");
        }
        return text.add(content.textValue()) ? finish(choice).orElse(Reply.STOP) : Reply.LENGTH;
    }

    private static String readStream(InputStream body, ReplyText text) throws IOException {
        EventReader events = new EventReader(body);
        Optional<String> finish = Optional.empty();
        Optional<byte[]> data = events.next();
        while (data.isPresent() && !Arrays.equals(data.get(), DONE)) {
            JsonNode choice = choice(data.get());
            JsonNode content = choice.path("delta").path("content");
            if (content.isTextual() && !text.add(content.textValue())) {
                return Reply.LENGTH;
            }
            Optional<String> told = finish(choice);
            finish = told.isPresent() ? told : finish;
            data = events.next();
        }
        if (finish.isEmpty() && data.isEmpty()) {
            throw new IOException("the stream ended before the reply did");
        }
        return finish.orElse(Reply.STOP);
    }

    /** The first choice of a chunk; a chunk without any, such as one about usage, has an empty one. */
    private static JsonNode choice(byte[] json) {
        JsonNode chunk = Json.tree(json)
                .filter(JsonNode::isObject)
                .orElseThrow(() -> ResponderException.failed("the model's answer is not the JSON it has to be"));
        if (chunk.hasNonNull("error")) {
            throw ResponderException.failed("the model answered with an error");
        }
        return chunk.path("choices").path(0);
    }

    /** Why the model ended, in a form that can be kept. */
    private static Optional<String> finish(JsonNode choice) {
        JsonNode reason = choice.path("finish_reason");
        return reason.isTextual() && reason.textValue().matches("[a-z_]{1,32}")
                ? Optional.of(reason.textValue())
                : Optional.empty();
    }

    @Override
    public long mostReplyBytes(String message) {
        return mostReplyBytes;
    }

    @Override
    public String name() {
        return "openai " + model + " at " + url.getHost();
    }
}
