package dev.cloakroom.store.redis;

import dev.cloakroom.session.Head;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore.Owned;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who owns which sessions: a sorted set beside the records, in another slot, so derived from them and never
 * authoritative. Each entry that is read is checked against its record, and one that is not what it says is taken out:
 * at once when the record is there and over, and not before ten minutes when there is none or it is another's, because
 * until then someone may be about to make it so.
 *
 * <p>A score is an instant at which the session was active, at most a minute and a bit behind; so the latest sessions
 * are found by looking that much further than the page goes. Thread-safe.
 */
final class OwnerListing {
    /** How far a score may lag behind the record. */
    private static final long LAG_MILLIS = 61_000;
    /** From this age on an entry without its record is a leftover. */
    private static final long LEFTOVER_MILLIS = 600_000;
    /** A listing that was looked through in vain is not looked through again for so long. */
    private static final long VAIN_MILLIS = 1_000;

    private static final int MOST_REMEMBERED = 1_000;
    private static final int PART = 200;
    private static final Comparator<Head> LATEST_FIRST = Comparator.comparing(Head::lastActiveAt)
            .reversed()
            .thenComparing(head -> head.id().value());

    private final Redis redis;
    private final Keys keys;
    private final Upkeep upkeep;
    private final long mostSessions;
    private final byte[] limits;
    private final ConcurrentHashMap<Principal, Long> inVain = new ConcurrentHashMap<>();

    OwnerListing(Redis redis, Keys keys, Upkeep upkeep, Limits limits) {
        this.redis = redis;
        this.keys = keys;
        this.upkeep = upkeep;
        this.mostSessions = limits.of(Limit.SESSIONS);
        this.limits = BytesWriter.numbers(mostSessions, Lifetime.listing(limits));
    }

    /**
     * A place in a listing.
     *
     * @param why there is none, or null
     * @param found what there would be
     * @param at when it was taken, on the listing's clock
     * @param isNew whether the session was not listed before
     */
    record Place(@Nullable Refusal why, long found, long at, boolean isNew) {
        boolean taken() {
            return why == null;
        }

        <T> Result<T> refusal() {
            return Result.refused(why == null ? Refusal.SESSIONS : why, found);
        }
    }

    /** @param renew whether a place that is there already counts as taken now */
    Place reserve(Principal owner, SessionId id, boolean renew) {
        Place place = reserveIfFree(owner, id, renew);
        boolean full = place.why() == Refusal.SESSIONS && !looksInVain(owner, place.at());
        if (!full) {
            return place;
        }
        if (mend(owner)) {
            return reserveIfFree(owner, id, renew);
        }
        if (inVain.size() >= MOST_REMEMBERED) {
            inVain.clear();
        }
        Long unused = inVain.put(owner, place.at());
        return place;
    }

    private boolean looksInVain(Principal owner, long now) {
        Long before = inVain.get(owner);
        return before != null && now - before >= 0 && now - before < VAIN_MILLIS;
    }

    private Place reserveIfFree(Principal owner, SessionId id, boolean renew) {
        Reply reply = redis.call(Request.of(Script.RESERVE, Effect.NONE, keys.owner(owner))
                .arg(id.text())
                .arg(limits)
                .arg(renew ? "1" : "0"));
        return switch (reply.status()) {
            case DONE -> new Place(null, 0, reply.number(0), reply.number(1) == 0);
            case SESSIONS -> new Place(Refusal.SESSIONS, mostSessions + 1, reply.number(0), false);
            case STORE_FULL -> new Place(Refusal.STORE_FULL, 0, 0, false);
            default -> throw Reply.damaged();
        };
    }

    static Request request(Keys keys, SessionId id, Principal owner) {
        return Request.of(Script.OWNED, Effect.NONE, keys.record(id)).arg(RecordCode.principal(owner));
    }

    /** Takes out what does not belong; whether there was anything. */
    private boolean mend(Principal owner) {
        Look look = new Look(owner, "+inf");
        while (look.hasMore()) {
            look.on();
        }
        return look.mended;
    }

    Optional<Owned> page(Principal owner, @Nullable SessionId after, int limit) {
        Head cursor = null;
        if (after != null) {
            Reply reply = redis.call(request(keys, after, owner));
            if (reply.status() != Status.DONE) {
                return Optional.empty();
            }
            cursor = RecordCode.head(after, reply);
        }
        Look look = new Look(
                owner,
                cursor == null ? "+inf" : Long.toString(cursor.lastActiveAt().toEpochMilli()));
        List<Head> sorted = look.sorted(cursor);
        while (look.hasMore() && !look.isSettled(sorted, limit + 1)) {
            look.on();
            sorted = look.sorted(cursor);
        }
        boolean more = sorted.size() > limit;
        return Optional.of(new Owned(more ? sorted.subList(0, limit) : sorted, more));
    }

    /** A look through a listing, from the latest entry on. Used by one thread. */
    private final class Look {
        private final Principal owner;
        private final String highest;
        private final List<Head> heads = new ArrayList<>();
        private final Set<SessionId> seen = new HashSet<>();
        private int offset;
        private long lowest = Long.MAX_VALUE;
        private boolean more = true;
        private boolean mended;

        Look(Principal owner, String highest) {
            this.owner = owner;
            this.highest = highest;
        }

        boolean hasMore() {
            return more;
        }

        /** Whether nothing that was not looked at yet can come before the first {@code count}. */
        boolean isSettled(List<Head> sorted, int count) {
            return sorted.size() >= count
                    && sorted.get(count - 1).lastActiveAt().toEpochMilli() > lowest + LAG_MILLIS;
        }

        List<Head> sorted(@Nullable Head cursor) {
            return heads.stream()
                    .filter(head -> cursor == null || LATEST_FIRST.compare(head, cursor) > 0)
                    .sorted(LATEST_FIRST)
                    .toList();
        }

        void on() {
            Reply part = redis.call(Request.of(Script.LISTING, Effect.NONE, keys.owner(owner))
                    .arg(highest)
                    .arg(Integer.toString(offset))
                    .arg(Integer.toString(PART)));
            long now = part.number(0);
            List<?> entries = part.list(1);
            more = entries.size() == 2 * PART;
            List<Request> requests = new ArrayList<>();
            List<Listed> listed = new ArrayList<>();
            for (int i = 0; i + 1 < entries.size(); i += 2) {
                Listed one = Listed.of(entries.get(i), entries.get(i + 1));
                lowest = Math.min(lowest, one.score());
                if (seen.add(one.id())) {
                    boolean unused = listed.add(one) && requests.add(request(keys, one.id(), owner));
                }
            }
            List<byte[]> leftovers = look(listed, redis.calls(requests), now);
            offset += entries.size() / 2 - leftovers.size() / 2;
            if (!leftovers.isEmpty()) {
                mended = true;
                upkeep.forget(owner, leftovers);
            }
        }

        private List<byte[]> look(List<Listed> listed, List<Reply> replies, long now) {
            List<byte[]> leftovers = new ArrayList<>();
            for (int i = 0; i < listed.size(); i++) {
                Listed one = listed.get(i);
                Reply reply = replies.get(i);
                boolean old = now - one.score() >= LEFTOVER_MILLIS;
                if (reply.status() == Status.DONE) {
                    boolean unused = heads.add(RecordCode.head(one.id(), reply));
                } else if (old || reply.status() == Status.EXPIRED) {
                    boolean unused = leftovers.add(one.member()) && leftovers.add(one.scoreText());
                }
            }
            return leftovers;
        }
    }

    /**
     * An entry of a listing.
     *
     * @param member the session's id as it is written there
     * @param scoreText the score as it is written there
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Listed(SessionId id, long score, byte[] member, byte[] scoreText) {
        static Listed of(Object member, Object score) {
            if (member instanceof byte[] name && score instanceof byte[] number) {
                String text = new String(number, StandardCharsets.US_ASCII);
                Optional<SessionId> id = SessionId.parse(new String(name, StandardCharsets.US_ASCII));
                if (id.isPresent() && text.matches("[0-9]{1,16}")) {
                    return new Listed(id.get(), Long.parseLong(text), name, number);
                }
            }
            throw Reply.damaged();
        }
    }
}
