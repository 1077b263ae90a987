package dev.cloakroom.server.chat;

import dev.cloakroom.session.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Says what was said: for trying out, for tests and for measuring everything but a model. Thread-safe. */
public final class EchoResponder implements Responder {

    @Override
    public Reply reply(List<Entry> context, Progress progress) {
        String message = context.get(context.size() - 1).content();
        progress.delta(message);
        return Reply.complete(message);
    }

    @Override
    public long mostReplyBytes(String message) {
        return message.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String name() {
        return "echo";
    }
}
