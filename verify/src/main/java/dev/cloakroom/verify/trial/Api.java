package dev.cloakroom.verify.trial;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloakroom.verify.wire.Call;
import java.util.List;
import java.util.Map;

/** The requests of the interface. */
final class Api {
    static final String SESSIONS = "/api/v1/sessions";
    static final String UPLOADS = "/api/v1/uploads";
    static final String CHAT = "/api/v1/chat/send";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Api() {}

    /** One message of a batch. */
    record Draft(String role, String content) {
        static Draft user(String content) {
            return new Draft("user", content);
        }
    }

    static String session(String id) {
        return SESSIONS + "/" + id;
    }

    static Call open(Map<String, String> metadata) {
        ObjectNode body = JSON.objectNode();
        body.set("metadata", strings(metadata));
        return Call.json("POST", SESSIONS, body.toString());
    }

    /** Opens one and brings an id along, under both names that a server might fall for. */
    static Call openAs(String id, Map<String, String> metadata) {
        ObjectNode body = JSON.objectNode().put("id", id).put("session_id", id);
        body.set("metadata", strings(metadata));
        return Call.json("POST", SESSIONS, body.toString());
    }

    static Call patch(String id, Map<String, String> metadata) {
        ObjectNode body = JSON.objectNode();
        body.set("metadata", strings(metadata));
        return Call.json("PATCH", session(id), body.toString());
    }

    static Call append(String id, List<Draft> drafts) {
        return Call.json("POST", session(id) + "/messages", batch(drafts).toString());
    }

    static Call appendExpecting(String id, List<Draft> drafts, long lastSeq) {
        ObjectNode body = batch(drafts).put("expected_last_seq", lastSeq);
        return Call.json("POST", session(id) + "/messages", body.toString());
    }

    private static ObjectNode batch(List<Draft> drafts) {
        ObjectNode body = JSON.objectNode();
        ArrayNode messages = body.putArray("messages");
        for (Draft draft : drafts) {
            messages.addObject().put("role", draft.role()).put("content", draft.content());
        }
        return body;
    }

    static Call messages(String id, String query) {
        return Call.get(session(id) + "/messages?" + query);
    }

    static Call events(String id, long after) {
        return Call.get(session(id) + "/events?after=" + after);
    }

    /** An empty id asks for a fresh session. */
    static Call chat(String id, String message) {
        ObjectNode body = JSON.objectNode().put("message", message);
        return Call.json("POST", CHAT, (id.isEmpty() ? body : body.put("session_id", id)).toString());
    }

    static Call files(String id) {
        return Call.get(session(id) + "/files");
    }

    static Call addFile(String id, String name, String content) {
        return Call.upload(session(id) + "/files", "", name, content);
    }

    static Call file(String id, String file) {
        return Call.get(session(id) + "/files/" + file);
    }

    static Call grant(String id, String user, String access) {
        ObjectNode body = JSON.objectNode().put("user", user).put("access", access);
        return Call.json("PUT", session(id) + "/grants", body.toString());
    }

    static Call revoke(String id, String user) {
        return Call.delete(session(id) + "/grants?user=" + World.encoded(user));
    }

    private static ObjectNode strings(Map<String, String> pairs) {
        ObjectNode node = JSON.objectNode();
        pairs.forEach(node::put);
        return node;
    }
}
