package dev.cloakroom.server.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.http.KeyedHash;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.store.memory.CaffeineSessionStore;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a purge of many people's sessions does about those that a single walk does not meet. */
class PurgeWalkTest {
    private static final Principal ALICE = new Principal("acme", "alice");

    /** This store, in which something happens at the end of each walk. */
    private static SessionStore at(Runnable end, SessionStore store) {
        return (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(), new Class<?>[] {SessionStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("inventory")) {
                        return store.inventory().map(inventory -> at(end, inventory));
                    }
                    return invoked(store, method, args);
                });
    }

    private static Inventory at(Runnable end, Inventory inventory) {
        return (Inventory) Proxy.newProxyInstance(
                Inventory.class.getClassLoader(), new Class<?>[] {Inventory.class}, (proxy, method, args) -> {
                    Object batch = invoked(inventory, method, args);
                    if (batch instanceof Inventory.Live live && live.next() == null) {
                        end.run();
                    }
                    return batch;
                });
    }

    private static Object invoked(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Receipt purged(Holdings holdings, Selection selection, boolean dryRun) {
        return Purge.of(
                holdings,
                selection,
                dryRun,
                new Progress(new PrintWriter(new StringWriter()), () -> 0),
                new UpkeepEvents(new KeyedHash("a key of tests".getBytes(StandardCharsets.UTF_8))),
                InstantSource.system(),
                "1");
    }

    @Test
    void what_was_opened_behind_a_walk_is_ended_by_the_next_one() {
        CaffeineSessionStore store = CaffeineSessionStore.create();
        int[] walks = new int[1];
        Holdings[] opened = new Holdings[1];
        try (Holdings holdings = Holdings.of(at(
                () -> {
                    if (walks[0]++ == 0) {
                        var unused = opened[0].registry().open(ALICE);
                    }
                },
                store))) {
            opened[0] = holdings;
            var unused = holdings.registry().open(ALICE);
            Receipt receipt = purged(holdings, new Selection.Tenant("acme"), false);
            assertThat(receipt.complete()).isTrue();
            assertThat(receipt.sessions().ended()).isEqualTo(2);
            assertThat(walks[0]).as("the last of which met nothing").isEqualTo(3);
            assertThat(live(holdings)).isZero();
        }
    }

    @Test
    void when_every_walk_meets_some_it_is_not_complete_and_says_so() {
        CaffeineSessionStore store = CaffeineSessionStore.create();
        Holdings[] opened = new Holdings[1];
        try (Holdings holdings = Holdings.of(at(
                () -> {
                    var unused = opened[0].registry().open(ALICE);
                },
                store))) {
            opened[0] = holdings;
            var unused = holdings.registry().open(ALICE);
            Receipt receipt = purged(holdings, new Selection.All(), false);
            assertThat(receipt.complete()).isFalse();
            assertThat(receipt.why()).isEqualTo("sessions go on being opened; run it again");
            assertThat(receipt.sessions().ended()).isEqualTo(5);
        }
    }

    @Test
    void a_dry_run_walks_once() {
        int[] walks = new int[1];
        try (Holdings holdings = Holdings.of(at(() -> walks[0]++, CaffeineSessionStore.create()))) {
            var unused = holdings.registry().open(ALICE);
            Receipt receipt = purged(holdings, new Selection.All(), true);
            assertThat(receipt.sessions().found()).isEqualTo(1);
            assertThat(walks[0]).isEqualTo(1);
            assertThat(live(holdings)).isEqualTo(1);
        }
    }

    private static int live(Holdings holdings) {
        Optional<Inventory> inventory = holdings.inventory();
        return inventory.orElseThrow().live(null, 100).heads().size();
    }
}
