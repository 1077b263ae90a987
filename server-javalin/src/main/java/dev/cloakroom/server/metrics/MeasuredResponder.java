package dev.cloakroom.server.metrics;

import dev.cloakroom.server.chat.Reply;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Entry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A responder that is timed, and passes everything on. Thread-safe. */
final class MeasuredResponder implements Responder {

    private final Responder responder;
    private final Timer done;
    private final Timer failed;

    MeasuredResponder(Responder responder, MeterRegistry registry) {
        this.responder = responder;
        this.done = timer(registry, "done");
        this.failed = timer(registry, "failed");
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder("cloakroom.responder")
                .description("How long the responder took for a reply")
                .tag("outcome", outcome)
                .serviceLevelObjectives(Buckets.RESPONDER)
                .register(registry);
    }

    @Override
    public Reply reply(List<Entry> context, Progress progress) {
        long start = System.nanoTime();
        Timer timer = failed;
        try {
            Reply reply = responder.reply(context, progress);
            timer = done;
            return reply;
        } finally {
            timer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public long mostReplyBytes(String message) {
        return responder.mostReplyBytes(message);
    }

    @Override
    public String name() {
        return responder.name();
    }
}
