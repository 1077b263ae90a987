package dev.cloakroom.server;

/** JSON that is too deep, too long, unfinished, or says the same member twice. */
final class HostileBodies {

    private final Victims victims;
    private final String attacker;
    private final String own;
    private final HostileText text;

    HostileBodies(Victims victims, String attacker, String own, HostileText text) {
        this.victims = victims;
        this.attacker = attacker;
        this.own = own;
        this.text = text;
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
                "\"" + text.oneOf(victims.sessions()) + "\"",
                "\"" + text.oneOf(victims.names()) + "\"",
                "null",
                "{}",
                "[]");
        String mine = text.oneOf("\"" + own + "\"", "\"" + attacker + "\"", "\"x\"");
        String again = text.oneOf(member, member.replace("s", "\\u0073"), member.replace("m", "\\u006d"));
        return "{\"" + member + "\": " + mine + ", \"" + again + "\": " + foreign + "}";
    }
}
