package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading a history of 60 messages, 1 to 60, in every way there is. */
class SlicesTest {

    private static final int SIZE = 60;

    private static LiveServer server;
    private static Client alice;
    private static String session;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
        alice = server.as("alice");
        session = alice.open();
        alice.append(
                        session,
                        LongStream.rangeClosed(1, SIZE).mapToObj(Long::toString).toArray(String[]::new))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Client.Reply read(String query) {
        return alice.get(Client.messages(session) + query).expect(200);
    }

    /** What the interface promises, computed the slow way. */
    private static List<Long> expected(OptionalInt after, OptionalInt before, int limit, boolean desc) {
        List<Long> rows = new ArrayList<>();
        for (long seq = 1; seq <= SIZE; seq++) {
            if (seq > after.orElse(0) && seq < before.orElse(Integer.MAX_VALUE)) {
                rows.add(seq);
            }
        }
        int size = rows.size();
        List<Long> page = new ArrayList<>(
                after.isPresent()
                        ? rows.subList(0, Math.min(size, limit))
                        : rows.subList(Math.max(0, size - limit), size));
        if (desc) {
            Collections.reverse(page);
        }
        return page;
    }

    static Stream<Arguments> combinations() {
        List<OptionalInt> cursors = Stream.of(-1, 0, 1, 10, 59, 60, 61, 1_000_000)
                .map(place -> place < 0 ? OptionalInt.empty() : OptionalInt.of(place))
                .toList();
        List<Arguments> all = new ArrayList<>();
        for (OptionalInt after : cursors) {
            for (OptionalInt before : cursors) {
                for (int limit : new int[] {0, 1, 29, 60}) {
                    all.add(Arguments.of(after, before, limit));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("combinations")
    void a_slice_is_what_was_asked_for(OptionalInt after, OptionalInt before, int limit) {
        StringBuilder query = new StringBuilder("?x=y");
        after.ifPresent(place -> query.append("&after=").append(place));
        before.ifPresent(place -> query.append("&before=").append(place));
        if (limit > 0) {
            query.append("&limit=").append(limit);
        }
        for (boolean desc : new boolean[] {false, true}) {
            Client.Reply reply = read(query + (desc ? "&order=desc" : "&order=asc"));
            List<Long> rows = expected(after, before, limit == 0 ? 50 : limit, desc);
            assertThat(reply.seqs()).isEqualTo(rows);
            assertThat(reply.contents())
                    .isEqualTo(rows.stream().map(String::valueOf).toList());
            assertThat(reply.at("/last_seq").intValue()).isEqualTo(SIZE);
            assertThat(reply.at("/has_more").booleanValue())
                    .isEqualTo(expected(after, before, SIZE, desc).size() > rows.size());
            if (rows.isEmpty()) {
                assertThat(reply.at("/first_id").isNull()).isTrue();
                assertThat(reply.at("/last_id").isNull()).isTrue();
            } else {
                assertThat(reply.at("/first_id").longValue()).isEqualTo(rows.get(0));
                assertThat(reply.at("/last_id").longValue()).isEqualTo(rows.get(rows.size() - 1));
            }
        }
    }

    @Test
    void paging_forward_meets_every_message_once() {
        List<Long> seen = new ArrayList<>();
        Client.Reply page = read("?after=0&limit=7");
        seen.addAll(page.seqs());
        while (page.at("/has_more").booleanValue()) {
            page = read("?limit=7&after=" + page.at("/last_id").longValue());
            seen.addAll(page.seqs());
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, SIZE).boxed().toList());
    }

    @Test
    void paging_backward_meets_every_message_once() {
        List<Long> seen = new ArrayList<>();
        Client.Reply page = read("?order=desc&limit=7");
        seen.addAll(page.seqs());
        while (page.at("/has_more").booleanValue()) {
            page = read("?order=desc&limit=7&before=" + page.at("/last_id").longValue());
            seen.addAll(page.seqs());
        }
        Collections.reverse(seen);
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, SIZE).boxed().toList());
    }

    @Test
    void an_empty_history_is_an_empty_page() {
        Client.Reply reply =
                alice.get(Client.messages(alice.open()) + "?before=9").expect(200);
        assertThat(reply.text())
                .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null,\"last_seq\":0}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=x",
                "after=-1",
                "after=x",
                "after=",
                "before=-1",
                "before=1.5",
                "after=99999999999999999999",
                "order=up",
                "order=",
                "order=DESC",
                "order=asc&order=asc"
            })
    void what_is_no_slice_is_400(String query) {
        alice.get(Client.messages(session) + "?" + query).expect(400, "invalid_request");
    }

    @Test
    void cursors_may_be_as_large_as_they_like() {
        assertThat(read("?after=9223372036854775807").seqs()).isEmpty();
        assertThat(read("?after=9223372036854775806&before=9223372036854775807").seqs())
                .isEmpty();
        assertThat(read("?before=9223372036854775807&limit=1").seqs()).containsExactly(60L);
    }

    @Test
    void a_page_ends_at_1_mib_and_says_so() {
        String large = alice.open();
        String content = "x".repeat(64 << 10);
        for (int i = 0; i < 20; i++) {
            alice.append(large, content).expect(201);
        }
        Client.Reply latest = alice.get(Client.messages(large) + "?limit=200").expect(200);
        assertThat(latest.seqs())
                .isEqualTo(LongStream.rangeClosed(5, 20).boxed().toList());
        assertThat(latest.at("/has_more").booleanValue()).isTrue();
        Client.Reply rest = alice.get(Client.messages(large) + "?limit=200&before=5");
        assertThat(rest.seqs()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(rest.at("/has_more").booleanValue()).isFalse();
        Client.Reply first = alice.get(Client.messages(large) + "?limit=200&after=0&order=desc");
        assertThat(first.seqs()).hasSize(16).startsWith(16L).endsWith(1L);
        assertThat(first.at("/has_more").booleanValue()).isTrue();
    }
}
