package dev.cloakroom.testkit;

import dev.cloakroom.session.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts and names that stores have been caught out by. */
final class Hostile {
    /** Pieces that mean something to some database, key scheme, collation, escape or wire. */
    private static final List<String> PIECES = List.of(
            "a",
            "A",
            "b",
            "B",
            " ",
            "  ",
            "'",
            "\"",
            "\\",
            "\\0",
            "%",
            "_",
            "*",
            "?",
            "/",
            ":",
            "|",
            ",",
            ";",
            "{",
            "}",
            "{}",
            "[",
            "]",
            "$1",
            "--",
            "null",
            "NULL",
            "0",
            "00",
            "1",
            "true",
            "é",
            "e\u0301",
            "ß",
            "ss",
            "İ",
            "i",
            "ı",
            "ﬁ",
            "\u200b",
            "\ufeff",
            "\u202e",
            "\u00a0",
            "😀",
            "\ud83d\ude00\u200d",
            "\udbff\udfff",
            "中",
            "𝔸");

    private static final List<String> CONTROLS =
            List.of("\0", "\r\n", "\n", "\r", "\t", "\u0001", "\u001b[31m", "\u007f", "\u0085", "\u2028", "\b");

    private Hostile() {}

    /** Text without control characters, as names of people are. */
    static Arbitrary<String> labels(int least, int mostChars) {
        return pieces(PIECES, least, mostChars);
    }

    /** Any text that has a form in UTF-8, the empty one too. */
    static Arbitrary<String> texts(int mostChars) {
        List<String> all = new ArrayList<>(PIECES);
        all.addAll(CONTROLS);
        return pieces(all, 0, mostChars);
    }

    private static Arbitrary<String> pieces(List<String> pieces, int least, int mostChars) {
        Arbitrary<String> built = Arbitraries.of(pieces)
                .list()
                .ofMinSize(least)
                .ofMaxSize(Math.max(least, Math.min(mostChars / 6, 12)))
                .map(parts -> String.join("", parts));
        Arbitrary<String> longest = Arbitraries.of(pieces)
                .filter(piece -> piece.codePointCount(0, piece.length()) == 1)
                .map(piece -> piece.repeat(mostChars));
        return Arbitraries.frequencyOf(Tuple.of(9, built), Tuple.of(1, longest));
    }

    /** Two people whose names are one as soon as somebody joins, folds, trims or cuts them. */
    record Pair(Principal one, Principal other) {}

    /** Pairs that read alike to a careless eye. */
    static List<Pair> pairs(String tenant) {
        String t = tenant;
        return List.of(
                pair(t, "b/c", t + "/b", "c"),
                pair(t, "b:c", t + ":b", "c"),
                pair(t, "b|c", t + "|b", "c"),
                pair(t, "b}{c", t + "}{b", "c"),
                pair(t, "bc", t + "b", "c"),
                pair(t, "1:bc", t + "1", ":bc"),
                pair(t, "alice", t, "Alice"),
                pair(t, "alice", t.toUpperCase(Locale.ROOT), "alice"),
                pair(t, "alice", t, "alice "),
                pair(t, "alice", t, " alice"),
                pair(t, "alice", t + " ", "alice"),
                pair(t, "caf\u00e9", t, "cafe\u0301"),
                pair(t, "cafe", t, "caf\u00e9"),
                pair(t, "stra\u00dfe", t, "strasse"),
                pair(t, "I", t, "\u0131"),
                pair(t, "a\u200bb", t, "ab"),
                pair(t, "a_b", t, "axb"),
                pair(t, "a%", t, "abc"),
                pair(t, "a*", t, "abc"),
                pair(t, "\ud83d\ude00", t, "\ud83d\ude01"),
                pair(t, "null", t, "NULL"),
                pair(t, "007", t, "7"),
                pair(t, "a\\b", t, "a\\\\b"),
                pair(t, "a'b", t, "a''b"),
                pair(t, "x".repeat(127) + "1", t, "x".repeat(127) + "2"),
                pair(t, "x".repeat(64), t, "x".repeat(65)),
                pair(t, "alice", "", "alice"));
    }

    private static Pair pair(String tenant, String subject, String otherTenant, String otherSubject) {
        return new Pair(new Principal(tenant, subject), new Principal(otherTenant, otherSubject));
    }
}
