package dev.cloakroom.store.redis;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Control.Lease;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a control, if it still has the version that was read. A version is random, so a repeated attempt knows by it
 * whether an earlier one came through. When the owner changes, the new one's listing gets a place first and the old
 * one's loses it last: in between both have it, and each entry is checked when it is read. Thread-safe.
 */
final class SwapScript {
    private static final byte[] NOTHING = {};

    private final Redis redis;
    private final Keys keys;
    private final OwnerListing listing;
    private final Upkeep upkeep;
    private final byte[] limits;

    SwapScript(Redis redis, Keys keys, OwnerListing listing, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.listing = listing;
        this.upkeep = upkeep;
        this.limits = BytesWriter.numbers(Lifetime.idle(limits), Lifetime.slack());
    }

    Result<Head> run(Claim claim, long version, Control next, @Nullable Duration lease) {
        Reply reply = swap(claim, version, next, lease, false);
        if (reply.status() != Status.OWNER_CHANGES) {
            return result(claim.id(), next, reply);
        }
        Principal before = RecordCode.principal(reply.text(0));
        OwnerListing.Place place = listing.reserve(next.owner(), claim.id(), true);
        if (!place.taken()) {
            return place.refusal();
        }
        boolean moved = false;
        try {
            Result<Head> result = result(claim.id(), next, swap(claim, version, next, lease, true));
            if (result instanceof Result.Done<Head> done) {
                moved = true;
                upkeep.rescore(
                        claim.id(), next.owner(), done.value().lastActiveAt().toEpochMilli());
                upkeep.forget(claim.id(), before);
            }
            return result;
        } catch (OutcomeUnknown unknown) {
            moved = true; // perhaps
            throw unknown;
        } finally {
            if (!moved && place.isNew()) {
                upkeep.forget(claim.id(), next.owner());
            }
        }
    }

    private Result<Head> result(SessionId id, Control next, Reply reply) {
        if (reply.status() != Status.DONE) {
            if (reply.doubtful()) { // it may have been applied, and changed again by someone else
                throw reply.unknown();
            }
            return reply.undone();
        }
        long now = reply.number(0);
        Lease turn = RecordCode.turn(reply.bytesOrNull(3), now);
        upkeep.after(id, reply.numberOrZero(4), next.owner(), now);
        return Result.done(RecordCode.head(id, RecordCode.with(next, turn), reply.bytes(1), reply.bytes(2)));
    }

    /** @param placed whether the next owner's listing has a place */
    private Reply swap(Claim claim, long version, Control next, @Nullable Duration lease, boolean placed) {
        Request request = Request.of(Script.SWAP, Effect.REPEATABLE, keys.record(claim.id()), keys.history(claim.id()))
                .arg(RecordCode.stamp(claim.stamp()))
                .arg(limits)
                .arg(RecordCode.version(version))
                .arg(RecordCode.stamp(next.stamp()))
                .arg(RecordCode.version(next.version()))
                .arg(RecordCode.principal(next.owner()))
                .arg(RecordCode.grants(next.grants()))
                .arg(RecordCode.metadata(next.metadata()))
                .arg(RecordCode.turn(next.turn()))
                .arg(lease == null ? NOTHING : BytesWriter.numbers(Math.max(0, lease.toMillis())))
                .arg(placed ? "1" : "0")
                .arg(Request.DOUBTFUL);
        return redis.call(RecordCode.withGrants(request, next.grants()));
    }
}
