package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Keys made of several texts: different parts never give the same key. Small alphabets, so that boundaries meet. */
class EncodingPropertiesTest {
    @Property(tries = 5000)
    void encoded_principals_are_equal_only_when_the_principals_are(
            @ForAll("principals") Principal one, @ForAll("principals") Principal other) {
        assertThat(one.encoded().equals(other.encoded())).isEqualTo(one.equals(other));
    }

    @Property(tries = 5000)
    void R12_what_logs_say_of_principals_is_equal_only_when_the_principals_are(
            @ForAll("principals") Principal one, @ForAll("principals") Principal other) {
        assertThat(one.toString().equals(other.toString())).isEqualTo(one.equals(other));
    }

    @Property(tries = 5000)
    void moving_the_boundary_between_the_parts_changes_the_encoding(
            @ForAll("shortTexts") String all, @ForAll("cuts") int cut, @ForAll("cuts") int otherCut) {
        int first = cut % all.length();
        int second = otherCut % all.length();
        String one = new Principal(all.substring(0, first), all.substring(first)).encoded();
        String other = new Principal(all.substring(0, second), all.substring(second)).encoded();
        assertThat(one.equals(other)).isEqualTo(first == second);
    }

    @Property(tries = 5000)
    void R6_scoped_keys_are_equal_only_when_author_operation_and_text_are(
            @ForAll("principals") Principal author,
            @ForAll("keys") IdempotencyKey key,
            @ForAll("principals") Principal otherAuthor,
            @ForAll("keys") IdempotencyKey otherKey) {
        boolean same = author.equals(otherAuthor) && key.equals(otherKey);
        assertThat(key.scopedTo(author).equals(otherKey.scopedTo(otherAuthor))).isEqualTo(same);
    }

    @Property
    void R6_the_step_of_a_key_is_another_key(
            @ForAll("principals") Principal author, @ForAll("keys") IdempotencyKey key) {
        assertThat(key.step("reply").scopedTo(author)).isNotEqualTo(key.scopedTo(author));
        assertThat(key.step("reply")).isEqualTo(key.step("reply")).isNotEqualTo(key.step("other"));
    }

    @Provide
    Arbitrary<String> shortTexts() {
        return Arbitraries.strings().withChars("01:/a").ofMinLength(1).ofMaxLength(5);
    }

    @Provide
    Arbitrary<Integer> cuts() {
        return Arbitraries.integers().between(0, 4);
    }

    @Provide
    Arbitrary<Principal> principals() {
        Arbitrary<String> tenants = Arbitraries.strings().withChars("01:/@a").ofMaxLength(3);
        Arbitrary<String> subjects =
                Arbitraries.strings().withChars("01:/@a").ofMinLength(1).ofMaxLength(3);
        return Combinators.combine(tenants, subjects).as(Principal::new);
    }

    @Provide
    Arbitrary<IdempotencyKey> keys() {
        Arbitrary<String> operations = Arbitraries.strings().withChars("1:m/").ofMaxLength(3);
        Arbitrary<String> texts =
                Arbitraries.strings().withChars("1:m/").ofMinLength(1).ofMaxLength(3);
        return Combinators.combine(operations, texts).as(IdempotencyKey::new);
    }
}
