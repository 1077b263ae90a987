package dev.cloakroom.store.memory;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.Slice;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Histories as growing logs. Thread-safe. */
final class MemoryHistory implements HistoryStore {
    private static final byte[] UNKEYED = {};

    private final Rooms rooms;
    private final Limits limits;

    MemoryHistory(Rooms rooms) {
        this.rooms = rooms;
        this.limits = rooms.limits();
    }

    @Override
    public Result<Appended> append(Claim claim, Append append) {
        IdempotencyKey key = append.key();
        String scoped = key == null ? null : key.scopedTo(claim.principal());
        byte[] digest = key == null ? UNKEYED : append.digest();
        Result<Appended> result = attempt(claim, append, scoped, digest);
        boolean full = result instanceof Result.Refused<Appended> refused && refused.why() == Refusal.STORE_FULL;
        return full && rooms.sweepFoundRoom() ? attempt(claim, append, scoped, digest) : result;
    }

    private Result<Appended> attempt(Claim claim, Append append, @Nullable String scoped, byte[] digest) {
        return rooms.write(claim, (room, state, now) -> {
            Keys.Recorded<Appended.Replayed> before =
                    scoped == null ? null : room.appends().find(scoped);
            if (before != null) {
                return before.isOf(digest) ? Result.done(before.outcome()) : Result.refused(Refusal.KEY_REUSED, 0);
            }
            long weight = Weight.of(append)
                    + Weight.of(claim.principal(), state.control().owner());
            Result.Refused<Appended> refused = refusal(claim, append, weight, state, now);
            return refused != null ? refused : apply(claim, append, weight, room, state, now, scoped, digest);
        });
    }

    private Result.@Nullable Refused<Appended> refusal(Claim claim, Append append, long weight, State state, long now) {
        Log log = state.log();
        if (state.isFencedOff(claim, now)) {
            return new Result.Refused<>(Refusal.FENCED, 0);
        }
        if (append.expectedLastSeq() != Append.UNCONDITIONAL && append.expectedLastSeq() != log.size()) {
            return new Result.Refused<>(Refusal.LAST_SEQ, log.size());
        }
        if (log.size() + append.entriesNeeded() > limits.of(Limit.MESSAGES)) {
            return new Result.Refused<>(Refusal.MESSAGES, log.size() + append.entriesNeeded());
        }
        if (append.bytesNeeded() > limits.of(Limit.HISTORY_BYTES) - log.bytes()) {
            return new Result.Refused<>(Refusal.HISTORY_BYTES, log.bytes() + append.bytesNeeded());
        }
        long reply = Weight.ofReply(append, claim.principal(), state.control().owner());
        return rooms.capacity().take(weight, reply) ? null : new Result.Refused<>(Refusal.STORE_FULL, rooms.bytes());
    }

    private Result<Appended> apply(
            Claim claim,
            Append append,
            long weight,
            Room room,
            State state,
            long now,
            @Nullable String scoped,
            byte[] digest) {
        Instant at = Instant.ofEpochMilli(now);
        long first = state.log().size() + 1L;
        Principal owner = state.control().owner();
        Principal author = claim.principal().equals(owner) ? owner : claim.principal();
        Log log = state.log().plus(append, weight, author, at);
        long last = log.size();
        room.become(state.with(log, now, rooms.idle()));
        if (scoped != null) {
            room.appends().record(scoped, digest, new Appended.Replayed(first, last));
        }
        return Result.done(new Appended.At(first, last, at));
    }

    @Override
    public Result<Page> read(Claim claim, Slice slice) {
        return rooms.read(claim, state -> {
            Log log = state.log();
            long size = log.size();
            return Page.of(slice, log.range(slice.from(size), slice.to(size)), size, limits.of(Limit.PAGE_BYTES));
        });
    }

    @Override
    public Result<Optional<Appended.Replayed>> recorded(Claim claim, IdempotencyKey key) {
        String scoped = key.scopedTo(claim.principal());
        return rooms.readRoom(
                claim,
                (room, state) ->
                        Optional.ofNullable(room.appends().find(scoped)).map(Keys.Recorded::outcome));
    }
}
