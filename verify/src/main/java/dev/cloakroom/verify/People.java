package dev.cloakroom.verify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cloakroom.verify.evidence.Marks;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import dev.cloakroom.verify.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The users of a run: made up, or those of the tokens that were given. */
final class People {
    private static final String AUTHORIZATION = "Authorization";

    private People() {}

    /** Made-up users, with the key of a backend that may name them when there is one. */
    static List<Person> madeUp(Options options, Marks marks) throws IOException {
        Map<String, String> key = new LinkedHashMap<>();
        if (options.serviceKey().isPresent()) {
            List<String> lines = lines(options.serviceKey().get());
            if (lines.isEmpty()) {
                throw new IOException("no key in " + options.serviceKey().get());
            }
            key.put(AUTHORIZATION, "Bearer " + lines.get(0));
        }
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < options.users(); i++) {
            Map<String, String> headers = new LinkedHashMap<>(key);
            headers.put("X-User-Id", marks.userName(i));
            people.add(new Person(i, marks.userName(i), headers));
        }
        return people;
    }

    /**
     * Those whose tokens these are, at most as many as wanted. What the deployment calls them is read from a session
     * that each of them opens and deletes.
     *
     * @throws IOException when the file cannot be read, a token is refused, or two are the same user's
     */
    static List<Person> withTokens(Options options, Path file, Wire wire) throws IOException {
        List<Person> people = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String token : lines(file)) {
            if (people.size() == options.users()) {
                break;
            }
            Map<String, String> headers = Map.of(AUTHORIZATION, "Bearer " + token);
            Person nameless = new Person(people.size(), "", headers);
            String name = name(nameless, wire);
            if (!names.add(name)) {
                throw new IOException("line " + (people.size() + 1) + " of " + file
                        + " is a token of a user that an earlier line has");
            }
            people.add(new Person(nameless.number(), name, headers));
        }
        if (people.isEmpty()) {
            throw new IOException("no token in " + file);
        }
        return people;
    }

    private static String name(Person who, Wire wire) throws IOException {
        var body = JsonNodeFactory.instance.objectNode();
        body.putObject("metadata").put("cloakroom-verify", "who is this");
        Reply reply = wire.send(who, Call.json("POST", "/api/v1/sessions", body.toString()));
        if (!reply.isSuccess()) {
            throw new IOException("the token in line " + (who.number() + 1) + " is refused: " + reply.summary());
        }
        Reply deleted = wire.send(who, Call.delete("/api/v1/sessions/" + reply.field("session_id")));
        if (!deleted.isSuccess()) {
            throw new IOException("a session that was opened cannot be deleted: " + deleted.summary());
        }
        return reply.field("owner");
    }

    private static List<String> lines(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("cannot read " + file);
        }
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }
}
