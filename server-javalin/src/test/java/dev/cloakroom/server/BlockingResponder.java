package dev.cloakroom.server;

import dev.cloakroom.server.chat.Reply;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Entry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers a message that begins with {@code wait} only when it is told to, any other at once. Thread-safe. */
class BlockingResponder implements Responder {

    final Semaphore entered = new Semaphore(0);
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostRunning = new AtomicInteger();

    @Override
    public final Reply reply(List<Entry> context, Progress progress) {
        String message = context.get(context.size() - 1).content();
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        entered.release();
        try {
            String answer = answer(message);
            progress.delta(answer);
            return Reply.complete(answer);
        } finally {
            running.decrementAndGet();
        }
    }

    String answer(String message) {
        if (message.startsWith("wait")) {
            await();
        }
        return "re: " + message;
    }

    /** Returns when so many messages are being answered, or have been. */
    void awaitEntered(int messages) {
        try {
            if (!entered.tryAcquire(messages, 20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the responder was not asked");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await() {
        try {
            if (!release.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody released the reply");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long mostReplyBytes(String message) {
        return 1_000;
    }

    @Override
    public String name() {
        return "blocking";
    }
}
