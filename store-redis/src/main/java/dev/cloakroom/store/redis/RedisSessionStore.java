package dev.cloakroom.store.redis;

import dev.cloakroom.session.ArtifactStore;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.HistoryStore;
import dev.cloakroom.session.InstanceStore;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Limiter;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Measure;
import dev.cloakroom.session.NameStore;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.StoreUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in Redis or Valkey, shared by any number of instances.
 *
 * <p>Acknowledged means applied on the primary, or with {@code ack=replicas(n)} confirmed by n replicas as well (R7).
 * Each operation is one script, so that guard and effect are one step; an answer is used only if it repeats the nonce
 * and the key of its request (R10). Nothing of a session is kept in this process but who opened it, which never
 * changes. Thread-safe.
 */
public final class RedisSessionStore implements SessionStore {
    private final Limits limits;
    private final Redis redis;
    private final Keys keys;
    private final OwnerListing listing;
    private final CreateScript create;
    private final SwapScript swap;
    private final EndScript end;
    private final RedisHistory history;
    private final RedisArtifacts artifacts;
    private final RedisNames names;
    private final RedisInstances instances;
    private final RedisLimiter limiter;
    private final RedisInventory inventory;
    private final BellTower bells;
    private final Watch watch;

    private RedisSessionStore(Redis redis, Keys keys, Dialer dialer, Watch watch, Limits limits) {
        Upkeep upkeep = new Upkeep(redis, keys);
        this.limits = limits;
        this.redis = redis;
        this.keys = keys;
        this.listing = new OwnerListing(redis, keys, upkeep, limits);
        this.create = new CreateScript(redis, keys, listing, upkeep, limits);
        this.swap = new SwapScript(redis, keys, listing, upkeep, limits);
        this.end = new EndScript(redis, keys, upkeep);
        this.history = new RedisHistory(redis, keys, upkeep, limits);
        this.artifacts = new RedisArtifacts(redis, keys, upkeep, limits);
        this.names = new RedisNames(redis, keys);
        this.instances = new RedisInstances(redis, keys);
        this.limiter = new RedisLimiter(redis, keys);
        this.inventory = new RedisInventory(redis, keys);
        this.bells = new BellTower(redis, keys, dialer);
        this.watch = watch;
    }

    /**
     * Opens the store.
     *
     * @param uri where Redis is: {@code redis://}, {@code rediss://}, {@code redis-sentinel://} or
     *     {@code redis-cluster://}, settings in the query
     * @throws InvalidInput when the URI cannot be understood
     * @throws StoreUnavailable when Redis cannot be reached or must not be used
     */
    public static RedisSessionStore open(URI uri, Limits limits) {
        return open(SettingsReader.read(uri), limits, Scripts.shipped(), Wire.Binding.CHECKED);
    }

    static RedisSessionStore open(Settings settings, Limits limits, Scripts scripts, Wire.Binding binding) {
        Dialer dialer = Dialer.toPrimaries(settings);
        Connections connections = new Connections(dialer, settings.connections());
        Nodes nodes = switch (settings.topology()) {
            case STANDALONE -> new Nodes.One(settings.nodes().get(0));
            case SENTINEL -> new SentinelNodes(settings.nodes(), settings.master(), Dialer.toSentinels(settings));
            case CLUSTER -> new ClusterNodes(settings.nodes(), connections);
        };
        Redis redis = new Redis(nodes, connections, new Wire(scripts, binding, settings.ack()), settings);
        Keys keys = new Keys(settings.prefix());
        Inspection inspection = new Inspection(redis, keys, settings);
        boolean usable = false;
        try {
            inspection.atStart();
            usable = true;
        } finally {
            if (!usable) {
                redis.close();
            }
        }
        return new RedisSessionStore(redis, keys, dialer, Watch.over(nodes, inspection), limits);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Result<Head> create(SessionId id, Control control) {
        return create.run(id, control);
    }

    @Override
    public Optional<Facts> facts(SessionId id, Principal who) {
        Reply reply = redis.call(
                Request.of(Script.FACTS, Effect.NONE, keys.record(id)).arg(Keys.grant(who.subject())));
        Facts facts = facts(id, who, reply); // also of the made-up record, so that it takes as long (R4)
        return reply.status() == Status.DONE ? Optional.of(facts) : Optional.empty();
    }

    private static Facts facts(SessionId id, Principal who, Reply reply) {
        Principal owner = RecordCode.principal(reply.text(2));
        byte[] grant = who.tenant().equals(owner.tenant()) ? reply.bytesOrNull(3) : null;
        return new Facts(
                id,
                RecordCode.stamp(reply.bytes(0)),
                owner,
                grant == null ? null : RecordCode.access(new BytesReader(grant).int8()),
                RecordCode.created(reply.bytes(1)));
    }

    @Override
    public Result<Head> head(Claim claim) {
        Reply reply = redis.call(
                Request.of(Script.HEAD, Effect.NONE, keys.record(claim.id())).arg(RecordCode.stamp(claim.stamp())));
        return reply.status() == Status.DONE ? Result.done(RecordCode.head(claim.id(), reply)) : reply.undone();
    }

    @Override
    public Result<Head> swap(Claim claim, long version, Control next, @Nullable Duration lease) {
        return swap.run(claim, version, next, lease);
    }

    @Override
    public Result<Head> end(Claim claim) {
        return end.run(claim);
    }

    @Override
    public Optional<Owned> owned(Principal owner, @Nullable SessionId after, int limit) {
        return listing.page(owner, after, limit);
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
        return Optional.of(names);
    }

    @Override
    public Optional<InstanceStore> instances() {
        return Optional.of(instances);
    }

    @Override
    public Optional<Limiter> limiter() {
        return Optional.of(limiter);
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(inventory);
    }

    @Override
    public Bell bell(SessionId id, Runnable ring) {
        return bells.hang(id, ring);
    }

    /**
     * How many answers were not those of their requests (R10). Each was destroyed with its connection; a number that
     * rises means that something between here and Redis mixes answers up.
     */
    public long crossedReplies() {
        return redis.crossed();
    }

    /** How many connections to Redis are open; with the first bell, one of them is for bells. */
    public int connections() {
        return redis.connections().open();
    }

    @Override
    public List<Measure> measures() {
        List<Measure> own = List.of(
                Measure.counter(
                        "crossed_replies",
                        "Answers of Redis that were not those of their requests, each destroyed with its connection",
                        redis::crossed),
                Measure.gauge(
                        "evicting",
                        "1 while Redis may evict sessions, and changes are refused for it",
                        () -> redis.refusesWrites() ? 1 : 0),
                Measure.counter(
                        "evicted_keys", "Keys that Redis has evicted, as it tells each minute", watch::evicted));
        return Stream.concat(redis.connections().measures().stream(), own.stream())
                .toList();
    }

    /** As it happens from time to time by itself. */
    void inspectAgain() {
        watch.inspect();
    }

    @Override
    public void ping() {
        watch.ping(redis);
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public void close() {
        watch.close();
        bells.close();
        redis.close();
    }
}
