package dev.cloakroom.examples;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Draft;
import dev.cloakroom.session.Entry;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Session;
import dev.cloakroom.session.SessionAccessDenied;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionRegistry;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.Turn;
import dev.cloakroom.session.Turn.OnBusy;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.time.Duration;
import java.util.List;

/**
 * The library inside a program: two people chat, a session each, and one tries the other's. Run it and read what it
 * prints; nothing else is needed, no server and no database.
 */
public final class EmbeddedChat {
    private static final Principal ANN = Principal.of("ann");
    private static final Principal BEN = Principal.of("ben");

    private final SessionRegistry registry;

    private EmbeddedChat(SessionRegistry registry) {
        this.registry = registry;
    }

    /** Tells the story on the console. */
    public static void main(String[] args) {
        // One registry for the whole application, over one store. This store lives and dies with the process.
        try (SessionRegistry registry = SessionRegistry.over(CaffeineSessionStore.create())) {
            new EmbeddedChat(registry).tell();
        }
    }

    private void tell() {
        System.out.println("1. Ann and Ben open a session each. The ids are made here; nobody brings one along.");
        SessionId anns = registry.open(ANN).id();
        SessionId bens = registry.open(BEN).id();
        System.out.println("  two different ids: " + !anns.equals(bens));

        System.out.println("2. Both chat.");
        say(ANN, anns, "My code is 1234.");
        say(BEN, bens, "Good morning!");
        say(ANN, anns, "Did you get that?");

        System.out.println("3. Ben got hold of Ann's session id, from a log perhaps. An id is a name and no key:");
        tryToRead(BEN, anns);
        tryToSay(BEN, anns, "Anyone there?");
        System.out.println("  a session that never was is refused with the same words, so Ben learns nothing:");
        tryToRead(BEN, SessionId.parse("00000000-0000-4000-8000-000000000000").orElseThrow());

        System.out.println("4. Ann lets Ben read, and takes it back.");
        share(anns);

        System.out.println("5. What each of them finds in the end. Nothing of Ben's is in Ann's history.");
        show(ANN, anns);
        show(BEN, bens);
    }

    /** One turn: the message, then the reply. While it runs nobody else's turn does, also in another process. */
    private void say(Principal who, SessionId id, String text) {
        Claim claim = registry.claim(id, who, Access.APPEND); // permission to try, or SessionAccessDenied
        try (Turn turn = registry.beginTurn(claim, OnBusy.WAIT, Duration.ofSeconds(5))) {
            Appended message = registry.history().append(turn.claim(), Draft.user(text));
            List<Entry> context = registry.history()
                    .read(turn.claim(), Slice.before(message.last() + 1, 20))
                    .entries();
            Appended reply = registry.history().append(turn.claim(), Draft.assistant(reply(context)));
            System.out.println("  " + who + " said message " + message.last() + " and got message " + reply.last());
        }
    }

    /** Where a model would be called: it is given this session's messages and nothing else. */
    private static String reply(List<Entry> context) {
        return "That was message " + context.size() + ".";
    }

    private void tryToRead(Principal who, SessionId id) {
        try {
            Claim claim = registry.claim(id, who, Access.READ);
            int entries =
                    registry.history().read(claim, Slice.latest(20)).entries().size();
            System.out.println("  " + who + " reads: " + entries + " messages");
        } catch (SessionAccessDenied refused) {
            System.out.println("  " + who + " reads: " + refused.getMessage());
        }
    }

    private void tryToSay(Principal who, SessionId id, String text) {
        try {
            say(who, id, text);
        } catch (SessionAccessDenied refused) {
            System.out.println("  " + who + " writes: " + refused.getMessage());
        }
    }

    private void share(SessionId id) {
        Claim owners = registry.claim(id, ANN, Access.MANAGE);
        registry.grant(owners, BEN, Access.READ);
        tryToRead(BEN, id);
        // A claim that Ben holds before the revoke is worth nothing after it: the store compares it again.
        Claim held = registry.claim(id, BEN, Access.READ);
        boolean had = registry.revoke(registry.claim(id, ANN, Access.MANAGE), BEN);
        System.out.println("  taken back: " + had);
        try {
            System.out.println("  with the claim he still holds, ben reads: "
                    + registry.history().read(held, Slice.latest(20)).entries().size() + " messages");
        } catch (SessionAccessDenied refused) {
            System.out.println("  with the claim he still holds, ben reads: " + refused.getMessage());
        }
    }

    private void show(Principal who, SessionId id) {
        Claim claim = registry.claim(id, who, Access.READ);
        Session session = registry.describe(claim);
        System.out.println("  " + session.owner() + "'s session, " + session.lastSeq() + " messages");
        for (Entry entry : registry.history().read(claim, Slice.latest(20)).entries()) {
            System.out.println("    " + entry.seq() + " " + entry.role() + ": " + entry.content());
        }
    }
}
