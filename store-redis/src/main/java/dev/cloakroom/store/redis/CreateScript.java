package dev.cloakroom.store.redis;

import dev.cloakroom.session.Control;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.StoreUnavailable;

/**
 * Makes sessions: a place in the owner's listing first, which counts against the limit, then the record. When the
 * record is certainly not made, the place is given back; when that is not known it is left, and the listing heals. The
 * record refuses to be made on a place that was taken long ago, so that whoever mends the listing may take an old place
 * without a record for a leftover. Thread-safe.
 */
final class CreateScript {
    private final Redis redis;
    private final Keys keys;
    private final OwnerListing listing;
    private final Upkeep upkeep;
    private final byte[] limits;

    CreateScript(Redis redis, Keys keys, OwnerListing listing, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.listing = listing;
        this.upkeep = upkeep;
        this.limits = BytesWriter.numbers(Lifetime.idle(limits), Lifetime.slack(), Lifetime.absolute(limits));
    }

    Result<Head> run(SessionId id, Control control) {
        OwnerListing.Place place = listing.reserve(control.owner(), id, false);
        if (!place.taken()) {
            return place.refusal();
        }
        boolean made = false;
        try {
            Reply reply = create(id, control, place.at());
            made = reply.status() == Status.DONE;
            if (reply.status() == Status.LATE) {
                throw new StoreUnavailable("Redis took too long to open a session; nothing was applied");
            }
            return made ? Result.done(RecordCode.opened(id, control, reply)) : reply.undone();
        } catch (OutcomeUnknown unknown) {
            made = true; // perhaps
            throw unknown;
        } finally {
            if (!made && place.isNew()) {
                upkeep.forget(id, control.owner());
            }
        }
    }

    private Reply create(SessionId id, Control control, long reservedAt) {
        Request request = Request.of(Script.CREATE, Effect.ONCE, keys.record(id))
                .arg(RecordCode.stamp(control.stamp()))
                .arg(limits)
                .arg(RecordCode.version(control.version()))
                .arg(RecordCode.principal(control.owner()))
                .arg(RecordCode.grants(control.grants()))
                .arg(RecordCode.metadata(control.metadata()))
                .arg(RecordCode.turnThatIsOver(control.turn()))
                .arg(BytesWriter.numbers(reservedAt));
        return redis.call(RecordCode.withGrants(request, control.grants()));
    }
}
