package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** R6: content under a key reads alike only when it is the same. */
class DigestPropertiesTest {
    private static final IdempotencyKey KEY = new IdempotencyKey("messages", "k");

    @Property(tries = 5000)
    void R6_digests_are_equal_only_when_drafts_and_expected_seq_are(
            @ForAll("batches") List<Draft> one,
            @ForAll("batches") List<Draft> other,
            @ForAll("expected") long expected,
            @ForAll("expected") long otherExpected) {
        boolean same = one.equals(other) && expected == otherExpected;
        boolean alike = Arrays.equals(digest(one, expected), digest(other, otherExpected));
        assertThat(alike).isEqualTo(same);
    }

    @Property(tries = 3000)
    void R6_moving_text_between_two_drafts_changes_the_digest(
            @ForAll("texts") String all, @ForAll("cuts") int cut, @ForAll("cuts") int otherCut) {
        int first = Math.min(cut, all.length());
        int second = Math.min(otherCut, all.length());
        byte[] one = digest(List.of(Draft.user(all.substring(0, first)), Draft.user(all.substring(first))), -1);
        byte[] other = digest(List.of(Draft.user(all.substring(0, second)), Draft.user(all.substring(second))), -1);
        assertThat(Arrays.equals(one, other)).isEqualTo(first == second);
    }

    @Property(tries = 3000)
    void R6_moving_text_between_content_and_metadata_changes_the_digest(
            @ForAll("texts") String a, @ForAll("texts") String b, @ForAll("texts") String c) {
        List<byte[]> digests = new ArrayList<>();
        digests.add(digest(List.of(Draft.user(a).withMetadata(Map.of(b, c))), -1));
        digests.add(digest(List.of(Draft.user(a + b).withMetadata(Map.of("", c))), -1));
        digests.add(digest(List.of(Draft.user(a + b + c)), -1));
        digests.add(digest(List.of(Draft.user(a), Draft.user(b), Draft.user(c)), -1));
        digests.add(digest(List.of(Draft.user(a), Draft.user(b + c)), -1));
        digests.add(Append.of(Draft.user(a)).keyed(KEY, b + c + "!").digest());
        for (int i = 0; i < digests.size(); i++) {
            for (int j = 0; j < i; j++) {
                boolean sameInput = i == 1 && j == 0 && b.isEmpty();
                assertThat(Arrays.equals(digests.get(i), digests.get(j)))
                        .as("forms %d and %d of %s, %s, %s", i, j, a, b, c)
                        .isEqualTo(sameInput);
            }
        }
    }

    @Property
    void R6_the_order_in_which_metadata_was_put_together_does_not_matter(@ForAll("pairs") Map<String, String> pairs) {
        List<Map.Entry<String, String>> reversed = new ArrayList<>(pairs.entrySet());
        Collections.reverse(reversed);
        Map<String, String> again = new LinkedHashMap<>();
        reversed.forEach(pair -> again.put(pair.getKey(), pair.getValue()));
        assertThat(digest(List.of(Draft.user("x").withMetadata(again)), 3))
                .isEqualTo(digest(List.of(Draft.user("x").withMetadata(new HashMap<>(pairs))), 3));
    }

    private static byte[] digest(List<Draft> drafts, long expected) {
        Append append = Append.of(drafts);
        return (expected < 0 ? append : append.expecting(expected)).digest();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withChars("ab\0").ofMaxLength(3);
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, 3);
    }

    @Provide
    Arbitrary<Long> expected() {
        return Arbitraries.longs().between(-1, 1);
    }

    @Provide
    Arbitrary<Map<String, String>> pairs() {
        return Arbitraries.maps(texts(), texts()).ofMaxSize(2);
    }

    @Provide
    Arbitrary<List<Draft>> batches() {
        Arbitrary<String> contents = Arbitraries.of("", "a", "b", "ab");
        Arbitrary<Draft> drafts = Combinators.combine(
                        Arbitraries.of(Role.USER, Role.TOOL),
                        contents,
                        Arbitraries.maps(Arbitraries.of("", "a"), contents).ofMaxSize(1))
                .as(Draft::new);
        return drafts.list().ofMinSize(1).ofMaxSize(2);
    }
}
