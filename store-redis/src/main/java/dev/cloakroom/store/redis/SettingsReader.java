package dev.cloakroom.store.redis;

import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.store.redis.Settings.Ack;
import dev.cloakroom.store.redis.Settings.Login;
import dev.cloakroom.store.redis.Settings.Timing;
import dev.cloakroom.store.redis.Settings.Tls;
import dev.cloakroom.store.redis.Settings.Topology;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/**
 * Reads settings from a URI. What cannot be understood is refused, and the message never repeats what was given, since
 * it may hold a password. Used by one thread.
 */
final class SettingsReader {
    static final Set<String> SCHEMES = Set.of("redis", "rediss", "redis-sentinel", "redis-cluster");
    private static final Set<String> KNOWN = Set.of(
            "prefix",
            "ack",
            "ackTimeout",
            "connections",
            "connectTimeout",
            "timeout",
            "patience",
            "passwordFile",
            "sentinelUser",
            "sentinelPasswordFile",
            "tls",
            "ca");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.-]{1,32}");
    private static final Pattern ACK = Pattern.compile("primary|replicas\\(([1-9])\\)");
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})(ms|s)");
    private static final Pattern NODE = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

    private final String scheme;
    private final URI uri;
    private final Map<String, String> query = new HashMap<>();

    private SettingsReader(URI uri) {
        this.uri = uri;
        this.scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    }

    /** @throws InvalidInput when the URI cannot be understood; the message says what is expected */
    static Settings read(URI uri) {
        return new SettingsReader(uri).settings();
    }

    private Settings settings() {
        String authority = uri.getRawAuthority();
        if (!SCHEMES.contains(scheme) || authority == null || uri.getRawFragment() != null) {
            throw notUnderstood();
        }
        readQuery();
        Topology topology = switch (scheme) {
            case "redis-sentinel" -> Topology.SENTINEL;
            case "redis-cluster" -> Topology.CLUSTER;
            default -> Topology.STANDALONE;
        };
        int at = authority.lastIndexOf('@');
        List<HostAndPort> nodes = nodes(authority.substring(at + 1), topology);
        return new Settings(
                topology,
                nodes,
                topology == Topology.SENTINEL ? master() : "",
                topology == Topology.SENTINEL ? 0 : database(topology),
                login(at < 0 ? "" : authority.substring(0, at)),
                sentinelLogin(topology),
                tls(topology),
                matched("prefix", PREFIX, "cr").group(),
                ack(),
                connections(),
                timing());
    }

    private void readQuery() {
        String text = uri.getRawQuery();
        for (String setting : text == null ? new String[0] : text.split("&", -1)) {
            int equals = setting.indexOf('=');
            String name = equals < 0 ? setting : setting.substring(0, equals);
            if (equals < 0 || !KNOWN.contains(name)) {
                throw new InvalidInput("the settings of a Redis URI are "
                        + String.join(", ", KNOWN.stream().sorted().toList()));
            }
            if (query.put(name, decoded(setting.substring(equals + 1))) != null) {
                throw new InvalidInput("the Redis URI sets " + name + " twice");
            }
        }
    }

    private static List<HostAndPort> nodes(String text, Topology topology) {
        List<HostAndPort> nodes = new ArrayList<>();
        for (String node : text.split(",", -1)) {
            Matcher matcher = NODE.matcher(node);
            if (!matcher.matches()) {
                throw notUnderstood();
            }
            int standard = topology == Topology.SENTINEL ? 26379 : 6379;
            int port = matcher.group(2) == null ? standard : Integer.parseInt(matcher.group(2));
            String host = matcher.group(1);
            boolean literal = host.startsWith("[");
            nodes.add(new HostAndPort(literal ? host.substring(1, host.length() - 1) : host, port));
            if (port < 1 || port > 65_535) {
                throw notUnderstood();
            }
        }
        if (topology == Topology.STANDALONE && nodes.size() != 1) {
            throw notUnderstood();
        }
        return nodes;
    }

    private String master() {
        String path = uri.getPath();
        if (path == null || !path.matches("/[A-Za-z0-9_.-]{1,64}")) {
            throw new InvalidInput("a Sentinel URI ends in the primary's name: redis-sentinel://host:port,.../name");
        }
        return path.substring(1);
    }

    private int database(Topology topology) {
        String path = uri.getPath();
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (topology == Topology.CLUSTER || !path.matches("/[0-9]{1,4}")) {
            throw notUnderstood();
        }
        return Integer.parseInt(path.substring(1));
    }

    private Login login(String userInfo) {
        int colon = userInfo.indexOf(':');
        String user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? null : decoded(userInfo.substring(colon + 1));
        Path file = path("passwordFile");
        if (password != null && file != null) {
            throw new InvalidInput("the Redis URI has a password and a passwordFile; one of them is enough");
        }
        return new Login(user.isEmpty() ? null : user, password, file);
    }

    private Login sentinelLogin(Topology topology) {
        Path file = path("sentinelPasswordFile");
        String user = query.get("sentinelUser");
        if (topology != Topology.SENTINEL && (file != null || user != null)) {
            throw new InvalidInput("sentinelUser and sentinelPasswordFile are for redis-sentinel://");
        }
        return new Login(user, null, file);
    }

    private @Nullable Tls tls(Topology topology) {
        String wanted = query.getOrDefault("tls", scheme.equals("rediss") ? "true" : "false");
        if (!wanted.equals("true") && !wanted.equals("false")) {
            throw new InvalidInput("tls is true or false");
        }
        if (topology == Topology.STANDALONE && query.containsKey("tls")) {
            throw new InvalidInput("write rediss:// for TLS");
        }
        Path authorities = path("ca");
        if (wanted.equals("false") && authorities != null) {
            throw new InvalidInput("ca is for connections with TLS");
        }
        return wanted.equals("true") ? new Tls(authorities) : null;
    }

    private Ack ack() {
        Matcher ack = matched("ack", ACK, "primary");
        int replicas = ack.group(1) == null ? 0 : Integer.parseInt(ack.group(1));
        return new Ack(replicas, duration("ackTimeout", "1s"));
    }

    private int connections() {
        String text = query.getOrDefault("connections", "16");
        if (!text.matches("[1-9][0-9]{0,3}") || text.equals("1")) {
            throw new InvalidInput("connections is 2 to 9999");
        }
        return Integer.parseInt(text);
    }

    private Timing timing() {
        return new Timing(duration("connectTimeout", "2s"), duration("timeout", "2s"), duration("patience", "3s"));
    }

    private Duration duration(String name, String standard) {
        Matcher text = matched(name, DURATION, standard);
        long number = Long.parseLong(text.group(1));
        return text.group(2).equals("s") ? Duration.ofSeconds(number) : Duration.ofMillis(number);
    }

    private Matcher matched(String name, Pattern pattern, String standard) {
        Matcher matcher = pattern.matcher(query.getOrDefault(name, standard));
        if (!matcher.matches()) {
            throw new InvalidInput(
                    switch (name) {
                        case "prefix" -> "prefix is 1 to 32 letters, digits, dots, dashes and underscores";
                        case "ack" -> "ack is primary or replicas(1) to replicas(9)";
                        default -> name + " is a number of ms or s, such as 500ms or 2s";
                    });
        }
        return matcher;
    }

    private @Nullable Path path(String name) {
        String text = query.get(name);
        try {
            return text == null ? null : Path.of(text);
        } catch (InvalidPathException unused) {
            throw new InvalidInput(name + " is no path of a file");
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unused) {
            throw notUnderstood();
        }
    }

    private static InvalidInput notUnderstood() {
        return new InvalidInput("a Redis store is redis://[user:password@]host:port[/database], rediss:// likewise,"
                + " redis-sentinel://host:port,.../name or redis-cluster://host:port,...; settings follow as"
                + " ?prefix=cr&ack=primary");
    }
}
