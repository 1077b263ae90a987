package dev.cloakroom.testkit;

import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Wrong about what strangers see (R4). */
final class ProbeMutants {
    private ProbeMutants() {}

    static List<Mutant> all() {
        return List.of(
                askingIsActivity(),
                refusalIsActivity(),
                answersStrangersDifferently(),
                throwsAtStrangers(),
                looksTwiceAtTheForeign(),
                costGrowsWithGrants(),
                waitsOnTheOwner());
    }

    private static Mutant askingIsActivity() {
        return new Mutant(
                Rule.R4,
                "who asks for facts keeps the session alive",
                "R4_asking_changes_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Facts facts(Row row, Principal who) {
                        touch(row);
                        return super.facts(row, who);
                    }
                });
    }

    private static Mutant refusalIsActivity() {
        return new Mutant(
                Rule.R4,
                "a refused claim keeps the session alive",
                "R4_what_is_refused_moves_no_deadline",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean admits(String operation, Row row, Claim claim) {
                        boolean admitted = super.admits(operation, row, claim);
                        if (!admitted) {
                            touch(row);
                        }
                        return admitted;
                    }
                });
    }

    private static Mutant answersStrangersDifferently() {
        return new Mutant(
                Rule.R4,
                "the store knows a policy: strangers get no facts",
                "R4_a_stranger_gets_the_same_facts_as_anybody",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Optional<Facts> facts(SessionId id, Principal who) {
                        return super.facts(id, who)
                                .filter(facts -> facts.owner().equals(who) || facts.grant() != null);
                    }
                });
    }

    private static Mutant throwsAtStrangers() {
        return new Mutant(
                Rule.R4,
                "a foreign session is answered with another failure than an unknown one",
                "R4_foreign_unknown_expired_and_ended_are_answered_alike",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Facts facts(Row row, Principal who) {
                        if (!who.tenant().equals(row.control.owner().tenant())) {
                            throw new IllegalStateException("another tenant's");
                        }
                        return super.facts(row, who);
                    }
                });
    }

    private static Mutant looksTwiceAtTheForeign() {
        return new Mutant(
                Rule.R4,
                "what is there but foreign costs one more step",
                "R4_foreign_unknown_and_expired_cost_the_same_steps",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Optional<Facts> facts(SessionId id, Principal who) {
                        Optional<Facts> facts = super.facts(id, who);
                        boolean foreign =
                                facts.isPresent() && !facts.get().owner().equals(who);
                        return foreign ? super.facts(id, who) : facts;
                    }
                });
    }

    private static Mutant costGrowsWithGrants() {
        return new Mutant(
                Rule.R4,
                "facts takes a step for each grant",
                "R4_the_facts_of_a_large_session_cost_no_more",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Optional<Facts> facts(SessionId id, Principal who) {
                        int grants = look(
                                "facts",
                                () -> row(id) == null
                                        ? 0
                                        : row(id).control.grants().size());
                        for (int i = 0; i < grants; i++) {
                            Object unused = look("a grant", Object::new);
                        }
                        return super.facts(id, who);
                    }
                });
    }

    private static Mutant waitsOnTheOwner() {
        return new Mutant(
                Rule.R4,
                "one lock is held over a whole operation, and whoever asks waits for it",
                "R4_whoever_is_refused_waits_on_nobody",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    <T> T step(String operation, Supplier<T> act) {
                        synchronized (tables) {
                            return super.step(operation, act);
                        }
                    }
                });
    }
}
