package dev.cloakroom.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionListener;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.store.redis.RedisSessionStore;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** A Redis with people's sessions in it, and the commands that are tried on them. */
final class UpkeepDesk implements AutoCloseable {
    static final Principal ALICE = Principal.of("alice");
    static final Principal ALICE_OF_ACME = new Principal("acme", "alice");
    static final Principal BOB = Principal.of("bob");
    static final Principal BOB_OF_ACME = new Principal("acme", "bob");

    private static final ObjectMapper JSON = new ObjectMapper();

    final String prefix = "u" + UUID.randomUUID().toString().substring(0, 8);
    final URI uri;
    final SessionRegistry registry;

    UpkeepDesk() {
        this(RedisServer.shared());
    }

    UpkeepDesk(RedisServer redis) {
        uri = redis.uri("prefix=" + prefix);
        registry = SessionRegistry.builder(RedisSessionStore.open(uri, Limits.standard()))
                .listener(new SessionListener() {})
                .build();
    }

    /** What a command answered. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    record Answered(int code, byte[] out, String err) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }

        JsonNode receipt() {
            return parsed(text());
        }

        List<JsonNode> lines(String type) {
            return text().lines()
                    .map(UpkeepDesk::parsed)
                    .filter(line -> line.path("type").asText().equals(type))
                    .toList();
        }
    }

    static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    /** Runs a command in this process, with a store of its own. */
    @CanIgnoreReturnValue
    Answered run(String... args) {
        return on(uri, args);
    }

    static Answered on(URI uri, String... args) {
        return plain(Stream.concat(Stream.of(args), Stream.of("--store", uri.toString()))
                .toArray(String[]::new));
    }

    static Answered plain(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        int code = UpkeepCommand.run(List.of(args), out, new PrintWriter(err), name -> null);
        return new Answered(code, out.toByteArray(), err.toString());
    }

    @CanIgnoreReturnValue
    SessionId filled(Principal owner, String content) {
        return filled(owner, content, content.getBytes(StandardCharsets.UTF_8));
    }

    @CanIgnoreReturnValue
    SessionId filled(Principal owner, String content, byte[] file) {
        Session session = registry.open(owner, Map.of("topic", content));
        Claim claim = registry.claim(session.id(), owner, Access.APPEND);
        long unused = registry.history().append(claim, Draft.user(content)).last();
        try {
            UUID unusedToo = registry.artifacts()
                    .put(claim, "../" + content + ".bin", "application/x-test", new ByteArrayInputStream(file))
                    .id();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return session.id();
    }

    List<SessionId> owned(Principal owner) {
        return registry.list(owner, null, 200).orElseThrow().sessions().stream()
                .map(Session::id)
                .toList();
    }

    /** The keys of sessions. */
    List<String> keys() {
        return RedisServer.shared().keys().stream()
                .filter(key -> key.startsWith(prefix + ":{"))
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        registry.close();
    }
}
