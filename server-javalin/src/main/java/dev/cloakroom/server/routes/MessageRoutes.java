package dev.cloakroom.server.routes;

import dev.cloakroom.server.access.Route;
import dev.cloakroom.server.http.Answer;
import dev.cloakroom.server.http.Exchange;
import dev.cloakroom.server.http.Fields;
import dev.cloakroom.server.http.Problem;
import dev.cloakroom.server.http.Query;
import dev.cloakroom.server.http.Reads;
import dev.cloakroom.session.Access;
import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.History;
import dev.cloakroom.session.IdempotencyKey;
import dev.cloakroom.session.Limit;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Page;
import dev.cloakroom.session.Slice;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The history of a session. Thread-safe. */
public final class MessageRoutes {

    private static final String PATH = "/api/v1/sessions/{id}/messages";

    private final History history;
    private final Limits limits;

    public MessageRoutes(History history, Limits limits) {
        this.history = history;
        this.limits = limits;
    }

    public List<Route> table() {
        return List.of(
                Route.session(HandlerType.POST, PATH, Reads.JSON, Access.APPEND, this::parseAppend, this::append),
                Route.session(HandlerType.GET, PATH, Reads.NOTHING, Access.READ, this::parseSlice, this::read));
    }

    private record Added(List<MessageView> data, long lastSeq) {
        @Override
        public String toString() {
            return "Added(" + data.size() + ")";
        }
    }

    private record Messages(
            List<MessageView> data,
            boolean hasMore,
            @Nullable Long firstId,
            @Nullable Long lastId,
            long lastSeq) {
        @Override
        public String toString() {
            return "Messages(" + data.size() + ")";
        }
    }

    private record Wanted(Slice slice, boolean newestFirst) {}

    private Append parseAppend(Exchange exchange) {
        Fields fields = exchange.fields();
        List<Fields> messages = fields.objects("messages").orElseThrow(() -> fields.wrong("messages", "is required"));
        if (messages.isEmpty() || messages.size() > limits.of(Limit.BATCH_MESSAGES)) {
            throw fields.wrong("messages", "must hold 1 to " + limits.of(Limit.BATCH_MESSAGES) + " messages");
        }
        Append append = Append.of(messages.stream().map(MessageRoutes::draft).toList());
        append.requireWithin(limits);
        OptionalLong expected = fields.integer("expected_last_seq");
        if (expected.isEmpty() && fields.has("expected_last_seq")) {
            // whoever sends null may have lost the number, and would append without any condition
            throw fields.wrong("expected_last_seq", "must be an integer, or absent");
        }
        if (expected.isPresent()) {
            if (expected.getAsLong() < 0) {
                throw fields.wrong("expected_last_seq", "must be 0 or more");
            }
            append = append.expecting(expected.getAsLong());
        }
        Optional<String> key = exchange.headers().idempotencyKey();
        return key.isPresent() ? append.keyed(new IdempotencyKey("messages", key.get())) : append;
    }

    private static Draft draft(Fields message) {
        String role = message.requiredString("role");
        return new Draft(
                MessageView.role(role)
                        .orElseThrow(() -> message.wrong("role", "must be user, assistant, system or tool")),
                message.requiredString("content"),
                message.strings("metadata").orElse(Map.of()));
    }

    private Answer append(Append append, Claim claim) {
        Appended appended = history.append(claim, append);
        Added added = new Added(MessageView.all(history.entries(claim, appended, append)), appended.last());
        return appended instanceof Appended.Replayed
                ? Answer.ok(added, Replays.HEADERS)
                : Answer.created(added, Map.of());
    }

    private Wanted parseSlice(Exchange exchange) {
        Query query = exchange.query();
        int limit = query.pageSize(limits.of(Limit.PAGE_ENTRIES));
        OptionalLong after = query.position("after");
        OptionalLong before = query.position("before");
        String order = query.string("order").orElse("asc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw Problem.invalid("Query parameter \"order\" must be asc or desc")
                    .toException();
        }
        Slice.End end = after.isPresent() ? Slice.End.OLDEST : Slice.End.NEWEST;
        Slice slice = new Slice(after.orElse(0), before.orElse(Long.MAX_VALUE), limit, end);
        return new Wanted(slice, order.equals("desc"));
    }

    private Answer read(Wanted wanted, Claim claim) {
        Page page = history.read(claim, wanted.slice());
        List<Entry> entries = new ArrayList<>(page.entries());
        if (wanted.newestFirst()) {
            Collections.reverse(entries);
        }
        Long first = entries.isEmpty() ? null : Long.valueOf(entries.get(0).seq());
        Long last = entries.isEmpty()
                ? null
                : Long.valueOf(entries.get(entries.size() - 1).seq());
        return Answer.ok(new Messages(MessageView.all(entries), page.more(), first, last, page.lastSeq()));
    }
}
