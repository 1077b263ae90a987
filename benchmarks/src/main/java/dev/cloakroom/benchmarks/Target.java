package dev.cloakroom.benchmarks;

import java.util.Locale;

/**
 * What a ratio is held against. Immutable.
 *
 * @param bound the ratio that is just good enough
 * @param upper whether the bound is the most there may be, and not the least
 * @param binding false for a line that only informs
 */
record Target(double bound, boolean upper, boolean binding) {
    static Target atLeast(double ratio) {
        return new Target(ratio, false, true);
    }

    static Target atMost(double ratio) {
        return new Target(ratio, true, true);
    }

    static Target none() {
        return new Target(0, false, false);
    }

    boolean isMetBy(double ratio) {
        return !binding || (upper ? ratio <= bound : ratio >= bound);
    }

    String verdict(double ratio) {
        if (!binding) {
            return "-";
        }
        return isMetBy(ratio) ? "PASS" : "FAIL";
    }

    @Override
    public String toString() {
        return binding ? String.format(Locale.ROOT, "%s %.2f", upper ? "<=" : ">=", bound) : "-";
    }
}
