package dev.cloakroom.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people do with a server, one after another over one connection: open a session, write, be retried, chat, read,
 * list, share, be refused, upload, follow, end. Each answer has to have its status, or the visit fails. Used by one
 * thread.
 */
final class Visitor implements AutoCloseable {
    private static final Pattern SESSION_ID = Pattern.compile("\"session_id\":\"([0-9a-f-]{36})\"");
    private static final String TEXT = "m".repeat(200);
    private static final String SESSIONS = "/api/v1/sessions";
    private static final int PEOPLE = 50;
    private static final int UPLOADS = 10;
    private static final int FOLLOWS = 20;
    private static final int FORGETS = 20;

    private final Connection connection;
    private final int port;
    private final Pace pace;
    private final String name;
    private final boolean forgetful;
    private long visits;

    /**
     * A visitor of this name, connected.
     *
     * @param forgetful whether some sessions are left to expire
     */
    Visitor(int port, Pace pace, String name, boolean forgetful) throws IOException {
        this.connection = new Connection(port);
        this.port = port;
        this.pace = pace;
        this.name = name;
        this.forgetful = forgetful;
    }

    /** One session from its opening to its end. */
    void visit() throws IOException {
        visits++;
        String user = name + "-" + visits % PEOPLE;
        String session = id(ask(Connection.post(SESSIONS, user, "{}"), 201));
        String path = SESSIONS + "/" + session;
        write(user, path);
        read(user, path);
        share(user, path);
        if (visits % FOLLOWS == 0) {
            follow(user, path);
        }
        if (visits % UPLOADS == 0) {
            upload(user);
        }
        if (!forgetful || visits % FORGETS != 0) {
            tell(Connection.delete(path, user), 204);
        }
    }

    private void write(String user, String path) throws IOException {
        byte[] keyed = Connection.sending(
                "POST", path + "/messages", user, message(), "Idempotency-Key: \"" + name + "-" + visits + "\"");
        String first = ask(keyed, 201);
        if (!ask(keyed, 200).equals(first)) {
            throw new IOException("a retry was answered otherwise");
        }
        tell(Connection.post(path + "/messages", user, message()), 201);
        String session = path.substring(SESSIONS.length() + 1);
        tell(
                Connection.post(
                        "/api/v1/chat/send", user, "{\"message\":\"" + TEXT + "\",\"session_id\":\"" + session + "\"}"),
                200);
    }

    private void read(String user, String path) throws IOException {
        tell(Connection.asking("GET", path + "/messages?limit=3", user), 200);
        tell(Connection.asking("GET", path, user), 200);
        tell(Connection.asking("GET", SESSIONS + "?limit=5", user), 200);
    }

    private void share(String user, String path) throws IOException {
        String friend = user + "-friend";
        tell(
                Connection.sending("PUT", path + "/grants", user, "{\"user\":\"" + friend + "\",\"access\":\"read\"}"),
                200);
        tell(Connection.asking("GET", path + "/messages", friend), 200);
        tell(Connection.post(path + "/messages", friend, message()), 403);
        tell(Connection.asking("GET", path + "/messages", user + "-stranger"), 403);
        tell(Connection.delete(path + "/grants?user=" + friend, user), 204);
    }

    /** A follower of its own connection, who sees one message and leaves without a word. */
    private void follow(String user, String path) throws IOException {
        try (Socket follower = new Socket(InetAddress.getLoopbackAddress(), port)) {
            follower.setSoTimeout(20_000);
            String request = "GET " + path + "/events HTTP/1.1\r\nHost: localhost\r\nX-User-Id: " + user
                    + "\r\nAccept: text/event-stream\r\nLast-Event-ID: 0\r\n\r\n";
            pace.next();
            follower.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            InputStream in = follower.getInputStream();
            byte[] buffer = new byte[8192];
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("event: message") < 0) {
                int read = in.read(buffer);
                if (read < 0) {
                    throw new IOException("the events ended: " + seen);
                }
                seen.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
        }
    }

    private void upload(String user) throws IOException {
        String form = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"notes.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n" + TEXT.repeat(50) + "\r\n--edge--\r\n";
        byte[] upload = Connection.posting("/api/v1/uploads", user, "multipart/form-data; boundary=edge", form);
        tell(Connection.delete(SESSIONS + "/" + id(ask(upload, 201)), user), 204);
    }

    private void tell(byte[] request, int status) throws IOException {
        pace.next();
        connection.exchange(request, status);
    }

    private String ask(byte[] request, int status) throws IOException {
        pace.next();
        return connection.ask(request, status);
    }

    private static String message() {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + TEXT + "\"}]}";
    }

    private static String id(String answer) throws IOException {
        Matcher id = SESSION_ID.matcher(answer);
        if (!id.find()) {
            throw new IOException("no session was opened");
        }
        return id.group(1);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
