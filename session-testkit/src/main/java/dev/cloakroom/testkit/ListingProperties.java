package dev.cloakroom.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import dev.cloakroom.session.SessionStore.Owned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** R2: a listing is exactly what one owns and lives, latest activity first, page by page. */
@Family
final class ListingProperties {
    private final Bench bench = Bench.current();

    @Property(tries = 8)
    @LookAt("owned(..): latest activity first, then by id; a page follows the session it is asked to follow")
    void R2_pages_of_a_listing_are_all_of_it_once_and_in_order(@ForAll @IntRange(min = 1, max = 4) int limit) {
        try (Desk desk = bench.desk()) {
            List<Claim> mine = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                boolean unused = mine.add(desk.claimed(desk.alice));
                SessionId others = desk.open(desk.bob);
                assertThat(others).isNotNull();
            }
            desk.age(Duration.ofMinutes(1));
            long last = desk.say(mine.get(3), "x");
            desk.age(Duration.ofMinutes(1));
            last += desk.say(mine.get(5), "x");
            desk.registry().transfer(desk.claim(mine.get(1).id(), desk.alice, Access.MANAGE), desk.bob);
            List<Head> all = paged(desk.otherStore(), desk, limit);
            assertThat(all)
                    .extracting(Head::id)
                    .as("ids over pages of " + limit + ", " + last + " messages")
                    .doesNotHaveDuplicates()
                    .hasSize(6)
                    .doesNotContain(mine.get(1).id());
            assertThat(all)
                    .extracting(Head::id)
                    .startsWith(mine.get(5).id(), mine.get(3).id());
            assertThat(all.stream().map(head -> head.lastActiveAt()).toList())
                    .isSortedAccordingTo(Comparator.reverseOrder());
            Head listed = all.get(0);
            assertThat(listed).as("a record as listed, and as read").isEqualTo(desk.head(mine.get(5)));
        }
    }

    private static List<Head> paged(SessionStore store, Desk desk, int limit) {
        List<Head> all = new ArrayList<>();
        boolean more = true;
        while (more) {
            SessionId after = all.isEmpty() ? null : all.get(all.size() - 1).id();
            Owned page = store.owned(desk.alice, after, limit).orElseThrow();
            assertThat(page.heads().size()).as("sessions on a page of " + limit).isLessThanOrEqualTo(limit);
            boolean unused = all.addAll(page.heads());
            more = page.more();
            assertThat(more && page.heads().isEmpty())
                    .as("whether an empty page says that there is more")
                    .isFalse();
        }
        return all;
    }

    @Property(tries = 1)
    @LookAt("owned(..) after a session: empty when that is none of this owner's live sessions")
    void R2_a_listing_follows_only_what_one_owns() {
        try (Desk desk = bench.desk()) {
            SessionId mine = desk.open(desk.alice);
            SessionId bobs = desk.open(desk.bob);
            Claim ended = desk.claimed(desk.alice);
            desk.registry().close(ended);
            desk.registry().grant(desk.claim(bobs, desk.bob, Access.MANAGE), desk.alice, Access.APPEND);
            for (SessionId after : List.of(bobs, ended.id(), new SessionId(UUID.randomUUID()))) {
                assertThat(desk.otherStore().owned(desk.alice, after, 5))
                        .as("a page after what alice does not own")
                        .isEmpty();
            }
            assertThat(desk.store().owned(desk.alice, mine, 5)).contains(new Owned(List.of(), false));
            assertThat(desk.store().owned(desk.mallory, null, 5)).contains(new Owned(List.of(), false));
        }
    }

    @Property(tries = 1)
    @LookAt(
            "owned(..) beside create(..) and end(..) under threads: what lived all the time is listed, what had ended is not")
    void R8_a_listing_shows_what_lives_while_others_come_and_go() {
        try (Desk desk = bench.desk()) {
            SessionId first = desk.open(desk.alice);
            SessionId second = desk.open(desk.alice);
            Set<SessionId> staying = Set.of(first, second);
            List<Set<SessionId>> ended = Race.of(4, thread -> () -> {
                SessionStore store = desk.client(thread).store();
                Set<SessionId> gone = new HashSet<>();
                for (int i = 0; i < 12; i++) {
                    if (thread < 2) {
                        Claim claim = desk.client(thread)
                                .registry()
                                .claim(
                                        desk.client(thread)
                                                .registry()
                                                .open(desk.alice)
                                                .id(),
                                        desk.alice,
                                        Access.MANAGE);
                        desk.client(thread).registry().close(claim);
                        boolean unused = gone.add(claim.id());
                    }
                    Set<SessionId> listed = new HashSet<>();
                    store.owned(desk.alice, null, 200).orElseThrow().heads().forEach(head -> listed.add(head.id()));
                    assertThat(listed)
                            .as("listed while others come and go")
                            .containsAll(staying)
                            .noneMatch(gone::contains);
                }
                return gone;
            });
            assertThat(ended.stream().mapToInt(Set::size).sum()).isEqualTo(24);
            assertThat(desk.store().owned(desk.alice, null, 200).orElseThrow().heads())
                    .extracting(Head::id)
                    .hasSameElementsAs(staying);
        }
    }
}
