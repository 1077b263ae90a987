package dev.cloakroom.verify.report;

import java.util.Locale;

/** HTML and SVG as text: what is shown is escaped, what is markup is not. For one thread. */
@CanIgnoreReturnValue
final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** Markup as it is. */
    Markup raw(String markup) {
        text.append(markup).append('\n');
        return this;
    }

    /** An element with nothing but text in it. */
    Markup element(String tag, String attributes, String shown) {
        text.append('<').append(tag);
        if (!attributes.isEmpty()) {
            text.append(' ').append(attributes);
        }
        text.append('>').append(escaped(shown)).append("</").append(tag).append(">\n");
        return this;
    }

    /** A rectangle; {@code title} is shown when one points at it. */
    Markup box(double x, double y, double width, double height, String css, String title) {
        text.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.2f\" class=\"%s\">",
                x,
                y,
                width,
                height,
                css));
        if (!title.isEmpty()) {
            text.append("<title>").append(escaped(title)).append("</title>");
        }
        text.append("</rect>\n");
        return this;
    }

    /** Words in a picture, from {@code x} on, around it or up to it. */
    Markup label(double x, double y, String anchor, String css, String shown) {
        text.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n",
                x,
                y,
                anchor,
                css,
                escaped(shown)));
        return this;
    }

    Markup line(double x1, double y1, double x2, double y2, String css) {
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                css));
        return this;
    }

    /** A picture of this size, scaled to the room there is. */
    Markup picture(double width, double height, String title, Markup content) {
        text.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s\">%n",
                width,
                height,
                escaped(title)));
        text.append(content.text).append("</svg>\n");
        return this;
    }

    Markup add(Markup other) {
        text.append(other.text);
        return this;
    }

    static String escaped(String shown) {
        StringBuilder safe = new StringBuilder(shown.length());
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> safe.append(c < ' ' && c != '\n' ? '\u00b7' : c); // what no page may hold
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
