package dev.cloakroom.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.OutcomeUnknown;
import dev.cloakroom.session.SessionException;
import dev.cloakroom.session.Slice;
import dev.cloakroom.session.StoreUnavailable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokenLineTest {
    private final Desk desk = new Desk();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void close() {
        desk.line.watched(before -> {});
        desk.close();
    }

    /** Breaks the line at one moment, counted from 0: before the first step, after it, before the second one... */
    private void breakAt(int moment) {
        int[] moments = new int[1];
        desk.line.watched(before -> {
            if (moments[0]++ == moment) {
                throw new SQLException("session " + seen + " broke", "08006");
            }
        });
    }

    private int momentsOfAnAppend(Claim claim) {
        int[] moments = new int[1];
        desk.line.watched(before -> moments[0]++);
        assertThat(desk.registry
                        .history()
                        .append(claim, Desk.keyed("probe", "x"))
                        .first())
                .isPositive();
        desk.line.watched(before -> {});
        return moments[0];
    }

    @Test
    void a_broken_append_says_what_is_so_and_its_retry_makes_it_exactly_one() {
        int moments = momentsOfAnAppend(desk.opened());
        for (int moment = 0; moment < moments; moment++) {
            Claim claim = desk.opened();
            breakAt(moment);
            String told = told(claim);
            desk.line.watched(before -> {});

            // the last step is the commit
            assertThat(told).isEqualTo(moment < moments - 2 ? "not applied" : "unknown");
            List<String> contents = desk.contents(claim);
            assertThat(contents).hasSize(moment == moments - 1 ? 1 : 0);
            Appended retried = desk.other.history().append(claim, Desk.keyed("k", "x"));
            assertThat(retried.first()).isEqualTo(1);
            assertThat(desk.contents(claim)).containsExactly("x");
        }
    }

    private String told(Claim claim) {
        try {
            return "at "
                    + desk.registry
                            .history()
                            .append(claim, Desk.keyed("k", "x"))
                            .first();
        } catch (StoreUnavailable e) {
            return "not applied";
        } catch (OutcomeUnknown e) {
            return "unknown";
        }
    }

    @Test
    void a_line_that_stays_broken_is_an_outage_and_no_empty_answer() {
        Claim claim = desk.opened();
        assertThat(desk.say(claim, "x").first()).isEqualTo(1);
        desk.line.watched(before -> {
            throw new SQLException("gone", "08006");
        });

        assertThatThrownBy(() -> desk.registry.history().read(claim, Slice.latest(1)))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> desk.registry.claim(claim.id(), desk.ben, Access.READ))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> desk.registry.list(desk.ann, null, 5)).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(desk.store::ping).isInstanceOf(StoreUnavailable.class);

        desk.line.watched(before -> {});
        assertThat(desk.contents(claim)).containsExactly("x");
    }

    @Test
    void bad_luck_is_tried_again_and_not_for_ever() {
        Claim claim = desk.opened();
        int[] failures = new int[1];
        desk.line.watched(before -> {
            if (before && failures[0]++ < 3) {
                throw new SQLException("deadlock", "40001");
            }
        });
        assertThat(desk.say(claim, "x").first()).isEqualTo(1);
        failures[0] = Integer.MIN_VALUE;

        assertThatThrownBy(() -> desk.say(claim, "y")).isInstanceOf(StoreUnavailable.class);
        desk.line.watched(before -> {});
        assertThat(desk.contents(claim)).containsExactly("x");
    }

    @Test
    void what_is_thrown_holds_no_word_of_the_drivers() {
        Claim claim = desk.opened();
        assertThat(seen.add(claim.id().text())).isTrue();
        breakAt(2);

        assertThatThrownBy(() -> desk.say(claim, "secret"))
                .isInstanceOf(SessionException.class)
                .hasMessageContaining("08006")
                .hasMessageNotContaining(claim.id().text())
                .hasNoCause();
    }
}
