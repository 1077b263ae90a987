package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiFunction;

/** A harness for {@link ReferenceStore}, and for each store that is one with a mistake. */
class ReferenceHarness implements StoreHarness {
    private final BiFunction<Tables, Limits, SessionStore> maker;
    private Tables tables = new Tables();
    private Limits limits = Limits.standard();

    ReferenceHarness(BiFunction<Tables, Limits, SessionStore> maker) {
        this.maker = maker;
    }

    @Override
    public SessionStore open(Limits kept) {
        tables = new Tables();
        limits = kept;
        return join();
    }

    @Override
    public SessionStore join() {
        return maker.apply(tables, limits);
    }

    @Override
    public SessionStore restart() {
        return join();
    }

    @Override
    public void age(Duration time) {
        tables.age(time);
    }

    @Override
    public void failpoint(Failpoint failpoint) {
        tables.failpoint(failpoint);
    }

    @Override
    public void damage(SessionId session, Damage damage) {
        tables.damage(session, damage);
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }
}
