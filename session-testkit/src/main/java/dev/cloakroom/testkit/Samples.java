package dev.cloakroom.testkit;

/** The smallest case that fails, out of the text that jqwik reports. */
final class Samples {
    private static final String SHRUNK = "Shrunk Sample";
    private static final String SAMPLE = "Sample";
    private static final String ORIGINAL = "Original Sample";

    private Samples() {}

    /** The first sample in the report, or empty text when there is none. */
    static String of(String report) {
        int at = report.indexOf(SHRUNK);
        int from = at >= 0 ? at : report.indexOf(SAMPLE);
        if (from < 0) {
            return "";
        }
        int end = report.indexOf(ORIGINAL, from + SHRUNK.length());
        return report.substring(from, end < 0 ? report.length() : end).strip();
    }
}
