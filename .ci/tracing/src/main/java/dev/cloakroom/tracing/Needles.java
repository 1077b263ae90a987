package dev.cloakroom.tracing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds any of many texts in one pass (Rabin and Karp): the hash of as many bytes as the shortest text has moves along,
 * and where it is that of some texts' beginning they are compared. Used by one thread.
 */
final class Needles {
    /** The most bytes a text has in any form. */
    static final int LONGEST = 600;

    private static final int WINDOW = Ledger.LEAST_CHARS;
    private static final long BASE = 0x9E3779B97F4A7C15L;
    private static final int SIEVE_BITS = 26;

    private final Map<Long, List<Needle>> byBeginning = new HashMap<>();
    private final BitSet sieve = new BitSet(1 << SIEVE_BITS);
    private final long[] leaving = new long[256];

    Needles() {
        long power = 1;
        for (int i = 0; i < WINDOW; i++) {
            power *= BASE;
        }
        for (int b = 0; b < leaving.length; b++) {
            leaving[b] = power * b;
        }
    }

    /** A text in one form. Immutable; its bytes are not to be changed. */
    static final class Needle {
        final Kind kind;
        final Form form;
        final byte[] bytes;

        private Needle(Kind kind, Form form, byte[] bytes) {
            this.kind = kind;
            this.form = form;
            this.bytes = bytes;
        }
    }

    void add(Kind kind, byte[] text) {
        Set<String> ways = new TreeSet<>();
        for (Form form : Form.values()) {
            for (String way : form.of(text)) {
                byte[] bytes = way.getBytes(StandardCharsets.UTF_8);
                if (bytes.length >= WINDOW && bytes.length <= LONGEST && ways.add(way)) {
                    long hash = hash(bytes);
                    sieve.set(sieved(hash));
                    byBeginning
                            .computeIfAbsent(hash, fresh -> new ArrayList<>(1))
                            .add(new Needle(kind, form, bytes));
                }
            }
        }
    }

    private static long hash(byte[] bytes) {
        long hash = 0;
        for (int i = 0; i < WINDOW; i++) {
            hash = hash * BASE + (bytes[i] & 0xff);
        }
        return hash;
    }

    private static int sieved(long hash) {
        return (int) (((hash ^ (hash >>> 32)) * BASE) >>> (64 - SIEVE_BITS));
    }

    /** Goes through a row of bytes. */
    final class Pass {
        private final byte[] bytes;
        private final int end;
        private int next;
        private long hash;

        Pass(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        /** What begins at the next place, or null. */
        @Nullable Needle step() {
            if (next == 0 && end >= WINDOW) {
                hash = hash(bytes);
            } else if (next > 0 && next + WINDOW <= end) {
                hash = hash * BASE + (bytes[next + WINDOW - 1] & 0xff) - leaving[bytes[next - 1] & 0xff];
            }
            int at = next++;
            return at + WINDOW <= end && sieve.get(sieved(hash)) ? found(at) : null;
        }

        private @Nullable Needle found(int at) {
            for (Needle needle : byBeginning.getOrDefault(hash, List.of())) {
                int to = at + needle.bytes.length;
                if (to <= end && Arrays.equals(needle.bytes, 0, needle.bytes.length, bytes, at, to)) {
                    return needle;
                }
            }
            return null;
        }
    }
}
