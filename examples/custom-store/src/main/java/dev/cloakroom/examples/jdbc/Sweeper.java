package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives back, once a minute, the room of what has expired. That it has expired is for each operation to see. */
final class Sweeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

    private final Database database;
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, Sweeper::daemon);

    Sweeper(Database database) {
        this.database = database;
        Future<?> unused = executor.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.MINUTES);
    }

    void sweep() {
        try {
            Result<Integer> unused = database.changing(tx -> {
                // The condition is on the row that is deleted: one that was used in the meantime is looked at again.
                int gone = tx.update(
                        "DELETE FROM cr_session WHERE format = ? AND expires_at <= (SELECT cr_now())", Row.FORMAT);
                gone += tx.update("DELETE FROM cr_name WHERE kept_until <= (SELECT cr_now())");
                gone += tx.update("DELETE FROM cr_owner o WHERE NOT EXISTS"
                        + " (SELECT 1 FROM cr_session s WHERE s.owner = o.owner)");
                return Result.done(gone);
            });
        } catch (SessionException e) {
            LOG.warn("what has expired is still there, and will be looked at again: {}", e.getMessage());
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "cloakroom-jdbc-sweeper");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        List<Runnable> unused = executor.shutdownNow();
    }
}
