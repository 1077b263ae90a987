package dev.cloakroom.verify.trials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloakroom.verify.trials.WrongProxy.Answered;
import dev.cloakroom.verify.trials.WrongProxy.Asked;
import dev.cloakroom.verify.trials.WrongProxy.HttpBug;
import dev.cloakroom.verify.trials.WrongProxy.Upstream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Mistakes that servers, gateways and caches have been shipped with, each with the check that is to find it. */
@SuppressWarnings("ImmutableEnumChecker") // makers keep nothing
enum HttpBugs {
    ADOPTS_THE_ID_OF_THE_FORM("client-ids", () -> new HttpBug() {
        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            if (!asked.is("POST", "/api/v1/uploads")) {
                return answered;
            }
            String id = asked.body().replaceAll("(?s).*name=\"session_id\"\r\n\r\n([^\r]*)\r\n.*", "$1");
            return answered.withBody(
                    answered.body().replaceAll("\"session_id\":\"[^\"]*\"", "\"session_id\":\"" + id + "\""));
        }
    }),
    ONE_ID_FOR_WHO_UPLOADS_AT_ONCE("unique-ids", () -> new HttpBug() {
        private final AtomicReference<String> first = new AtomicReference<>();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            if (!asked.is("POST", "/api/v1/uploads") || first.compareAndSet(null, answered.body())) {
                return answered;
            }
            return answered.withBody(first.get());
        }
    }),
    IDS_THAT_ARE_NO_V4(
            "unique-ids",
            () -> after(
                    "POST",
                    "/api/v1/sessions",
                    answered -> answered.withBody(answered.body().replaceAll("(\"session_id\":\"[^\"]{14})4", "$11")))),
    CACHES_WITHOUT_LOOKING_WHO_ASKS("foreign-data", () -> new HttpBug() {
        private final Map<String, Answered> cache = new ConcurrentHashMap<>();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            if (!asked.is("GET", "/api/v1/sessions/[^/]*/messages")) {
                return upstream.forward(asked);
            }
            Answered kept = cache.get(asked.target());
            Answered answered = kept == null ? upstream.forward(asked) : kept;
            if (answered.status() == 200) {
                cache.put(asked.target(), answered);
            }
            return answered;
        }
    }),
    CROSSES_ANSWERS("foreign-data", () -> new HttpBug() {
        private final AtomicReference<Map.Entry<String, Answered>> last = new AtomicReference<>();
        private final AtomicInteger number = new AtomicInteger();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            boolean read = asked.is("GET", "/api/v1/sessions/[^/]*/messages") && answered.status() == 200;
            Map.Entry<String, Answered> other = read ? last.getAndSet(Map.entry(asked.user(), answered)) : null;
            boolean crossed =
                    other != null && !other.getKey().equals(asked.user()) && number.incrementAndGet() % 10 == 0;
            return crossed ? other.getValue() : answered;
        }
    }),
    BELIEVES_THE_BODY("access", () -> new HttpBug() {
        @Override
        public Asked before(Asked asked) {
            String user = HttpBugs.field(asked.body(), "user_id");
            return user.isEmpty() ? asked : asked.withHeader("x-user-id", user);
        }
    }),
    SAYS_WHOSE_IT_IS("foreign-data", () -> new OwnersKnown() {
        @Override
        Answered refused(Answered refusal, String owner) {
            return refusal.withBody(
                    refusal.body().replace("Session does not belong to user", "Session belongs to " + owner));
        }
    }),
    UNKNOWN_IS_404("oracle-bytes", () -> new OwnersKnown() {
        @Override
        Answered unknown(Answered refusal) {
            return new Answered(404, refusal.headers(), refusal.body().replace("not_owner", "not_found"));
        }
    }),
    A_HEADER_ON_FOREIGN_ONES("oracle-bytes", () -> new OwnersKnown() {
        @Override
        Answered refused(Answered refusal, String owner) {
            return refusal.withHeader("X-Cache", "HIT");
        }
    }),
    FOREIGN_TAKES_LONGER("oracle-time", () -> new OwnersKnown() {
        @Override
        Answered refused(Answered refusal, String owner) throws InterruptedException {
            TimeUnit.MILLISECONDS.sleep(8);
            return refusal;
        }
    }),
    A_HEADER_WITH_THE_LAST_REQUEST("foreign-data", () -> new HttpBug() {
        private final AtomicReference<String> last = new AtomicReference<>("");

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            String before = last.getAndSet(asked.target());
            return upstream.forward(asked).withHeader("X-Previous", before);
        }
    }),
    LISTS_EVERYBODYS_SESSIONS("foreign-data", () -> new HttpBug() {
        private final Map<String, JsonNode> all = new ConcurrentHashMap<>();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            if (asked.is("POST", "/api/v1/sessions") && answered.status() == 201) {
                all.put(field(answered.body(), "session_id"), tree(answered.body()));
            }
            if (!asked.is("GET", "/api/v1/sessions") || answered.status() != 200) {
                return answered;
            }
            ObjectNode list = (ObjectNode) tree(answered.body());
            all.values().forEach(((ArrayNode) list.path("data"))::add);
            return answered.withBody(list.toString());
        }
    }),
    SENDS_AGAIN_BY_ITSELF("duplicated", () -> new HttpBug() {
        private final AtomicInteger number = new AtomicInteger();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            boolean append = asked.is("POST", "/api/v1/sessions/[^/]*/messages");
            if (append && number.incrementAndGet() % 5 == 0) {
                Answered unused = upstream.forward(asked);
            }
            return upstream.forward(asked);
        }
    }),
    DROPS_THE_KEY("retries", () -> new HttpBug() {
        @Override
        public Asked before(Asked asked) {
            return asked.withoutHeader("idempotency-key");
        }
    }),
    ACKNOWLEDGES_AND_FORGETS("lost", () -> new HttpBug() {
        private final AtomicInteger number = new AtomicInteger();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            boolean append = asked.is("POST", "/api/v1/sessions/[^/]*/messages")
                    && asked.headers().get("idempotency-key") == null;
            if (!append || number.incrementAndGet() % 5 != 0) {
                return upstream.forward(asked);
            }
            Answered session =
                    upstream.forward(new Asked("GET", asked.path().replace("/messages", ""), asked.headers(), ""));
            if (session.status() != 200) {
                return upstream.forward(asked);
            }
            long seq = tree(session.body()).path("last_seq").asLong();
            ObjectNode made = MAPPER.createObjectNode();
            ArrayNode data = made.putArray("data");
            for (JsonNode message : tree(asked.body()).path("messages")) {
                data.addObject()
                        .put("seq", ++seq)
                        .put("content", message.path("content").asText());
            }
            return new Answered(201, session.headers(), made.toString());
        }
    }),
    CLEANS_UP_CONTENT("changed", () -> new HttpBug() {
        @Override
        public Asked before(Asked asked) {
            boolean append = asked.is("POST", "/api/v1/sessions/[^/]*/messages");
            return append ? asked.withBody(asked.body().replace("ünïcödé", "unicode")) : asked;
        }
    }),
    REVERSES_BATCHES("reordered", () -> new HttpBug() {
        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            if (!asked.is("GET", "/api/v1/sessions/[^/]*/messages")
                    || !asked.target().contains("after=")
                    || answered.status() != 200) {
                return answered;
            }
            ObjectNode list = (ObjectNode) tree(answered.body());
            ArrayNode data = (ArrayNode) list.path("data");
            if (data.size() > 2) {
                data.add(data.remove(0));
            }
            return answered.withBody(list.toString());
        }
    }),
    READS_FROM_A_REPLICA_THAT_IS_BEHIND("read-your-writes", () -> new HttpBug() {
        private final Map<String, Answered> behind = new ConcurrentHashMap<>();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            if (!asked.is("GET", "/api/v1/sessions/[0-9a-f-]{36}") || answered.status() != 200) {
                return answered;
            }
            Answered before = behind.put(asked.path(), answered);
            return before == null ? answered : before;
        }
    }),
    STREAMS_WITH_A_HOLE("stream-resume", () -> new HttpBug() {
        @Override
        public List<String> events(String event, int number) {
            return number == 3 ? List.of() : List.of(event);
        }
    }),
    STREAMS_TWICE("stream-resume", () -> new HttpBug() {
        @Override
        public List<String> events(String event, int number) {
            return number == 3 ? List.of(event, event) : List.of(event);
        }
    }),
    FORGETS_WHERE_A_STREAM_WAS("stream-resume", () -> new HttpBug() {
        @Override
        public Asked before(Asked asked) {
            return asked.headers().containsKey("last-event-id")
                    ? asked.withoutHeader("last-event-id").withTarget(asked.path() + "?after=0")
                    : asked;
        }
    }),
    STREAMS_STAY_OPEN("revoke", () -> new HttpBug() {
        @Override
        public List<String> events(String event, int number) {
            return event.contains("event: closed") ? List.of() : List.of(event);
        }

        @Override
        public void streamEnds() throws InterruptedException {
            TimeUnit.SECONDS.sleep(7);
        }
    }),
    TAKES_BACK_LATER("revoke", () -> answers("DELETE", "/api/v1/sessions/[^/]*/grants", 204)),
    DELETES_LATER("delete", () -> answers("DELETE", "/api/v1/sessions/[0-9a-f-]{36}", 204)),
    TAKES_ANY_BATCH("limits", () -> new HttpBug() {
        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            boolean append = asked.is("POST", "/api/v1/sessions/[^/]*/messages");
            boolean large = append
                    && answered.status() == 400
                    && tree(asked.body()).path("messages").size() > 100;
            return large ? new Answered(201, answered.headers(), "{\"data\":[],\"last_seq\":0}") : answered;
        }
    }),
    REFUSES_WITH_A_PAGE("limits", () -> new HttpBug() {
        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            return answered.status() == 400
                    ? new Answered(400, Map.of("Content-Type", "text/html"), "<h1>400</h1>")
                    : answered;
        }
    });

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String check;
    private final Maker maker;

    /** Makes a fresh one. */
    @FunctionalInterface
    private interface Maker {
        HttpBug make();
    }

    /** Another answer for one route. */
    @FunctionalInterface
    private interface Change {
        Answered of(Answered answered);
    }

    HttpBugs(String check, Maker maker) {
        this.check = check;
        this.maker = maker;
    }

    String check() {
        return check;
    }

    HttpBug make() {
        return maker.make();
    }

    private static HttpBug after(String method, String path, Change change) {
        return new HttpBug() {
            @Override
            public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
                Answered answered = upstream.forward(asked);
                return asked.is(method, path) ? change.of(answered) : answered;
            }
        };
    }

    /** Says that it is done and does nothing, where access would have allowed it. */
    private static HttpBug answers(String method, String path, int status) {
        return new HttpBug() {
            @Override
            public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
                if (!asked.is(method, path)) {
                    return upstream.forward(asked);
                }
                String session = asked.path().replace("/grants", "");
                Answered look = upstream.forward(new Asked("GET", session + "/grants", asked.headers(), ""));
                return look.status() == 200 ? new Answered(status, Map.of(), "") : look;
            }
        };
    }

    /** Knows which sessions there are, from the answers that went by. */
    private abstract static class OwnersKnown implements HttpBug {
        private final Map<String, String> owners = new ConcurrentHashMap<>();

        @Override
        public Answered answer(Asked asked, Upstream upstream) throws IOException, InterruptedException {
            Answered answered = upstream.forward(asked);
            String opened = answered.status() == 201 ? field(answered.body(), "session_id") : "";
            if (!opened.isEmpty()) {
                owners.put(opened, asked.user());
            }
            String id = asked.path().replaceAll("/api/v1/sessions/([^/]*).*", "$1");
            if (answered.status() != 403 || id.equals(asked.path())) {
                return answered;
            }
            String owner = owners.get(id);
            return owner == null || owner.equals(asked.user()) ? unknown(answered) : refused(answered, owner);
        }

        Answered refused(Answered refusal, String owner) throws InterruptedException {
            return refusal;
        }

        Answered unknown(Answered refusal) {
            return refusal;
        }
    }

    private static String field(String json, String name) {
        return json.startsWith("{") ? tree(json).path(name).asText("") : "";
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return MAPPER.createObjectNode();
        }
    }
}
