package dev.cloakroom.examples.jdbc;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.testkit.Failpoint;
import dev.cloakroom.testkit.StoreHarness;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The store keeps the contract: every property of the kit, none left out. */
final class JdbcStoreContractTest implements StoreHarness {
    private final Line line = new Line();
    private Limits limits = Limits.standard();

    @Override
    public SessionStore open(Limits kept) {
        limits = kept;
        line.empty();
        return line.store(limits);
    }

    @Override
    public void age(Duration time) {
        line.age(time);
    }

    @Override
    public SessionStore join() {
        return line.store(limits);
    }

    @Override
    public SessionStore restart() {
        line.restart();
        return line.store(limits);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public void failpoint(@Nullable Failpoint failpoint) {
        line.watched(before -> {
            try {
                if (failpoint != null) {
                    failpoint.reached(before ? Failpoint.Moment.BEFORE : Failpoint.Moment.AFTER);
                }
            } catch (Failpoint.Failure broken) {
                throw new SQLException("the line broke", "08006", broken);
            }
        });
    }

    @Override
    public void damage(SessionId session, Damage damage) {
        String id = "'" + session.text() + "'";
        Line.run(
                switch (damage) {
                    case RECORD_LOST -> "DELETE FROM cr_session WHERE id = " + id;
                    case ENTRY_LOST ->
                        "DELETE FROM cr_entry WHERE session = " + id
                                + " AND seq = (SELECT MAX(seq) FROM cr_entry WHERE session = " + id + ")";
                    case LATER_FORMAT -> "UPDATE cr_session SET format = 2 WHERE id = " + id;
                });
    }

    @Override
    public void close() {
        line.close();
    }
}
