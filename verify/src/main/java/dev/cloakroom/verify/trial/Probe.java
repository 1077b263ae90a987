package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.trial.Api.Draft;
import dev.cloakroom.verify.wire.Call;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * One route that names a session, as somebody without access asks it.
 *
 * @param route method and path
 * @param form how it is asked, when there are several ways
 * @param call makes the request from the session's id and a file's
 */
record Probe(String route, String form, BiFunction<String, String, Call> call) {
    private static final String ONE = Api.SESSIONS + "/{id}";
    private static final String INTRUSION = "an intruder's words";
    private static final int ENDINGS = 2;

    /** Every route that names a session. What ends things comes last. */
    static List<Probe> all(String self) {
        return List.of(
                of("POST " + Api.CHAT, "", (id, file) -> Api.chat(id, INTRUSION)),
                of(
                        "POST " + Api.CHAT,
                        "as a stream",
                        (id, file) -> Api.chat(id, INTRUSION).with("Accept", "text/event-stream")),
                of("GET " + ONE, "", (id, file) -> Call.get(Api.session(id))),
                of("PATCH " + ONE, "", (id, file) -> Api.patch(id, Map.of("intruder", "was here"))),
                of("POST " + ONE + "/messages", "", (id, file) -> Api.append(id, List.of(Draft.user(INTRUSION)))),
                of(
                        "POST " + ONE + "/messages",
                        "at an end",
                        (id, file) -> Api.appendExpecting(id, List.of(Draft.user(INTRUSION)), 1)),
                of(
                        "POST " + ONE + "/messages",
                        "under a key",
                        (id, file) ->
                                Api.append(id, List.of(Draft.user(INTRUSION))).key("an-intruders-key")),
                of("GET " + ONE + "/messages", "", (id, file) -> Api.messages(id, "limit=5")),
                of("GET " + ONE + "/messages", "from the start", (id, file) -> Api.messages(id, "after=0")),
                of("GET " + ONE + "/events", "", (id, file) -> Api.events(id, 0).with("Accept", "text/event-stream")),
                of("GET " + ONE + "/files", "", (id, file) -> Api.files(id)),
                of("POST " + ONE + "/files", "", (id, file) -> Api.addFile(id, "intruder.txt", INTRUSION)),
                of("GET " + ONE + "/files/{id}", "", Api::file),
                of("GET " + ONE + "/grants", "", (id, file) -> Call.get(Api.session(id) + "/grants")),
                of("PUT " + ONE + "/grants", "", (id, file) -> Api.grant(id, self, "append")),
                of("DELETE " + ONE + "/grants", "", (id, file) -> Api.revoke(id, self)),
                of(
                        "POST " + ONE + "/turn/stop",
                        "",
                        (id, file) -> new Call("POST", Api.session(id) + "/turn/stop", Map.of(), "")),
                of("DELETE " + ONE + "/files/{id}", "", (id, file) -> Call.delete(Api.session(id) + "/files/" + file)),
                of("DELETE " + ONE, "", (id, file) -> Call.delete(Api.session(id))));
    }

    /** The same from another place on, and around; what ends things still comes last. */
    static List<Probe> from(int place, String self) {
        List<Probe> all = all(self);
        List<Probe> turned = new ArrayList<>(all.subList(0, all.size() - ENDINGS));
        Collections.rotate(turned, -place);
        turned.addAll(all.subList(all.size() - ENDINGS, all.size()));
        return turned;
    }

    private static Probe of(String route, String form, BiFunction<String, String, Call> call) {
        return new Probe(route, form, call);
    }

    boolean isStream() {
        return route.endsWith("/events");
    }

    /** A session id that is none of the server's is a name the client chose there, not a malformed id. */
    boolean takesNames() {
        return route.endsWith(Api.CHAT);
    }

    String title() {
        return form.isEmpty() ? route : route + " (" + form + ")";
    }
}
