package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Appended;
import dev.cloakroom.session.Claim;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Wrong about the claim and the control (R3). */
final class GuardMutants {
    private GuardMutants() {}

    static List<Mutant> all() {
        return List.of(
                ignoresTheStamp(),
                countsOnly(),
                newerIsGoodEnough(),
                checksThenActs(),
                filesUnguarded(),
                limitsBeforeTheStamp(),
                cachedFacts(),
                ignoresTheVersion(),
                versionsOf32Bits(),
                swapsInTwoSteps());
    }

    private static Mutant ignoresTheStamp() {
        return new Mutant(
                Rule.R3,
                "the stamp is not compared",
                "R3_a_stale_claim_does_nothing_whatever_is_asked",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean admits(String operation, Row row, Claim claim) {
                        return true;
                    }
                });
    }

    private static Mutant countsOnly() {
        return new Mutant(
                Rule.R3,
                "of the stamp its counter is compared, which repeats after a rewind",
                "R3_a_forged_stamp_opens_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean admits(String operation, Row row, Claim claim) {
                        return row.control.stamp().count() == claim.stamp().count();
                    }
                });
    }

    private static Mutant newerIsGoodEnough() {
        return new Mutant(
                Rule.R3,
                "a claim with a higher stamp than the session's is let in",
                "R3_a_forged_stamp_opens_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean admits(String operation, Row row, Claim claim) {
                        return super.admits(operation, row, claim)
                                || claim.stamp().count() > row.control.stamp().count();
                    }
                });
    }

    private static Mutant checksThenActs() {
        return new Mutant(
                Rule.R3,
                "append checks in one step and acts in another",
                "R3_nothing_takes_effect_after_access_has_changed",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        Result<Row> checked = looking("append", claim, Result::done);
                        if (!(checked instanceof Result.Done<Row> done)) {
                            return checked instanceof Result.Gone<Row> ? Result.gone() : Result.stale();
                        }
                        return step("append", () -> appended(done.value(), claim, append));
                    }
                });
    }

    private static Mutant filesUnguarded() {
        return new Mutant(
                Rule.R3,
                "files are removed without a look at the stamp",
                "R3_a_stale_claim_does_nothing_whatever_is_asked",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean admits(String operation, Row row, Claim claim) {
                        return operation.equals("remove") || super.admits(operation, row, claim);
                    }
                });
    }

    private static Mutant limitsBeforeTheStamp() {
        return new Mutant(
                Rule.R3,
                "whoever is not let in learns that the session is full",
                "R3_a_stale_claim_does_nothing_whatever_is_asked",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Appended> append(Claim claim, Append append) {
                        return step("append", () -> {
                            Row row = row(claim.id());
                            Optional<Result<Appended>> full = row == null ? Optional.empty() : full(row, append);
                            return full.orElseGet(
                                    () -> guarded("append", claim, there -> appended(there, claim, append)));
                        });
                    }
                });
    }

    private static Mutant cachedFacts() {
        return new Mutant(
                Rule.R3,
                "facts are remembered by each client, for a while",
                "R3_access_that_one_client_changed_is_changed_for_the_other_at_once",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    private final Map<String, Optional<Facts>> known = new ConcurrentHashMap<>();

                    @Override
                    public Optional<Facts> facts(SessionId id, Principal who) {
                        return known.computeIfAbsent(id.text() + who.encoded(), key -> super.facts(id, who));
                    }
                });
    }

    private static Mutant ignoresTheVersion() {
        return new Mutant(
                Rule.R3,
                "the last swap wins, whatever version it expected",
                "R3_a_swap_of_another_version_changes_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> swapped(Row row, long version, Control next, Duration lease) {
                        return super.swapped(row, row.control.version(), next, lease);
                    }
                });
    }

    private static Mutant versionsOf32Bits() {
        return new Mutant(
                Rule.R3,
                "versions are kept in 32 bits",
                "R3_a_swap_of_another_version_changes_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> swapped(Row row, long version, Control next, Duration lease) {
                        boolean same = (int) version == (int) row.control.version();
                        return super.swapped(row, same ? row.control.version() : version, next, lease);
                    }
                });
    }

    private static Mutant swapsInTwoSteps() {
        return new Mutant(
                Rule.R3,
                "swap compares the version in one step and replaces in another",
                "R3_of_many_changes_of_one_version_one_is_made",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Head> swap(Claim claim, long version, Control next, Duration lease) {
                        Result<Head> seen = head(claim);
                        if (!(seen instanceof Result.Done<Head> done)
                                || done.value().control().version() != version) {
                            return super.swap(claim, version, next, lease);
                        }
                        Mutant.aMoment();
                        return changing("swap", claim, row -> super.swapped(row, row.control.version(), next, lease));
                    }
                });
    }
}
