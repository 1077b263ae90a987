package dev.cloakroom.store.redis;

import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.SessionId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is due from time to time after a change was applied: the owner's listing learns when the session was active, and
 * its files live longer. All of it is derived and heals, so that it fails without a word to whoever made the change.
 * Thread-safe.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final int LISTING = 1;
    private static final int FILES = 2;

    private final Redis redis;
    private final Keys keys;

    Upkeep(Redis redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /**
     * @param due what the script says is due
     * @param active when the session was active last
     */
    void after(SessionId id, long due, Principal owner, long active) {
        try {
            if ((due & LISTING) != 0) {
                score(id, owner, active);
            }
            if ((due & FILES) != 0) {
                Reply unused = redis.call(Request.of(Script.LENGTHEN, Effect.NONE, keys.record(id), keys.files(id)));
            }
        } catch (SessionException e) {
            LOG.debug("what was due after a change is left for the next one: {}", e.getMessage());
        }
    }

    /** Tells the owner's listing, and puts a session back that has fallen out of it. */
    private void score(SessionId id, Principal owner, long active) {
        Request request = Request.of(Script.SCORE, Effect.NONE, keys.owner(owner))
                .arg(id.text())
                .arg(Long.toString(active));
        boolean listed = redis.call(request).number(0) != 0;
        if (!listed && redis.call(OwnerListing.request(keys, id, owner)).status() == Status.DONE) {
            Reply unused = redis.call(request.arg("1"));
        }
    }

    /** Sets a session that is listed to when it was active, whatever its score was for. */
    void rescore(SessionId id, Principal owner, long active) {
        try {
            score(id, owner, active);
        } catch (SessionException e) {
            LOG.debug("a listing has a session in the wrong place until it is used: {}", e.getMessage());
        }
    }

    /** Takes a session out of a listing. */
    void forget(SessionId id, Principal owner) {
        try {
            Reply unused = redis.call(Request.of(Script.FORGET, Effect.NONE, keys.owner(owner))
                    .arg(id.text())
                    .arg(""));
        } catch (SessionException e) {
            LOG.debug("a session that is gone stays listed until the listing is read: {}", e.getMessage());
        }
    }

    /** Takes sessions out of a listing that are not what it says, unless the listing changed since. */
    void forget(Principal owner, List<byte[]> sessionsAndScores) {
        try {
            Request request = Request.of(Script.FORGET, Effect.NONE, keys.owner(owner));
            for (byte[] one : sessionsAndScores) {
                request = request.arg(one);
            }
            Reply unused = redis.call(request);
        } catch (SessionException e) {
            LOG.debug("a listing could not be mended: {}", e.getMessage());
        }
    }
}
