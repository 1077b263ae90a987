package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.chat.Reply;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.session.Entry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** One user who keeps the server busy does not make the others wait. */
class FairnessTest {

    private static final int OTHERS = 8;
    private static final int CHATS = 14;
    private static final int PAIRS = 5;

    /** Models take their time: 50 ms for most, and for the greedy user until the test is over. */
    private static final class Model implements Responder {
        final Semaphore slow = new Semaphore(0);
        final CountDownLatch over = new CountDownLatch(1);

        @Override
        public Reply reply(List<Entry> context, Progress progress) {
            if (context.get(context.size() - 1).content().equals("slow")) {
                slow.release();
                awaitOver();
            } else {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
                for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
            }
            return Reply.complete("done");
        }

        private void awaitOver() {
            try {
                if (!over.await(120, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the test is not over");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long mostReplyBytes(String message) {
            return 100;
        }

        @Override
        public String name() {
            return "takes its time";
        }
    }

    /** Two servers, measured in turns, so that whatever else the machine does meets both. */
    @Test
    void forty_slow_turns_of_one_user_leave_the_others_within_twice_their_quiet_p99() throws Exception {
        Model model = new Model();
        try (LiveServer quiet = LiveServer.answeredBy(model, "queue-wait", "120s");
                LiveServer busy = LiveServer.answeredBy(model, "queue-wait", "120s");
                AtOnce forty = new AtOnce(40)) {
            List<Future<Client.Reply>> slow = forty.begin(i -> busy.as("greedy").chat("slow"));
            assertThat(model.slow.tryAcquire(10 * busy.instances(), 20, TimeUnit.SECONDS))
                    .isTrue();
            assertThat(p99(quiet) + p99(busy)).as("the first time is slower").isPositive();
            List<Double> ratios = new ArrayList<>();
            for (int pair = 0; pair < PAIRS; pair++) {
                long without = p99(quiet);
                ratios.add((double) p99(busy) / without);
            }
            assertThat(model.slow.availablePermits())
                    .as("no more than a quarter of the slots of each instance")
                    .isZero();
            Collections.sort(ratios);
            assertThat(ratios.get(PAIRS / 2)).as("the median of %s", ratios).isLessThan(2);
            model.over.countDown();
            assertThat(AtOnce.all(slow)).allSatisfy(reply -> reply.expect(200));
        }
    }

    /** How many nanoseconds 99 of 100 chats of several users take at most. */
    private static long p99(LiveServer server) {
        List<Long> nanos = new ArrayList<>();
        for (List<Long> each : AtOnce.run(OTHERS, user -> chats(server.as("user-" + user)))) {
            nanos.addAll(each);
        }
        Collections.sort(nanos);
        return nanos.get(nanos.size() * 99 / 100 - 1);
    }

    private static List<Long> chats(Client user) {
        String session = user.open();
        List<Long> nanos = new ArrayList<>();
        for (int i = 0; i < CHATS; i++) {
            long start = System.nanoTime();
            user.chat("quick", session).expect(200);
            nanos.add(System.nanoTime() - start);
        }
        return nanos;
    }
}
