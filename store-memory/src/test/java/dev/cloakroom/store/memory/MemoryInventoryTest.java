package dev.cloakroom.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.InvalidInput;
import dev.cloakroom.session.Inventory;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the embedded store holds, for who runs it. */
class MemoryInventoryTest {
    private static final Duration IDLE = Duration.ofMinutes(10);

    private final Desk desk = new Desk(Limits.standard().withTimeouts(IDLE, Duration.ofHours(1)));
    private final Inventory inventory = desk.store.inventory().orElseThrow();

    @AfterEach
    void close() {
        desk.close();
    }

    private List<Head> walk(int batch) {
        List<Head> all = new ArrayList<>();
        String after = null;
        do {
            Inventory.Live part = inventory.live(after, batch);
            assertThat(part.heads()).hasSizeLessThanOrEqualTo(batch);
            all.addAll(part.heads());
            after = part.next();
        } while (after != null);
        return all;
    }

    @Test
    void every_live_session_is_told_once_with_its_owner_whatever_the_batch() {
        Set<SessionId> ids = new HashSet<>();
        for (int i = 0; i < 23; i++) {
            ids.add(desk.open(new Principal(i % 2 == 0 ? "acme" : "other", "user " + i)));
        }
        for (int batch : List.of(1, 5, 23, 1_000)) {
            assertThat(walk(batch)).extracting(Head::id).hasSize(23).hasSameElementsAs(ids);
        }
        assertThat(walk(5))
                .filteredOn(head -> head.control().owner().tenant().equals("other"))
                .hasSize(11);
    }

    @Test
    void sessions_that_end_in_the_middle_of_a_walk_do_not_end_it() {
        for (int i = 0; i < 10; i++) {
            var unused = desk.open(Desk.ALICE);
        }
        Inventory.Live first = inventory.live(null, 4);
        assertThat(desk.registry.closeAll(Desk.ALICE)).isEqualTo(10);
        SessionId fresh = desk.open(Desk.BOB);
        Inventory.Live rest = inventory.live(first.next(), 100);
        assertThat(rest.next()).isNull();
        assertThat(rest.heads()).extracting(Head::id).isSubsetOf(fresh);
    }

    @Test
    void what_is_past_its_deadline_is_no_live_session_and_is_counted_and_then_swept() {
        var unusedSession = desk.open(Desk.ALICE);
        var unusedName = desk.registry.enter(Desk.ALICE, "a name");
        desk.step(IDLE);
        SessionId live = desk.open(Desk.BOB);
        var unusedOther = desk.registry.enter(Desk.BOB, "another name");
        assertThat(walk(10)).extracting(Head::id).hasSize(2).contains(live);
        for (int i = 0; i < 2; i++) {
            assertThat(inventory.remains(null, 10)).isEqualTo(new Inventory.Remains(2, 1, 3, null));
        }
        assertThat(inventory.sweep(null, 10)).isEqualTo(new Inventory.Remains(2, 1, 3, null));
        assertThat(inventory.remains(null, 10)).isEqualTo(new Inventory.Remains(0, 0, 0, null));
        assertThat(desk.registry.claim(live, Desk.BOB, Access.READ)).isNotNull();
        assertThat(desk.store.sessions()).isEqualTo(2);
    }

    @Test
    void a_cursor_of_nobody_and_a_batch_of_nothing_are_refused() {
        for (String cursor : List.of("", "x", "0-00000000")) {
            assertThatThrownBy(() -> inventory.live(cursor, 10)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> inventory.remains(cursor, 10)).isInstanceOf(InvalidInput.class);
            assertThatThrownBy(() -> inventory.sweep(cursor, 10)).isInstanceOf(InvalidInput.class);
        }
        assertThatThrownBy(() -> inventory.live(null, 0)).isInstanceOf(InvalidInput.class);
    }
}
