package dev.cloakroom.server;

import dev.cloakroom.server.access.Identity;
import dev.cloakroom.server.access.RateSettings;
import dev.cloakroom.server.chat.ChatSettings;
import dev.cloakroom.server.chat.Responder;
import dev.cloakroom.server.http.BodyLimits;
import dev.cloakroom.server.http.Engine;
import dev.cloakroom.server.http.EngineSettings;
import dev.cloakroom.server.http.Front;
import dev.cloakroom.server.http.Json;
import dev.cloakroom.server.http.Pace;
import dev.cloakroom.server.http.UploadLimits;
import dev.cloakroom.server.routes.Tails;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything the server is told at its start, understood. Immutable.
 *
 * @param host where it listens
 * @param port 0 for a free one
 * @param identity who is believed to be asking
 * @param rates how often may be asked
 * @param administrators who runs the server
 * @param store where sessions are kept, with the store's own settings in the query
 * @param responder what answers messages
 * @param chat how turns go
 * @param followers how many may follow sessions
 * @param drainDelay how long new connections are welcome while stopping
 * @param drainTimeout how long accepted requests may take while stopping
 * @param limits of core
 * @param bodies of requests
 * @param exposure to those outside
 */
record Settings(
        String host,
        int port,
        Identity identity,
        RateSettings rates,
        Administrators administrators,
        URI store,
        Responder responder,
        ChatSettings chat,
        Followers followers,
        Duration drainDelay,
        Duration drainTimeout,
        Limits limits,
        BodyLimits bodies,
        Exposure exposure) {

    /**
     * How many may follow sessions. Immutable.
     *
     * @param ofSession of one session
     * @param inAll of this instance
     * @param beat how often a follower looks by itself
     */
    record Followers(int ofSession, int inAll, Duration beat) {}

    /** Messages at once where each may have a virtual thread. */
    private static final int MOST_UNDER_WAY = 10_000;

    /** Messages that may wait for a slot where each that waits holds a thread of the pool. */
    private static final int MOST_WAITING = 700;

    /** For requests that wait for nobody. */
    private static final int SPARE_THREADS = 250;

    /** A few who ask now and then, and what the engine needs for itself. */
    private static final int MANAGEMENT_THREADS = 32;

    /** Role, content and metadata of a message, besides the pairs: names, values and braces. */
    private static final int MESSAGE_TOKENS = 9;

    /** UTF-8, or two surrogates of three bytes when they come as escapes. */
    private static final int MOST_BYTES_A_CHAR = 6;

    static Settings from(Given given) {
        Limits limits = limits(given);
        return new Settings(
                given.text(Flag.HOST),
                (int) given.number(Flag.PORT, 0, 65_535),
                IdentitySettings.identity(given),
                Rates.of(given),
                Administrators.of(given),
                store(given),
                ResponderSettings.responder(given, limits),
                chat(given, limits),
                new Followers(
                        (int) given.number(Flag.MAX_SESSION_FOLLOWERS, 1, 1_000_000),
                        (int) given.number(Flag.MAX_FOLLOWERS, 1, 1_000_000),
                        Tails.BEAT),
                given.duration(Flag.DRAIN_DELAY),
                given.duration(Flag.DRAIN_TIMEOUT),
                limits,
                bodies(given, limits),
                Exposure.of(given));
    }

    private static ChatSettings chat(Given given, Limits limits) {
        int turns = (int) given.number(Flag.MAX_CONCURRENCY, 1, 100_000);
        return new ChatSettings(
                clientNames(given),
                contextMessages(given, limits.of(Limit.PAGE_ENTRIES)),
                turns,
                Engine.virtualThreads() ? MOST_UNDER_WAY : turns + MOST_WAITING,
                given.duration(Flag.QUEUE_WAIT));
    }

    /** Where to listen, and how. */
    EngineSettings engine() {
        return EngineSettings.on(host, port).withThreads(threads()).behind(exposure.front());
    }

    /** Where whoever watches the server asks, and how; as well protected on the way as everything else. */
    Optional<EngineSettings> management() {
        Front plain = new Front(exposure.front().tls(), Set.of(), Optional.empty());
        return exposure.management().isEmpty()
                ? Optional.empty()
                : Optional.of(EngineSettings.on(host, exposure.management().getAsInt())
                        .withThreads(MANAGEMENT_THREADS)
                        .behind(plain));
    }

    /** Threads enough for every message that may be under way, and some for all other requests. */
    private int threads() {
        return Math.max(EngineSettings.STANDARD_THREADS, chat.underWay() + SPARE_THREADS);
    }

    /** That a name is taken can be seen, so strangers are not to choose names. */
    private static boolean clientNames(Given given) {
        return given.text(Flag.CLIENT_NAMES).equals(Flag.CLIENT_NAMES.standard())
                ? IdentitySettings.isDev(given)
                : given.on(Flag.CLIENT_NAMES);
    }

    /** The context is read as one page. Where only the page was made smaller, the standard context fits into it. */
    private static int contextMessages(Given given, long page) {
        long most = given.isSet(Flag.CONTEXT_MESSAGES) ? page : Integer.MAX_VALUE;
        return (int) Math.min(page, given.number(Flag.CONTEXT_MESSAGES, 1, most));
    }

    /** The same with followers who look at another pace. */
    Settings beating(Duration beat) {
        Followers paced = new Followers(followers.ofSession(), followers.inAll(), beat);
        return new Settings(
                host,
                port,
                identity,
                rates,
                administrators,
                store,
                responder,
                chat,
                paced,
                drainDelay,
                drainTimeout,
                limits,
                bodies,
                exposure);
    }

    /** The same with something else that answers messages. */
    Settings answeredBy(Responder other) {
        return new Settings(
                host,
                port,
                identity,
                rates,
                administrators,
                store,
                other,
                chat,
                followers,
                drainDelay,
                drainTimeout,
                limits,
                bodies,
                exposure);
    }

    /** Larger batches and longer keys could be allowed, and would then never get through the parser. */
    private static Limits readable(Given given, Limits limits) {
        long pairs = Math.min(limits.of(Limit.METADATA_PAIRS), Json.MAX_TOKENS);
        long batch = Math.min(limits.of(Limit.BATCH_MESSAGES), Json.MAX_TOKENS);
        if (batch * (2 * pairs + MESSAGE_TOKENS) > Json.MAX_TOKENS / 2) {
            throw given.wrong(
                    Flag.limit(Limit.BATCH_MESSAGES),
                    "is too large for messages of " + pairs + " pairs of metadata: a body has at most "
                            + Json.MAX_TOKENS + " names, values and brackets");
        }
        if (limits.of(Limit.METADATA_KEY_CHARS) * MOST_BYTES_A_CHAR > Json.MAX_NAME_BYTES) {
            throw given.wrong(
                    Flag.limit(Limit.METADATA_KEY_CHARS),
                    "has to be at most " + Json.MAX_NAME_BYTES / MOST_BYTES_A_CHAR);
        }
        return limits;
    }

    private static Limits limits(Given given) {
        Limits limits = Limits.standard()
                .withTimeouts(given.duration(Flag.IDLE_TIMEOUT), given.duration(Flag.ABSOLUTE_TIMEOUT));
        for (Map.Entry<Limit, Flag> entry : Flag.limits().entrySet()) {
            Flag flag = entry.getValue();
            long value = flag.form().equals("SIZE") ? given.size(flag) : given.number(flag, 1, Integer.MAX_VALUE);
            limits = limits.with(entry.getKey(), value);
        }
        return readable(given, limits);
    }

    private static BodyLimits bodies(Given given, Limits limits) {
        UploadLimits standard = UploadLimits.standard();
        UploadLimits upload = new UploadLimits(
                given.size(Flag.MAX_UPLOAD_BYTES),
                limits.of(Limit.FILE_BYTES),
                (int) given.number(Flag.MAX_UPLOAD_FILES, 1, 1_000),
                (int) limits.of(Limit.FILE_NAME_CHARS),
                standard.fields(),
                standard.fieldBytes(),
                standard.memoryBytes());
        long body = given.size(Flag.MAX_BODY_BYTES);
        if (body > Integer.MAX_VALUE / 2) {
            throw given.wrong(Flag.MAX_BODY_BYTES, "has to be below 1GiB");
        }
        return new BodyLimits((int) body, upload, Pace.standard());
    }

    /** The store's URI; the embedded store's own flags become part of it unless it has a query. */
    private static URI store(Given given) {
        try {
            URI store = new URI(given.text(Flag.STORE).equals("memory:") ? memory(given) : given.text(Flag.STORE));
            if (store.getScheme() == null) {
                throw given.wrong(Flag.STORE, "has to be a URI such as memory:");
            }
            boolean asked = given.isSet(Flag.MEMORY_SESSIONS) || given.isSet(Flag.MEMORY_BYTES);
            if (asked && !given.text(Flag.STORE).equals("memory:")) {
                throw given.wrong(
                        Flag.STORE,
                        "leaves no meaning to " + Flag.MEMORY_SESSIONS.option() + " and " + Flag.MEMORY_BYTES.option()
                                + ", which belong to memory: alone");
            }
            return store;
        } catch (URISyntaxException e) {
            BadSetting wrong = given.wrong(Flag.STORE, "has to be a URI such as memory:");
            wrong.addSuppressed(e);
            throw wrong;
        }
    }

    private static String memory(Given given) {
        long bytes = given.size(Flag.MEMORY_BYTES, Runtime.getRuntime().maxMemory());
        return "memory:?sessions=" + given.number(Flag.MEMORY_SESSIONS, 1, Integer.MAX_VALUE) + "&bytes=" + bytes;
    }

    /** In what all instances of a store should be set up alike, since its users notice. */
    String shared() {
        StringBuilder text = new StringBuilder();
        for (Limit limit : Limit.values()) {
            text.append(limit).append('=').append(limits.of(limit)).append(';');
        }
        return text.append(limits.idleTimeout() + ";" + limits.absoluteTimeout() + ";" + chat.clientNames() + ";")
                .append(chat.contextMessages() + ";" + responder.name() + ";" + identity.about() + ";" + rates.shared())
                .toString();
    }

    /** Without the store's URI, which may hold a password. */
    @Override
    public String toString() {
        return "Settings(" + host + ":" + port + ", " + store.getScheme() + ":)";
    }
}
