package dev.cloakroom.verify.report;

import dev.cloakroom.verify.evidence.Comparison;
import java.util.List;
import java.util.Locale;

/** How long refusals of foreign and of unknown sessions took, one histogram over the other. */
final class ComparisonPicture {
    private static final double WIDTH = 360;
    private static final double HEIGHT = 130;
    private static final double BOTTOM = 20;
    private static final int BINS = 45;
    private static final double NANOS_A_MILLI = 1e6;
    /** The slowest tenth is left out, so that the others can be told apart. */
    private static final double SHOWN = 0.9;

    private ComparisonPicture() {}

    static Markup of(Comparison comparison) {
        long most = Math.max(quantile(comparison.foreign()), quantile(comparison.unknown()));
        double[] foreign = bins(comparison.foreign(), most);
        double[] unknown = bins(comparison.unknown(), most);
        double top = 0;
        for (int i = 0; i < BINS; i++) {
            top = Math.max(top, Math.max(foreign[i], unknown[i]));
        }
        Markup picture = new Markup();
        double width = WIDTH / BINS;
        for (int i = 0; i < BINS; i++) {
            bar(picture, i * width, width - 0.6, foreign[i] / top, "foreign");
            bar(picture, i * width, width - 0.6, unknown[i] / top, "unknown");
        }
        picture.line(0, HEIGHT - BOTTOM, WIDTH, HEIGHT - BOTTOM, "grid");
        for (int quarter = 0; quarter <= 4; quarter++) {
            String anchor = quarter == 0 ? "start" : quarter == 4 ? "end" : "middle";
            String millis = String.format(Locale.ROOT, "%.1f ms", most * (quarter / 4.0) / NANOS_A_MILLI);
            picture.label(WIDTH * quarter / 4, HEIGHT - 7, anchor, "tiny", millis);
        }
        return new Markup().picture(WIDTH, HEIGHT, "time of refusals, " + comparison.route(), picture);
    }

    private static void bar(Markup picture, double x, double width, double share, String css) {
        double height = share * (HEIGHT - BOTTOM - 4);
        picture.box(x, HEIGHT - BOTTOM - height, width, height, css, "");
    }

    private static long quantile(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty() ? 1 : Math.max(1, sorted.get((int) ((sorted.size() - 1) * SHOWN)));
    }

    private static double[] bins(List<Long> nanos, long most) {
        double[] bins = new double[BINS];
        for (long one : nanos) {
            if (one <= most) {
                bins[(int) Math.min(BINS - 1, one * BINS / most)]++;
            }
        }
        return bins;
    }

    static String legend() {
        return new Legend()
                .with("foreign", "foreign")
                .with("unknown", "unknown")
                .toString();
    }
}
