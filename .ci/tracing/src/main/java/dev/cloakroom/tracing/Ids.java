package dev.cloakroom.tracing;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Finds ids whatever letters they are written in: whole, up to their second dash, or without dashes. Used by one
 * thread.
 */
final class Ids {
    private static final int BEGINNING = 13;
    private static final int DIGITS = 32;

    private final Set<UUID> whole = new HashSet<>();
    private final Set<Long> beginnings = new HashSet<>();

    void add(UUID id) {
        whole.add(id);
        beginnings.add(id.getMostSignificantBits() >>> 16);
    }

    int size() {
        return whole.size();
    }

    /**
     * Whether an id begins here.
     *
     * @param end of what there is
     */
    boolean at(byte[] bytes, int from, int end) {
        if (from + BEGINNING <= end && bytes[from + 8] == '-') {
            return beginnings.contains(beginning(bytes, from));
        }
        boolean inRow = from > 0 && digit(bytes[from - 1]) >= 0;
        return !inRow && from + DIGITS <= end && withoutDashes(bytes, from, end);
    }

    /** Anywhere in a row of digits. */
    private boolean withoutDashes(byte[] bytes, int from, int end) {
        long high = 0;
        long low = 0;
        for (int i = from; i < end && digit(bytes[i]) >= 0; i++) {
            high = (high << 4) | (low >>> 60);
            low = (low << 4) | digit(bytes[i]);
            if (i - from >= DIGITS - 1 && whole.contains(new UUID(high, low))) {
                return true;
            }
        }
        return false;
    }

    /** What the digits around the first dash say, or what no id begins with. */
    private static long beginning(byte[] bytes, int from) {
        long number = 0;
        for (int i = 0; i < BEGINNING; i++) {
            int digit = i == 8 ? 0 : digit(bytes[from + i]);
            if (digit < 0) {
                return -1;
            }
            number = i == 8 ? number : (number << 4) | digit;
        }
        return number;
    }

    private static int digit(byte b) {
        return Character.digit(b, 16);
    }
}
