package dev.cloakroom.verify.report;

import dev.cloakroom.verify.evidence.Latencies;
import dev.cloakroom.verify.evidence.Latencies.Summary;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Latency and throughput over the time of the run. */
final class TimePictures {
    private static final double WIDTH = 360;
    private static final double HEIGHT = 190;
    private static final double LEFT = 40;
    private static final double TOP = 8;
    private static final double BOTTOM = 24;
    private static final int SLICES = 48;
    private static final double NANOS_A_MILLI = 1e6;
    /** Latencies are drawn on a logarithmic scale from a tenth of a millisecond on. */
    private static final double LEAST_MILLIS = 0.1;

    private final List<Summary> slices;
    private final double seconds;

    TimePictures(Latencies latencies) {
        this.slices = latencies.slices(SLICES);
        this.seconds = Math.max(0.001, latencies.spanNanos() / 1e9);
    }

    /** Percentiles, slice by slice; slices with failures are marked below. */
    Markup latency() {
        double most = slices.stream()
                .mapToDouble(slice -> slice.p99() / NANOS_A_MILLI)
                .max()
                .orElse(1);
        double decades = Math.max(1, Math.ceil(Math.log10(Math.max(1, most) / LEAST_MILLIS)));
        Markup picture = new Markup();
        for (int decade = 0; decade <= decades; decade++) {
            double millis = LEAST_MILLIS * Math.pow(10, decade);
            double y = y(decade / decades);
            picture.line(LEFT, y, WIDTH, y, "grid");
            picture.label(
                    LEFT - 4,
                    y + 3,
                    "end",
                    "tiny",
                    millis < 1 ? "0.1 ms" : millis < 1_000 ? number(millis) + " ms" : number(millis / 1_000) + " s");
        }
        axis(picture);
        picture.add(curve(Summary::p99, decades, "p99"))
                .add(curve(Summary::p95, decades, "p95"))
                .add(curve(Summary::p50, decades, "p50"));
        for (int i = 0; i < slices.size(); i++) {
            if (slices.get(i).failed() > 0) {
                picture.box(
                        x(i),
                        HEIGHT - BOTTOM + 1,
                        width() - 0.5,
                        4,
                        "bad",
                        slices.get(i).failed() + " failed");
            }
        }
        return new Markup().picture(WIDTH, HEIGHT, "latency over time", picture);
    }

    /** Requests a second, slice by slice. */
    Markup throughput() {
        double slice = seconds / SLICES;
        double most =
                slices.stream().mapToDouble(one -> one.requests() / slice).max().orElse(1);
        double top = Math.max(1, most);
        Markup picture = new Markup();
        for (double share : List.of(0.0, 0.5, 1.0)) {
            picture.line(LEFT, y(share), WIDTH, y(share), "grid");
            picture.label(LEFT - 4, y(share) + 3, "end", "tiny", number(top * share) + "/s");
        }
        axis(picture);
        for (int i = 0; i < slices.size(); i++) {
            double each = slices.get(i).requests() / slice;
            double height = each / top * (HEIGHT - TOP - BOTTOM);
            picture.box(
                    x(i), HEIGHT - BOTTOM - height, width() - 1, height, "own", number(each) + " requests a second");
        }
        return new Markup().picture(WIDTH, HEIGHT, "throughput over time", picture);
    }

    private Markup curve(ToLongFunction<Summary> percentile, double decades, String css) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < slices.size(); i++) {
            if (slices.get(i).requests() > 0) {
                double millis = Math.max(LEAST_MILLIS, percentile.applyAsLong(slices.get(i)) / NANOS_A_MILLI);
                double y = y(Math.log10(millis / LEAST_MILLIS) / decades);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i) + width() / 2, y));
            }
        }
        return new Markup()
                .raw("<polyline class=\"curve " + css + "\" points=\""
                        + points.toString().strip() + "\"/>");
    }

    private void axis(Markup picture) {
        for (int quarter = 0; quarter <= 4; quarter++) {
            double x = LEFT + (WIDTH - LEFT) * quarter / 4;
            String anchor = quarter == 0 ? "start" : quarter == 4 ? "end" : "middle";
            picture.label(x, HEIGHT - 8, anchor, "tiny", number(seconds * quarter / 4) + " s");
        }
    }

    private static double width() {
        return (WIDTH - LEFT) / SLICES;
    }

    private static double x(int slice) {
        return LEFT + slice * width();
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String number(double value) {
        return value >= 10 || value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    static String legend() {
        return new Legend()
                .with("p50", "k50")
                .with("p95", "k95")
                .with("p99", "k99")
                .with("failed", "bad")
                .toString();
    }
}
