package dev.cloakroom.server;

import dev.cloakroom.server.chat.Reply;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Entry;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Says the pieces that the test hands over, until it is told to end or stopped. For one turn at a time. Thread-safe.
 */
final class PieceResponder implements Responder {

    private static final String END = "(end)";
    private static final String FAIL = "(fail)";
    private static final String STOP = "(stop)";

    final Semaphore entered = new Semaphore(0);
    private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();

    void say(String piece) {
        pieces.add(piece);
    }

    void end() {
        pieces.add(END);
    }

    void fail() {
        pieces.add(FAIL);
    }

    /** Returns when a message is being answered. */
    void awaitEntered() {
        try {
            if (!entered.tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the responder was not asked");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Reply reply(List<Entry> context, Progress progress) {
        progress.whenStopped(() -> pieces.add(STOP));
        entered.release();
        StringBuilder said = new StringBuilder();
        while (true) {
            String piece = next();
            if (piece.equals(END)) {
                return Reply.complete(said.toString());
            } else if (piece.equals(STOP)) {
                return new Reply(said.toString(), Reply.STOPPED);
            } else if (piece.equals(FAIL)) {
                throw new IllegalStateException("the responder was told to fail");
            }
            progress.delta(piece);
            said.append(piece);
        }
    }

    private String next() {
        try {
            String piece = pieces.poll(20, TimeUnit.SECONDS);
            if (piece == null) {
                throw new IllegalStateException("nobody said what comes next");
            }
            return piece;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public long mostReplyBytes(String message) {
        return 60_000;
    }

    @Override
    public String name() {
        return "pieces";
    }
}
