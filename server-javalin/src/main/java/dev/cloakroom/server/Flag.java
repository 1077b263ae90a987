package dev.cloakroom.server;

import dev.cloakroom.session.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * One setting as data: the flag, its environment variable, its default and what it does. Command line, environment,
 * {@code --help} and {@code --print-config} all read this one table.
 *
 * @param name without dashes, {@code queue-wait}
 * @param standard the value where nothing else is set, as it would be typed
 * @param form what values look like, {@code DURATION}
 * @param about what it does, one sentence without a full stop
 */
record Flag(String name, String standard, String form, String about) {

    static final Flag HOST = new Flag("host", "127.0.0.1", "ADDRESS", "the address to listen on");
    static final Flag PORT = new Flag("port", "8080", "PORT", "the port to listen on; 0 chooses a free one");
    static final Flag MANAGEMENT_PORT = new Flag(
            "management-port",
            "",
            "PORT",
            "another port of --host that serves /metrics, /livez and /readyz, without a key, and nothing else; 0 chooses a"
                    + " free one; none: /metrics is on --port, and needs the admin key except with --auth dev");
    static final Flag AUTH = new Flag(
            "auth",
            "dev",
            "MODE",
            "who is asking: dev believes what a request says of itself and is for trying out; proxy believes a backend"
                    + " that shows a key; jwt believes signed tokens");
    static final Flag INSECURE_DEV = new Flag(
            "insecure-dev", "off", "on|off", "let --auth dev listen beyond loopback, where anyone can be anyone");
    static final Flag SERVICE_KEY_FILE = new Flag(
            "service-key-file", "", "FILE", "proxy: a file with the keys that your backend may show, one a line");
    static final Flag JWT_JWKS_URL =
            new Flag("jwt-jwks-url", "", "URL", "jwt: where the public keys of the issuer are, as a JWK set");
    static final Flag JWT_JWKS_FILE =
            new Flag("jwt-jwks-file", "", "FILE", "jwt: a file with the public keys of the issuer, as a JWK set");
    static final Flag JWT_SECRET_FILE =
            new Flag("jwt-secret-file", "", "FILE", "jwt: a file with the secret of HS256 tokens, at least 32 bytes");
    static final Flag JWT_ISSUER = new Flag("jwt-issuer", "", "TEXT", "jwt: what iss has to be");
    static final Flag JWT_AUDIENCE = new Flag("jwt-audience", "", "TEXT", "jwt: what aud has to be, or to hold");
    static final Flag JWT_TENANT_CLAIM =
            new Flag("jwt-tenant-claim", "", "NAME", "jwt: the claim that holds the tenant of the user");
    static final Flag ADMIN_KEY_FILE = new Flag(
            "admin-key-file",
            "",
            "FILE",
            "a file with the keys that open the routes of administrators, one a line; none: there are no such routes,"
                    + " but with --auth dev a fresh key is printed at each start");
    static final Flag TLS_CERT_FILE = new Flag(
            "tls-cert-file", "", "FILE", "serve TLS: a PEM file with the certificate and those that lead to its root");
    static final Flag TLS_KEY_FILE =
            new Flag("tls-key-file", "", "FILE", "serve TLS: a PEM file with the key of the certificate");
    static final Flag CORS_ORIGIN = new Flag(
            "cors-origin",
            "",
            "ORIGIN[,ORIGIN]",
            "origins of pages in browsers that may use the interface, such as https://app.example.com");
    static final Flag AUDIT_FORMAT = new Flag(
            "audit-format", "text", "text|json", "how the security log and the access log are written: text or json");
    static final Flag AUDIT_KEY_FILE = new Flag(
            "audit-key-file",
            "",
            "FILE",
            "a file with the secret that ids are hashed under in logs, at least 32 bytes; none: a fresh one at each start");
    static final Flag ACCESS_LOG =
            new Flag("access-log", "off", "on|off", "whether each request is a line of the logger cloakroom.access");
    static final Flag STORE =
            new Flag("store", "memory:", "URI", "where sessions are kept; memory: ends with the process");
    static final Flag CLIENT_NAMES = new Flag(
            "client-names",
            "auto",
            "on|off|auto",
            "whether a session_id that is no UUID is a name that the client chose; auto: with --auth dev only");
    static final Flag RESPONDER = new Flag(
            "responder", "echo", "NAME", "what answers messages: echo says what was said, openai asks a model");
    static final Flag RESPONDER_URL = new Flag(
            "responder-url", "", "URL", "openai: where chat completions are, such as http://127.0.0.1:11434/v1");
    static final Flag RESPONDER_MODEL = new Flag("responder-model", "", "NAME", "openai: the model to ask");
    static final Flag RESPONDER_KEY_FILE =
            new Flag("responder-key-file", "", "FILE", "openai: a file that holds the key to send");
    static final Flag RESPONDER_TIMEOUT =
            new Flag("responder-timeout", "60s", "DURATION", "openai: how long a reply may take in all");
    static final Flag CONTEXT_MESSAGES =
            new Flag("context-messages", "50", "N", "how many of a session's latest messages the responder sees");
    static final Flag MAX_CONCURRENCY =
            new Flag("max-concurrency", "40", "N", "turns answered at once; one user has at most a quarter of them");
    static final Flag QUEUE_WAIT =
            new Flag("queue-wait", "5s", "DURATION", "how long a message waits for its session's turn, and for a slot");
    static final Flag IDLE_TIMEOUT =
            new Flag("idle-timeout", "24h", "DURATION", "how long a session lives after it was last used");
    static final Flag ABSOLUTE_TIMEOUT =
            new Flag("absolute-timeout", "30d", "DURATION", "how long a session lives at most");
    static final Flag MEMORY_SESSIONS =
            new Flag("memory-sessions", "100000", "N", "how many sessions the embedded store has room for");
    static final Flag MEMORY_BYTES = new Flag(
            "memory-bytes",
            "25%",
            "SIZE",
            "heap that sessions of the embedded store may take, in bytes or as a share of the heap");
    static final Flag DRAIN_DELAY =
            new Flag("drain-delay", "0s", "DURATION", "at a stop: how long new connections are still welcome");
    static final Flag DRAIN_TIMEOUT =
            new Flag("drain-timeout", "20s", "DURATION", "at a stop: how long accepted requests may take to finish");
    static final Flag RATE_LIMIT = new Flag(
            "rate-limit", "1200", "N", "limit: requests a minute and user, any time of the minute; 0 for none");
    static final Flag PROBE_LIMIT = new Flag(
            "probe-limit",
            "auto",
            "N|auto",
            "limit: refusals of sessions a minute and user, before they are slowed down; 0 for none, auto: 60, but none"
                    + " with --auth dev or --rate-limit 0");
    static final Flag ADDRESS_RATE_LIMIT = new Flag(
            "address-rate-limit",
            "auto",
            "N|auto",
            "limit: requests a minute and address, before it is known who asks; 0 for none, auto: 6000 with --auth jwt,"
                    + " else none");
    static final Flag TRUSTED_PROXY = new Flag(
            "trusted-proxy",
            "",
            "CIDR[,CIDR]",
            "addresses of proxies that are believed where a request comes from, in X-Forwarded-For");
    static final Flag MAX_FOLLOWERS =
            new Flag("max-followers", "10000", "N", "limit: followers of sessions on this instance");
    static final Flag MAX_SESSION_FOLLOWERS =
            new Flag("max-session-followers", "32", "N", "limit: followers of one session");
    static final Flag MAX_BODY_BYTES = new Flag("max-body-bytes", "1MiB", "SIZE", "limit: one JSON body, in bytes");
    static final Flag MAX_UPLOAD_BYTES =
            new Flag("max-upload-bytes", "64MiB", "SIZE", "limit: one upload, all files together, in bytes");
    static final Flag MAX_UPLOAD_FILES = new Flag("max-upload-files", "16", "N", "limit: files of one upload");

    private static final List<Flag> OWN = List.of(
            HOST,
            PORT,
            MANAGEMENT_PORT,
            AUTH,
            INSECURE_DEV,
            SERVICE_KEY_FILE,
            JWT_JWKS_URL,
            JWT_JWKS_FILE,
            JWT_SECRET_FILE,
            JWT_ISSUER,
            JWT_AUDIENCE,
            JWT_TENANT_CLAIM,
            ADMIN_KEY_FILE,
            TLS_CERT_FILE,
            TLS_KEY_FILE,
            CORS_ORIGIN,
            AUDIT_FORMAT,
            AUDIT_KEY_FILE,
            ACCESS_LOG,
            STORE,
            CLIENT_NAMES,
            RESPONDER,
            RESPONDER_URL,
            RESPONDER_MODEL,
            RESPONDER_KEY_FILE,
            RESPONDER_TIMEOUT,
            CONTEXT_MESSAGES,
            MAX_CONCURRENCY,
            QUEUE_WAIT,
            IDLE_TIMEOUT,
            ABSOLUTE_TIMEOUT,
            MEMORY_SESSIONS,
            MEMORY_BYTES,
            DRAIN_DELAY,
            DRAIN_TIMEOUT,
            RATE_LIMIT,
            PROBE_LIMIT,
            ADDRESS_RATE_LIMIT,
            TRUSTED_PROXY,
            MAX_FOLLOWERS,
            MAX_SESSION_FOLLOWERS,
            MAX_BODY_BYTES,
            MAX_UPLOAD_BYTES,
            MAX_UPLOAD_FILES);

    /** Limits of core that an operator may set; the others are part of the interface or of the store. */
    private static final Map<Limit, Flag> LIMITS = Map.ofEntries(
            limit(Limit.CONTENT_BYTES, "max-content-bytes"),
            limit(Limit.BATCH_MESSAGES, "max-batch"),
            limit(Limit.METADATA_PAIRS, "max-metadata-pairs"),
            limit(Limit.METADATA_KEY_CHARS, "max-metadata-key-chars"),
            limit(Limit.METADATA_VALUE_CHARS, "max-metadata-value-chars"),
            limit(Limit.MESSAGES, "max-messages"),
            limit(Limit.HISTORY_BYTES, "max-history-bytes"),
            limit(Limit.GRANTS, "max-grants"),
            limit(Limit.FILES, "max-files"),
            limit(Limit.FILE_BYTES, "max-file-bytes"),
            limit(Limit.SESSION_FILE_BYTES, "max-session-file-bytes"),
            limit(Limit.FILE_NAME_CHARS, "max-file-name-chars"),
            limit(Limit.SESSIONS, "max-sessions"),
            limit(Limit.PAGE_ENTRIES, "max-page"),
            limit(Limit.TURN_WAITERS, "max-turn-waiters"));

    /** The flag of a limit of core; only for those that have one. */
    static Map<Limit, Flag> limits() {
        return LIMITS;
    }

    /** The flag of this limit, which must have one. */
    static Flag limit(Limit limit) {
        return Objects.requireNonNull(LIMITS.get(limit));
    }

    /** Every flag, in the order {@code --help} shows them. */
    static List<Flag> all() {
        List<Flag> all = new ArrayList<>(OWN);
        for (Limit limit : Limit.values()) {
            Flag flag = LIMITS.get(limit);
            if (flag != null) {
                all.add(flag);
            }
        }
        return all;
    }

    /** As it is typed: {@code --queue-wait}. */
    String option() {
        return "--" + name;
    }

    /** The environment variable: {@code CLOAKROOM_QUEUE_WAIT}. */
    String variable() {
        return "CLOAKROOM_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Map.Entry<Limit, Flag> limit(Limit limit, String name) {
        boolean bytes = limit.unit().equals("bytes");
        boolean said = limit.subject().startsWith(limit.unit());
        String about = "limit: " + limit.subject() + (said ? "" : ", in " + limit.unit());
        return Map.entry(
                limit,
                new Flag(
                        name,
                        bytes ? size(limit.standard()) : Long.toString(limit.standard()),
                        bytes ? "SIZE" : "N",
                        about));
    }

    private static String size(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + "MiB" : (bytes >> 10) + "KiB";
    }
}
