package dev.cloakroom.store.redis;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.store.redis.servers.RedisServer;
import dev.cloakroom.testkit.Failpoint;
import dev.cloakroom.testkit.Failpoint.Moment;
import dev.cloakroom.testkit.StoreHarness;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** The store on a real Redis for the contract kit: a stepped clock, and a line that breaks when it is told to. */
abstract class RedisHarness implements StoreHarness {
    private static final byte[] SCRIPT = "SCRIPT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOAD = "LOAD".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

    private final Function<String, URI> place;
    private SteppedClock clock = new SteppedClock();
    private URI uri;
    private Limits limits = Limits.standard();
    private volatile @Nullable Failpoint failpoint;

    /** @param place where a store with these settings is */
    RedisHarness(Function<String, URI> place) {
        this.place = place;
        this.uri = place.apply("prefix=" + Desk.freshPrefix());
    }

    @Override
    public SessionStore open(Limits kept) {
        clock = new SteppedClock();
        uri = place.apply("prefix=" + Desk.freshPrefix() + "&timeout=2s&patience=250ms&connections=64");
        limits = kept;
        return join();
    }

    @Override
    public SessionStore join() {
        SteppedClock current = clock;
        Scripts watched = script -> {
            Scripts.Text text = current.text(script);
            makeKnown(text);
            reached(Moment.BEFORE);
            return text;
        };
        Wire.Binding binding = (nonce, key, answered, answeredKey) -> {
            reached(Moment.AFTER);
            return Wire.Binding.CHECKED.holds(nonce, key, answered, answeredKey);
        };
        return RedisSessionStore.open(SettingsReader.read(uri), limits, watched, binding);
    }

    /**
     * A clock that was stepped makes other scripts, and what a server does not know yet is sent twice: which of two
     * operations is the first to use one must not decide how many steps it takes.
     */
    private void makeKnown(Scripts.Text text) {
        String sha = new String(text.sha(), StandardCharsets.US_ASCII);
        for (RedisServer server : servers()) {
            if (KNOWN.add(server.port() + sha)) {
                Object unused = server.ask(List.of(SCRIPT, LOAD, text.lua()));
            }
        }
    }

    private void reached(Moment moment) {
        Failpoint told = failpoint;
        if (told != null) {
            try {
                told.reached(moment);
            } catch (Failpoint.Failure e) {
                throw new JedisConnectionException("the line broke", e);
            }
        }
    }

    @Override
    public SessionStore restart() {
        return join();
    }

    @Override
    public void age(Duration time) {
        clock.step(time);
    }

    @Override
    public void failpoint(@Nullable Failpoint told) {
        failpoint = told;
    }

    /** All servers that run scripts. */
    abstract List<RedisServer> servers();

    /** What the server says that has the session's keys. */
    abstract Object ask(SessionId session, String... words);

    @Override
    public void damage(SessionId session, Damage damage) {
        Keys keys = new Keys(SettingsReader.read(uri).prefix());
        String record = new String(keys.record(session), StandardCharsets.US_ASCII);
        String history = new String(keys.history(session), StandardCharsets.US_ASCII);
        Object unused = switch (damage) {
            case RECORD_LOST -> ask(session, "DEL", record);
            case ENTRY_LOST -> ask(session, "RPOP", history, "2");
            case LATER_FORMAT ->
                ask(
                        session,
                        "EVAL",
                        "local m = redis.call('HGET', KEYS[1], 'm') return redis.call('HSET', KEYS[1], 'm', '3' .. string.sub(m, 2))",
                        "1",
                        record);
        };
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }
}
