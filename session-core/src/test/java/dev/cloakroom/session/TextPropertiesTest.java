package dev.cloakroom.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.statistics.Statistics;

class TextPropertiesTest {
    @Property(tries = 5000)
    void the_size_of_text_is_that_of_its_utf_8_form_or_it_has_none(@ForAll("anyText") String text) {
        boolean formed = isWellFormed(text);
        Statistics.label("well formed").collect(formed);
        if (formed) {
            assertThat(Text.utf8Bytes("content", text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            assertThat(Append.of(Draft.user(text)).bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        } else {
            assertThatThrownBy(() -> Text.utf8Bytes("content", text)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> Append.of(Draft.user(text))).isInstanceOf(InvalidInput.class);
        }
    }

    @Property
    void metadata_counts_keys_and_values(@ForAll("formed") String key, @ForAll("formed") String value) {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length + value.getBytes(StandardCharsets.UTF_8).length;
        assertThat(Text.utf8Bytes(Map.of(key, value))).isEqualTo(bytes);
        Draft draft = Draft.user("four").withMetadata(Map.of(key, value));
        assertThat(Append.of(draft).bytes()).isEqualTo(bytes + 4L);
        assertThat(Entry.at(1, draft, House.ALICE, Instant.EPOCH).bytes()).isEqualTo(bytes + 4);
    }

    @Property
    void what_is_printed_is_printable_ascii_and_quotes_nothing(@ForAll @NotEmpty String text) {
        String printed = Text.printable(text);
        assertThat(printed).matches("(?:[ !#-\\[\\]-~]|\\\\u[0-9a-f]{4})+");
        assertThat(printed).hasSizeGreaterThanOrEqualTo(text.length());
    }

    @Provide
    Arbitrary<String> anyText() {
        Arbitrary<Character> surrogates = Arbitraries.chars().range('\uD7F0', '\uE010');
        Arbitrary<Character> plain = Arbitraries.of('a', '\0', '\u007f', '\u0080', '\u07ff', '\u0800', '\uffff');
        Arbitrary<String> mixed = Arbitraries.frequencyOf(Tuple.of(1, surrogates), Tuple.of(4, plain))
                .list()
                .ofMaxSize(8)
                .map(TextPropertiesTest::joined);
        return Arbitraries.oneOf(mixed, formed(), Arbitraries.strings().all().ofMaxLength(40));
    }

    @Provide
    Arbitrary<String> formed() {
        return Arbitraries.integers()
                .between(0, 0x10FFFF)
                .filter(point -> point < 0xD800 || point > 0xDFFF)
                .list()
                .ofMaxSize(20)
                .map(points -> points.stream().map(Character::toString).reduce("", String::concat));
    }

    private static String joined(List<Character> chars) {
        return chars.stream().map(String::valueOf).reduce("", String::concat);
    }

    private static boolean isWellFormed(String text) {
        try {
            var unused = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
