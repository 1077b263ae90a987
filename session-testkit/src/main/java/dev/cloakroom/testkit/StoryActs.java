package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Artifact;
import dev.cloakroom.session.Artifacts;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people of a story do with the store, and how it turns out, in the words of {@link StoryModel}. */
final class StoryActs {
    private final List<Principal> people;
    private final List<SessionId> ids = new ArrayList<>();
    private final List<Taken> turns = new ArrayList<>();

    /** A turn that somebody began. */
    record Taken(int session, int who, Turn turn) {}

    StoryActs(List<Principal> people) {
        this.people = people;
    }

    int sessions() {
        return ids.size();
    }

    List<Taken> turns() {
        return turns;
    }

    private Claim claim(SessionRegistry registry, int who, int session, Access access) {
        return registry.claim(ids.get(session), people.get(who), access);
    }

    private String opened(SessionId id) {
        int known = ids.indexOf(id);
        if (known < 0) {
            boolean unused = ids.add(id);
        }
        return "session " + (known < 0 ? ids.size() - 1 : known);
    }

    String open(SessionRegistry registry, int who) {
        return opened(registry.open(people.get(who)).id());
    }

    String enter(SessionRegistry registry, int who, String name) {
        return opened(registry.enter(people.get(who), name).claim().id());
    }

    // histories

    /** @param turn the turn it is said in, or -1 outside any */
    String say(SessionRegistry registry, int who, int session, Words words, int turn) {
        Append append = Append.of(words.texts.stream().map(Draft::user).toList());
        append = words.key == null ? append : append.keyed(new IdempotencyKey("messages", words.key));
        append = words.expected < 0 ? append : append.expecting(words.expected);
        Claim claim = turn < 0
                ? claim(registry, who, session, Access.APPEND)
                : turns.get(turn).turn.claim();
        Appended at = registry.history().append(claim, append);
        return (at instanceof Appended.Replayed ? "replayed " : "at ") + at.first() + " to " + at.last();
    }

    /**
     * What is said.
     *
     * @param expected where the history has to end, or -1
     */
    record Words(List<String> texts, @Nullable String key, int expected) {}

    String key(SessionRegistry registry, int who, int session, String key) {
        return registry.history()
                .recorded(claim(registry, who, session, Access.APPEND), new IdempotencyKey("messages", key))
                .map(places -> places.first() + " to " + places.last())
                .orElse("unused");
    }

    String read(SessionRegistry registry, int who, int session) {
        Claim claim = claim(registry, who, session, Access.READ);
        return registry.history().read(claim, Slice.latest(100)).entries().stream()
                .map(entry -> people.indexOf(entry.author()) + " " + entry.content())
                .toList()
                .toString();
    }

    // sessions

    String describe(SessionRegistry registry, int who, int session) {
        Session seen = registry.describe(claim(registry, who, session, Access.READ));
        return people.indexOf(seen.owner()) + " " + seen.lastSeq() + " " + new TreeMap<>(seen.metadata());
    }

    String patch(SessionRegistry registry, int who, int session, String key, String value) {
        Claim claim = claim(registry, who, session, Access.APPEND);
        return new TreeMap<>(registry.patch(claim, Map.of(key, value)).metadata()).toString();
    }

    String list(SessionRegistry registry, int who) {
        TreeSet<Integer> mine = new TreeSet<>();
        registry.list(people.get(who), null, 100).orElseThrow().sessions().forEach(session -> {
            boolean unused = mine.add(ids.indexOf(session.id()));
        });
        return mine.toString();
    }

    String grant(SessionRegistry registry, int who, int session, int whom, Access access) {
        registry.grant(claim(registry, who, session, Access.MANAGE), people.get(whom), access);
        return "done";
    }

    String revoke(SessionRegistry registry, int who, int session, int whom) {
        return "had " + registry.revoke(claim(registry, who, session, Access.MANAGE), people.get(whom));
    }

    String transfer(SessionRegistry registry, int who, int session, int to) {
        registry.transfer(claim(registry, who, session, Access.MANAGE), people.get(to));
        return "done";
    }

    String close(SessionRegistry registry, int who, int session) {
        registry.close(claim(registry, who, session, Access.MANAGE));
        return "done";
    }

    // turns

    String begin(SessionRegistry registry, int who, int session, boolean takesOver) {
        OnBusy onBusy = takesOver ? OnBusy.SUPERSEDE : OnBusy.REJECT;
        Turn turn = registry.beginTurn(claim(registry, who, session, Access.APPEND), onBusy, Duration.ZERO);
        boolean unused = turns.add(new Taken(session, who, turn));
        return "begun";
    }

    String stop(SessionRegistry registry, int who, int session) {
        return "running " + registry.stopTurn(claim(registry, who, session, Access.APPEND));
    }

    // files

    String put(SessionRegistry registry, int who, int session, List<String> names, @Nullable String key)
            throws IOException {
        Claim claim = claim(registry, who, session, Access.APPEND);
        List<Artifacts.Source> sources = names.stream().map(StoryActs::source).toList();
        Artifacts.Added added = key == null
                ? registry.artifacts().put(claim, sources)
                : registry.artifacts().put(claim, sources, new IdempotencyKey("files", key));
        return (added.replayed() ? "replayed " : "added ") + named(added.files());
    }

    private static Artifacts.Source source(String name) {
        return new Artifacts.Source(
                name, "text/plain", () -> new ByteArrayInputStream(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** @param at which of the files; one that is not there is none */
    String remove(SessionRegistry registry, int who, int session, int at) {
        Claim claim = claim(registry, who, session, Access.APPEND);
        List<Artifact> all = registry.artifacts().list(claim);
        UUID id = at < all.size() ? all.get(at).id() : UUID.randomUUID();
        return "removed " + registry.artifacts().remove(claim, id);
    }

    String files(SessionRegistry registry, int who, int session) {
        return named(registry.artifacts().list(claim(registry, who, session, Access.READ)))
                .toString();
    }

    private static List<String> named(List<Artifact> files) {
        return files.stream().map(Artifact::name).toList();
    }
}
