package dev.cloakroom.verify.trial;

import dev.cloakroom.verify.evidence.Check;
import dev.cloakroom.verify.evidence.Comparison;
import dev.cloakroom.verify.evidence.Findings;
import dev.cloakroom.verify.evidence.Lane;
import dev.cloakroom.verify.evidence.Marks;
import dev.cloakroom.verify.evidence.Marks.Room;
import dev.cloakroom.verify.evidence.Violation;
import dev.cloakroom.verify.wire.Call;
import dev.cloakroom.verify.wire.Person;
import dev.cloakroom.verify.wire.Reply;
import dev.cloakroom.verify.wire.Wire;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * What all trials of a run share: who there is, the way to the deployment, and where to write things down. Thread-safe.
 */
public final class World implements AutoCloseable {
    /** The metadata that everything made by a run is marked with. */
    static final String MARK = "cloakroom-verify";

    static final Pattern V4 = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final int PATIENCE = 4;
    private static final long PATIENCE_NANOS = 50_000_000L;

    final Crowd crowd = new Crowd();
    final Wire wire;
    final Findings findings;
    final Marks marks;
    private final Plan plan;
    private final List<Person> people;
    private final Map<String, Dialog> made;
    private final List<Comparison> comparisons = new CopyOnWriteArrayList<>();
    private final List<Lane> lanes = new CopyOnWriteArrayList<>();
    private final Remarks remarks;
    private final AtomicLong unexpected = new AtomicLong();
    private volatile boolean echoes;

    /**
     * How much is tried.
     *
     * @param run a name that no other run has
     * @param seed of everything that is chosen at random
     * @param seconds how long many users write at once
     * @param patience for how many seconds a trial waits when the deployment slows down who knocks too often
     */
    public record Plan(String run, long seed, int seconds, int patience) {}

    /** A world of these people, at least one. */
    public World(Plan plan, List<Person> people, Wire wire, Findings findings, Marks marks) {
        this(plan, people, wire, findings, marks, new ConcurrentHashMap<>());
    }

    private World(Plan plan, List<Person> people, Wire wire, Findings findings, Marks marks, Map<String, Dialog> made) {
        this.made = made;
        this.remarks = new Remarks(plan.run());
        this.plan = plan;
        this.people = List.copyOf(people);
        this.wire = wire;
        this.findings = findings;
        this.marks = marks;
    }

    /** The same people and what they made, over another way to the deployment. */
    public World over(Wire other) {
        return new World(plan, people, other, findings, marks, made);
    }

    /** Everybody stops, and nobody begins anything. */
    public void halt() {
        wire.close();
        crowd.close();
    }

    /** Everybody is as patient with the deployment as at the start. */
    public void waitAgain() {
        wire.waitAgain();
    }

    /** So many sessions of one user could not be removed. */
    void left(int sessions) {
        remarks.left(sessions);
    }

    /** What could not be removed, in words, or empty. */
    public Optional<String> left() {
        return remarks.left();
    }

    Plan plan() {
        return plan;
    }

    public int users() {
        return people.size();
    }

    /** How often the deployment asked for patience, which was given. */
    public long throttled() {
        return wire.throttled();
    }

    List<Person> people() {
        return people;
    }

    /** The person that many places further on, around the table. */
    Person next(Person who, int places) {
        return people.get((who.number() + places) % people.size());
    }

    /** The same numbers for the same seed and purpose. */
    Random random(String purpose, int number) {
        return new Random(plan.seed() * 1_000_003L + purpose.hashCode() * 31L + number);
    }

    static String randomId(Random random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        bytes[6] = (byte) ((bytes[6] & 0x0f) | 0x40); // version 4
        bytes[8] = (byte) ((bytes[8] & 0x3f) | 0x80); // the variant of RFC 9562
        ByteBuffer halves = ByteBuffer.wrap(bytes);
        return new UUID(halves.getLong(), halves.getLong()).toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A key that nobody used before. */
    static String freshKey() {
        return UUID.randomUUID().toString();
    }

    /** Opens a session of this person, marked; empty when that fails, which is written down. */
    Optional<Dialog> open(Person owner) {
        Room room = marks.room(owner.number());
        Reply reply = wire.send(owner, Api.open(Map.of(MARK, plan.run(), "title", marks.canary(room))));
        return needed(reply, "opening a session")
                ? Optional.of(remember(owner, room, reply.field("session_id")))
                : Optional.empty();
    }

    /** Writes down that this session was made, so that it will be removed. */
    Dialog remember(Person owner, Room room, String id) {
        Dialog dialog = new Dialog(this, id, owner, room);
        marks.issued(id, room);
        made.put(id, dialog);
        return dialog;
    }

    void forget(Dialog dialog) {
        made.remove(dialog.id());
    }

    Collection<Dialog> made() {
        return made.values();
    }

    /** Whether it succeeded; when not, it counts as an error of the run. */
    boolean needed(Reply reply, String what) {
        if (reply.isSuccess()) {
            return true;
        }
        if (!reply.isFailure()) { // those are counted where latencies are
            unexpected.incrementAndGet();
        }
        note(what + " failed: " + reply.summary());
        return false;
    }

    /**
     * Sends what has to succeed, a few times when the server says that it failed by itself: what it can never answer is
     * as good as lost. That it cannot be reached, or cannot reach its store, is an outage and proves nothing.
     */
    Reply persist(Check check, Person who, Call call, String what) {
        Reply first = wire.send(who, call);
        Reply reply = first.status() == 0 ? wire.sendToAny(who, call) : first;
        for (int again = 0; again < PATIENCE && reply.status() == 500; again++) {
            LockSupport.parkNanos(PATIENCE_NANOS);
            reply = wire.send(who, call);
        }
        if (reply.status() == 500) {
            findings.broken(check, new Violation(what + ", " + PATIENCE + " times more", "an answer", seen(reply)));
        }
        return reply;
    }

    /** Whether and how the deployment slows down who knocks too often, as the end of a sentence. */
    String slowed() {
        return wire.allowance().isKnown()
                ? "; each user is allowed " + wire.allowance().words()
                : "";
    }

    /** Begins to wait for who is slowed down. */
    Patience patience() {
        return new Patience(wire.allowance(), TimeUnit.SECONDS.toNanos(plan.patience()));
    }

    /**
     * Whether an answer says something about what was asked. A failure does not, nor does being told to come again
     * later; both are errors of the run and prove nothing.
     */
    boolean answered(Reply reply, String what) {
        if (reply.isLater()) {
            unexpected.incrementAndGet();
        }
        if (reply.isFailure() || reply.isLater()) {
            note(what + " failed: " + reply.summary());
            return false;
        }
        return true;
    }

    /** The one refusal has to come. */
    void refused(Check check, Reply reply, String what) {
        if (answered(reply, what)) {
            findings.expect(check, reply.isRefusal(), what, "403 not_owner", seen(reply));
        }
    }

    /** Something that the run is for was not tried, and why. */
    public void untried(String what) {
        remarks.untried(what);
    }

    public List<String> untried() {
        return remarks.untried();
    }

    static String seen(Reply reply) {
        return reply.summary() + " " + reply.text().strip();
    }

    /** Answers that were no failures of the server but not what a legitimate request should get. */
    public long unexpected() {
        return unexpected.get();
    }

    void note(String text) {
        remarks.note(text);
    }

    public List<String> notes() {
        return remarks.notes();
    }

    void compared(Comparison comparison) {
        comparisons.add(comparison);
    }

    public List<Comparison> comparisons() {
        return List.copyOf(comparisons);
    }

    void drawn(Lane lane) {
        lanes.add(lane);
    }

    public List<Lane> lanes() {
        return new ArrayList<>(lanes);
    }

    /** Says that replies of this deployment repeat the message, so that they can be asked for in numbers. */
    void echoes(boolean does) {
        echoes = does;
    }

    boolean echoes() {
        return echoes;
    }

    @Override
    public void close() {
        crowd.close();
    }
}
