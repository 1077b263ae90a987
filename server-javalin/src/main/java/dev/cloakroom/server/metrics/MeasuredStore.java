package dev.cloakroom.server.metrics;

import dev.cloakroom.server.metrics.StoreOperation.Outcome;
import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A store of which every step is counted and timed; it passes everything on and changes nothing, the optional parts
 * included. Thread-safe.
 */
final class MeasuredStore implements SessionStore {

    private final SessionStore store;
    private final StoreMeter meter;
    private final HistoryStore history;
    private final ArtifactStore artifacts;
    private final Optional<NameStore> names;
    private final Optional<InstanceStore> instances;
    private final Optional<Limiter> limiter;

    MeasuredStore(SessionStore store, StoreMeter meter) {
        this.store = store;
        this.meter = meter;
        this.history = new MeasuredHistory(store.history(), meter);
        this.artifacts = new MeasuredArtifacts(store.artifacts(), meter);
        this.names = store.names().map(parts -> new MeasuredNames(parts, meter));
        this.instances = store.instances().map(parts -> new MeasuredInstances(parts, meter));
        this.limiter = store.limiter()
                .map(tokens -> (who, perMinute, wanted) ->
                        meter.value(StoreOperation.TOKENS_TAKE, () -> tokens.take(who, perMinute, wanted)));
    }

    @Override
    public Limits limits() {
        return store.limits();
    }

    @Override
    public Result<Head> create(SessionId id, Control control) {
        return meter.result(StoreOperation.CREATE, () -> store.create(id, control));
    }

    @Override
    public Optional<Facts> facts(SessionId id, Principal who) {
        return meter.measured(
                StoreOperation.FACTS,
                () -> store.facts(id, who),
                facts -> facts.isPresent() ? Outcome.DONE : Outcome.GONE);
    }

    @Override
    public Result<Head> head(Claim claim) {
        return meter.result(StoreOperation.HEAD, () -> store.head(claim));
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next, @Nullable Duration lease) {
        return meter.result(StoreOperation.SWAP, () -> store.swap(claim, version, next, lease));
    }

    @Override
    public Result<Head> end(Claim claim) {
        return meter.result(StoreOperation.END, () -> store.end(claim));
    }

    @Override
    public Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        return meter.value(StoreOperation.OWNED, () -> store.owned(owner, after, limit));
    }

    @Override
    public HistoryStore history() {
        return history;
    }

    @Override
    public ArtifactStore artifacts() {
        return artifacts;
    }

    @Override
    public Optional<NameStore> names() {
        return names;
    }

    @Override
    public Optional<InstanceStore> instances() {
        return instances;
    }

    @Override
    public Optional<Limiter> limiter() {
        return limiter;
    }

    /** Not measured: a walk is an operator's, and may take as long as it likes. */
    @Override
    public Optional<Inventory> inventory() {
        return store.inventory();
    }

    @Override
    public Bell bell(SessionId id, Runnable ring) {
        return store.bell(id, ring);
    }

    @Override
    public void ping() {
        var unused = meter.value(StoreOperation.PING, () -> {
            store.ping();
            return true;
        });
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public List<Measure> measures() {
        return store.measures();
    }

    @Override
    public void close() {
        store.close();
    }
}
