package dev.cloakroom.server.metrics;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Slice;
import java.util.Optional;

/** The histories of a {@link MeasuredStore}. Thread-safe. */
final class MeasuredHistory implements HistoryStore {

    private final HistoryStore history;
    private final StoreMeter meter;

    MeasuredHistory(HistoryStore history, StoreMeter meter) {
        this.history = history;
        this.meter = meter;
    }

    @Override
    public Result<Appended> append(Claim claim, Append append) {
        return meter.result(StoreOperation.APPEND, () -> history.append(claim, append));
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        return meter.result(StoreOperation.READ, () -> history.read(claim, slice));
    }

    @Override
    public Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key) {
        return meter.result(StoreOperation.RECORDED, () -> history.recorded(claim, key));
    }
}
