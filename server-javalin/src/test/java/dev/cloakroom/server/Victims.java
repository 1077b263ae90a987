package dev.cloakroom.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** People with something to lose: sessions, titles, messages, files, each with a canary that no one else may see. */
final class Victims {

    /** What every canary begins with. No request holds it. */
    static final String CANARY = "canary-5d1b";

    private static final List<String> NAMES = List.of("vera-90c1", "viktor-e83d", "violet-77af");

    private final LiveServer server;
    private final List<String> sessions = new ArrayList<>();
    private final List<String> files = new ArrayList<>();

    Victims(LiveServer server) {
        this.server = server;
        NAMES.forEach(this::moveIn);
    }

    private void moveIn(String name) {
        Client person = server.as(name);
        Client.Reply opened = person.post(
                        "/api/v1/sessions", Client.json(Map.of("metadata", Map.of("title", CANARY + " title " + name))))
                .expect(201);
        String session = opened.session();
        person.append(session, CANARY + " one", CANARY + " two").expect(201);
        person.chat(CANARY + " three", session).expect(200);
        Client.Reply added = person.addFiles(session, new Form().file(CANARY + ".txt", CANARY + " content of " + name));
        files.add(added.expect(201).at("/files/0/file_id").textValue());
        sessions.add(session);
        sessions.add(person.chat(CANARY + " elsewhere").expect(200).session());
    }

    List<String> names() {
        return NAMES;
    }

    List<String> sessions() {
        return sessions;
    }

    List<String> files() {
        return files;
    }

    /** What no answer may hold, but for names and ids that the request itself brought. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(List.of(CANARY));
        secrets.addAll(NAMES);
        secrets.addAll(sessions);
        secrets.addAll(files);
        return secrets;
    }

    /** Everything that is theirs, as they read it, byte for byte. */
    Map<String, String> read() {
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            Client person = server.as(name);
            String rich = "/api/v1/sessions/" + sessions.get(2 * i);
            String poor = "/api/v1/sessions/" + sessions.get(2 * i + 1);
            List<String> paths = List.of(
                    "/api/v1/sessions",
                    rich,
                    rich + "/messages",
                    rich + "/grants",
                    rich + "/files",
                    rich + "/files/" + files.get(i),
                    poor,
                    poor + "/messages");
            paths.forEach(path ->
                    all.put(name + " " + path, person.get(path).expect(200).text()));
        }
        return all;
    }
}
