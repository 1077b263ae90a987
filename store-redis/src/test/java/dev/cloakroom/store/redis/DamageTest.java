package dev.cloakroom.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import dev.cloakroom.store.redis.servers.RedisServer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R13: what was deleted or damaged by hand gives a refusal, never data and never an empty history. */
class DamageTest {
    private final Desk desk = Desk.open();
    private final RedisServer redis = RedisServer.shared();
    private final Claim claim = desk.claimed(Desk.ALICE, Access.MANAGE);

    DamageTest() {
        for (int i = 1; i <= 5; i++) {
            assertThat(desk.say(claim, "message " + i)).isEqualTo(i);
        }
        assertThat(desk.put(claim, "bytes")).isNotNull();
        desk.registry.grant(claim, Desk.BOB, Access.APPEND);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private String key(char kind) {
        return SettingsReader.read(desk.uri).prefix() + ":{" + claim.id().text() + "}:" + kind;
    }

    private void damage(String... words) {
        assertThat(redis.ask(words)).isNotNull();
    }

    private Object appends() {
        return desk.registry.history().append(desk.owners(claim.id()), Draft.user("x"));
    }

    private Object reads() {
        return desk.registry.history().read(desk.owners(claim.id()), Slice.latest(5));
    }

    private void requireDenied() {
        assertThatThrownBy(this::reads).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(this::appends).isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> desk.registry.describe(desk.owners(claim.id())))
                .isInstanceOf(SessionAccessDenied.class);
        assertThatThrownBy(() -> desk.registry.artifacts().list(desk.owners(claim.id())))
                .isInstanceOf(SessionAccessDenied.class);
    }

    @Test
    void R13_without_its_record_a_session_is_gone_and_an_append_does_not_bring_it_back() {
        damage("DEL", key('s'));
        requireDenied();
        assertThat(redis.ask("EXISTS", key('s'))).isEqualTo(0L);
    }

    @Test
    void R13_without_a_part_of_its_record_that_the_guard_needs_a_session_is_gone() {
        damage("HDEL", key('s'), "d");
        requireDenied();
    }

    @Test
    void R13_without_its_deadlines_a_session_is_gone() {
        damage("HDEL", key('s'), "m");
        requireDenied();
    }

    @Test
    void R13_with_half_of_its_deadlines_a_session_is_gone() {
        damage("HSET", key('s'), "m", "half of it");
        requireDenied();
    }

    @Test
    void R14_a_record_of_a_newer_format_is_gone_and_is_left_alone() {
        String newer = "3" + "x".repeat(52);
        damage("HSET", key('s'), "m", newer);
        requireDenied();
        assertThat(redis.ask("HGET", key('s'), "m")).isEqualTo(newer);
        assertThat(redis.ask("LLEN", key('h'))).isEqualTo(11L);
    }

    @Test
    void R13_without_its_owner_a_session_gives_nothing() {
        damage("HDEL", key('s'), "p");
        assertThatThrownBy(this::reads).isInstanceOf(SessionException.class);
        assertThatThrownBy(() -> desk.registry.describe(claim)).isInstanceOf(SessionException.class);
        assertThatThrownBy(() -> desk.store.facts(claim.id(), Desk.ALICE)).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void R13_with_another_owner_in_it_the_old_one_is_refused() {
        damage("HSET", key('s'), "o", "no owner at all");
        assertThatThrownBy(() -> desk.store.facts(claim.id(), Desk.ALICE)).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> desk.registry.describe(claim)).isInstanceOf(SessionException.class);
    }

    @Test
    void R13_without_its_history_a_session_is_unavailable_and_not_empty() {
        damage("DEL", key('h'));
        assertThatThrownBy(this::reads).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(this::appends).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> desk.registry.history().read(claim, Slice.after(5, 5)))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(redis.ask("EXISTS", key('h'))).isEqualTo(0L);
    }

    @Test
    void R13_without_its_last_entry_a_history_is_unavailable() {
        damage("RPOP", key('h'), "2");
        assertThatThrownBy(this::reads).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(this::appends).isInstanceOf(StoreUnavailable.class);
        assertThat(redis.ask("LLEN", key('h')))
                .as("nothing is left of the append")
                .isEqualTo(9L);
        assertThatThrownBy(() -> desk.registry.history().read(claim, Slice.after(5, 5)))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void R13_without_an_entry_in_the_middle_a_history_is_unavailable() {
        Object third = redis.ask("LINDEX", key('h'), "6");
        damage("LREM", key('h'), "1", third.toString());
        assertThatThrownBy(this::reads).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(this::appends).isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void R13_an_entry_that_cannot_be_read_is_not_shown() {
        for (int place = 1; place <= 10; place++) {
            damage("LSET", key('h'), Integer.toString(place), "garbage");
        }
        assertThatThrownBy(this::reads).isInstanceOf(SessionException.class);
    }

    @Test
    void R13_keys_of_another_type_are_unavailable() {
        damage("DEL", key('s'));
        damage("SET", key('s'), "x");
        assertThatThrownBy(this::reads).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> desk.registry.history().append(claim, Draft.user("x")))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void R13_a_grant_that_cannot_be_read_opens_nothing() {
        damage("HSET", key('s'), "gbob", "owner");
        try (Desk other = desk.second()) {
            assertThatThrownBy(() -> other.say(other.registry.claim(claim.id(), Desk.BOB, Access.APPEND), "x"))
                    .isInstanceOf(SessionException.class);
            damage("HSET", key('s'), "gbob", "");
            assertThatThrownBy(() -> other.say(other.registry.claim(claim.id(), Desk.BOB, Access.APPEND), "x"))
                    .isInstanceOf(SessionException.class);
        }
    }

    @Test
    void R16_a_chunk_that_was_changed_is_not_delivered_as_the_file() {
        List<String> fields = new ArrayList<>();
        for (Object field : (List<?>) redis.ask("HKEYS", key('a'))) {
            fields.add((String) field);
        }
        String chunk = fields.stream()
                .filter(field -> field.startsWith("c"))
                .findFirst()
                .orElseThrow();
        assertThat(redis.ask(Stream.of("HSET", key('a'), chunk, "other")
                        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                        .toList()))
                .isEqualTo(0L);
        var file = desk.registry.artifacts().list(claim).get(0);
        assertThatThrownBy(() -> desk.registry.artifacts().read(claim, file.id(), new ByteArrayOutputStream()))
                .isInstanceOf(SessionException.class);
    }

    @Test
    void R13_a_listing_that_names_what_is_not_there_or_not_the_owners_shows_only_what_is() {
        String listing = desk.keys().stream()
                .filter(key -> key.contains(":o:"))
                .findFirst()
                .orElseThrow();
        Claim bobs = desk.claimed(Desk.BOB, Access.READ);
        long now = desk.clock.instant().toEpochMilli();
        damage("ZADD", listing, Long.toString(now), bobs.id().text());
        damage("ZADD", listing, Long.toString(now), "00000000-0000-4000-8000-000000000000");
        assertThat(desk.store.owned(Desk.ALICE, null, 9).orElseThrow().heads())
                .extracting(Head::id)
                .containsExactly(claim.id());
        desk.step(Duration.ofMinutes(11));
        assertThat(desk.store.owned(Desk.ALICE, null, 9).orElseThrow().heads())
                .extracting(Head::id)
                .containsExactly(claim.id());
        assertThat(redis.ask("ZCARD", listing)).as("it heals").isEqualTo(1L);
    }

    @Test
    void a_listing_that_was_lost_comes_back_with_the_sessions_that_are_used() {
        String listing = desk.keys().stream()
                .filter(key -> key.contains(":o:"))
                .findFirst()
                .orElseThrow();
        damage("DEL", listing);
        assertThat(desk.store.owned(Desk.ALICE, null, 9).orElseThrow().heads()).isEmpty();
        desk.step(Duration.ofMinutes(2));
        assertThat(desk.say(claim, "x")).isEqualTo(6);
        assertThat(desk.store.owned(Desk.ALICE, null, 9).orElseThrow().heads())
                .extracting(Head::id)
                .containsExactly(claim.id());
    }
}
