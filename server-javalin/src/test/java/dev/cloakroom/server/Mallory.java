package dev.cloakroom.server;

/**
 * Someone who owns one session, knows the ids and names of others, and writes requests by hand: in their own name, or
 * sometimes in nobody's.
 *
 * @param name what they are called
 * @param own the session that is theirs
 * @param victims whose the other sessions are
 * @param text where chance comes from
 */
record Mallory(String name, String own, Victims victims, HostileText text) {

    static final String JSON = "Content-Type: application/json\r\n";
    static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    /** A line that says who asks, or none. */
    String who() {
        return text.sometimes() ? "" : "X-User-Id: " + name + "\r\n";
    }

    static String head(String method, String target, String headers) {
        return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
    }

    static String get(String target, String headers) {
        return head("GET", target, headers) + "\r\n";
    }

    String post(String path, String headers, String body) {
        return head("POST", path, who() + headers) + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** A session of someone else. */
    String session() {
        return text.oneOf(victims.sessions());
    }

    /** A file of someone else. */
    String file() {
        return text.oneOf(victims.files());
    }

    static String at(String session) {
        return "/api/v1/sessions/" + session;
    }

    String jsonPath() {
        return text.oneOf("/api/v1/chat/send", "/api/v1/sessions", at(own) + "/messages", at(session()) + "/messages");
    }

    /** What a victim could ask, in the victim's name: whoever answers it was smuggled something. */
    String victimsRequest() {
        String victim = victims.names().get(0);
        return get(at(victims.sessions().get(0)) + "/messages", "X-User-Id: " + victim + "\r\n");
    }
}
