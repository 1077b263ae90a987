package dev.cloakroom.verify.report;

/** What the colours of a picture mean: a row of keys, each with its words, that breaks between them only. */
final class Legend {
    private final StringBuilder text = new StringBuilder("<p class=\"legend\">");

    /** Words behind one key, or several that mean the same. */
    Legend with(String words, String... keys) {
        text.append("<span class=\"item\">");
        for (String key : keys) {
            text.append("<span class=\"key ").append(key).append("\"></span>");
        }
        text.append(Markup.escaped(words)).append("</span> ");
        return this;
    }

    @Override
    public String toString() {
        return text + "</p>";
    }
}
