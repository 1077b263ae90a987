package dev.cloakroom.server;

/** JSON that is too deep, too long, unfinished, or says the same member twice. */
final class HostileBodies {

    private final Mallory mallory;
    private final HostileText text;

    HostileBodies(Mallory mallory) {
        this.mallory = mallory;
        this.text = mallory.text();
    }

    String deep() {
        int depth = 1 + text.upTo(text.sometimes() ? 5_000 : 60);
        String open = text.oneOf("[", "{\"a\":", "[{\"b\":", "{\"messages\":[");
        String value = open.repeat(depth) + text.oneOf("1", "", "null", "1e999999", "-", "9".repeat(500));
        String closed = text.sometimes() ? value : value + (open.startsWith("[") ? "]" : "}").repeat(depth);
        return "{\"" + text.oneOf("message", "metadata", "messages", "x", "user_id") + "\": " + closed + "}";
    }

    String duplicates() {
        String member = text.oneOf("session_id", "message", "user_id", "metadata", "messages", "on_busy");
        String foreign = text.oneOf(
                "\"" + mallory.session() + "\"",
                "\"" + text.oneOf(mallory.victims().names()) + "\"",
                "null",
                "{}",
                "[]");
        String mine = text.oneOf("\"" + mallory.own() + "\"", "\"" + mallory.name() + "\"", "\"x\"");
        String again = text.oneOf(member, member.replace("s", "\\u0073"), member.replace("m", "\\u006d"));
        return "{\"" + member + "\": " + mine + ", \"" + again + "\": " + foreign + "}";
    }
}
