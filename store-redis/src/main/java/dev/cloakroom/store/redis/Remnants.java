package dev.cloakroom.store.redis;

import dev.cloakroom.session.Head;
import dev.cloakroom.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is left of sessions that are over: their keys, what listings say of them, and names that lead to them. That a
 * session is over is for ever, since no id is used twice, so names and listings are compared with it in two steps, and
 * each is changed only if it is as it was seen. Thread-safe.
 */
final class Remnants {
    private static final int ID_CHARS = 36;
    private static final int PART = 200;
    /** From this age on an entry without its record is a leftover; until then a session is perhaps being made. */
    private static final long LEFTOVER_MILLIS = 600_000;

    private final Redis redis;
    private final Keys keys;

    Remnants(Redis redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** What to do with what is found. */
    enum Wish {
        COUNT,
        REMOVE
    }

    /** What was found, or removed. */
    record Tally(long sessions, long entries, long keys) {
        static final Tally NOTHING = new Tally(0, 0, 0);

        Tally plus(Tally more) {
            return new Tally(sessions + more.sessions, entries + more.entries, keys + more.keys);
        }
    }

    Tally of(List<byte[]> found, Wish wish) {
        Tally tally = Tally.NOTHING;
        List<byte[]> names = new ArrayList<>();
        for (byte[] key : found) {
            Optional<SessionId> session = keys.sessionOf(key);
            if (session.isPresent()) {
                tally = tally.plus(session(session.get(), key, wish));
            } else if (keys.isListing(key)) {
                tally = tally.plus(listing(key, wish));
            } else if (keys.isName(key)) {
                names.add(key);
            }
        }
        return tally.plus(names(names, wish));
    }

    private Tally session(SessionId id, byte[] met, Wish wish) {
        Effect effect = wish == Wish.REMOVE ? Effect.REPEATABLE : Effect.NONE;
        Reply reply = redis.call(Request.of(Script.SWEEP, effect, keys.record(id), keys.history(id))
                .arg(new byte[] {met[met.length - 1]})
                .arg(wish == Wish.REMOVE ? "1" : "0"));
        long gone = reply.number(0);
        return gone == 0 ? Tally.NOTHING : new Tally(1, 0, gone);
    }

    private Tally listing(byte[] key, Wish wish) {
        long entries = 0;
        int offset = 0;
        while (true) {
            Reply part = redis.call(Request.of(Script.LISTING, Effect.NONE, key)
                    .arg("+inf")
                    .arg(Integer.toString(offset))
                    .arg(Integer.toString(PART)));
            List<?> told = part.list(1);
            List<byte[]> stale = stale(key, told, part.number(0));
            entries += stale.size() / 2;
            offset += told.size() / 2;
            if (wish == Wish.REMOVE && !stale.isEmpty()) {
                Request request = Request.of(Script.FORGET, Effect.REPEATABLE, key);
                for (byte[] one : stale) {
                    request = request.arg(one);
                }
                Reply unused = redis.call(request);
                offset -= stale.size() / 2;
            }
            if (told.size() < 2 * PART) {
                return new Tally(0, entries, entries);
            }
        }
    }

    /** Members and scores, in turn, of those that lead nowhere. */
    private List<byte[]> stale(byte[] listing, List<?> told, long now) {
        List<OwnerListing.Listed> listed = new ArrayList<>();
        for (int i = 0; i + 1 < told.size(); i += 2) {
            listed.add(OwnerListing.Listed.of(told.get(i), told.get(i + 1)));
        }
        List<Reply> replies = redis.calls(
                listed.stream().map(one -> RedisInventory.look(keys, one.id())).toList());
        List<byte[]> stale = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            OwnerListing.Listed one = listed.get(i);
            boolean old = now - one.score() >= LEFTOVER_MILLIS;
            if (leadsNowhere(one.id(), replies.get(i), listing, old)) {
                stale.add(one.member());
                stale.add(one.scoreText());
            }
        }
        return stale;
    }

    private boolean leadsNowhere(SessionId id, Reply reply, byte[] listing, boolean old) {
        return switch (reply.status()) {
            case EXPIRED -> true;
            case GONE -> old;
            case DONE -> {
                Head head = RecordCode.head(id, reply);
                yield old && !Arrays.equals(keys.owner(head.control().owner()), listing);
            }
            default -> false;
        };
    }

    private Tally names(List<byte[]> names, Wish wish) {
        List<Reply> bound = redis.calls(names.stream()
                .map(name -> Request.of(Script.NAME, Effect.NONE, name))
                .toList());
        long entries = 0;
        for (int i = 0; i < names.size(); i++) {
            byte[] binding = bound.get(i).bytesOrNull(0);
            if (binding != null && leadsNowhere(binding)) {
                entries += wish == Wish.COUNT || unbound(names.get(i), binding) ? 1 : 0;
            }
        }
        return new Tally(0, entries, entries);
    }

    private boolean leadsNowhere(byte[] binding) {
        String text = new String(binding, StandardCharsets.UTF_8);
        Optional<SessionId> id =
                text.length() < ID_CHARS ? Optional.empty() : SessionId.parse(text.substring(0, ID_CHARS));
        return id.map(session -> redis.call(RedisInventory.look(keys, session)).status())
                .filter(status -> status == Status.GONE || status == Status.EXPIRED)
                .isPresent();
    }

    private boolean unbound(byte[] name, byte[] binding) {
        Reply reply =
                redis.call(Request.of(Script.UNBIND, Effect.REPEATABLE, name).arg(binding));
        return reply.number(0) != 0;
    }
}
