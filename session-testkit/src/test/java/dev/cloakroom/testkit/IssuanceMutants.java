package dev.cloakroom.testkit;

import dev.cloakroom.session.Access;
import dev.cloakroom.session.Control;
import dev.cloakroom.session.Facts;
import dev.cloakroom.session.Head;
import dev.cloakroom.session.NameStore.Binding;
import dev.cloakroom.session.Principal;
import dev.cloakroom.session.Result;
import dev.cloakroom.session.Result.Refusal;
import dev.cloakroom.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Wrong about ids (R1) and about whose is what (R2). */
final class IssuanceMutants {
    private IssuanceMutants() {}

    static List<Mutant> all() {
        return List.of(
                overwrites(),
                adopts(),
                issuesAgain(),
                looksThenInserts(),
                halfTheId(),
                joinedNames(),
                foldedNames(),
                grantOfANamesake(),
                defaultSession(),
                filesByTheirIdAlone(),
                listsWhatIsShared(),
                endsAllOfTheOwner());
    }

    private static Mutant overwrites() {
        return new Mutant(
                Rule.R1,
                "create inserts or updates",
                "R1_an_id_in_use_is_taken_and_its_session_stays_as_it_is",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        return inserted(id, control);
                    }
                });
    }

    private static Mutant adopts() {
        return new Mutant(
                Rule.R1,
                "an id that is in use is adopted: create answers with the session there is",
                "R1_an_id_in_use_is_taken_and_its_session_stays_as_it_is",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        Row there = row(id);
                        return there == null ? super.made(id, control) : Result.done(head(there));
                    }
                });
    }

    private static Mutant issuesAgain() {
        return new Mutant(
                Rule.R1,
                "the id of an expired session is free again",
                "R1_an_id_is_not_issued_again_because_its_session_has_expired",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Result<Head> made(SessionId id, Control control) {
                        Row there = row(id);
                        if (there != null && !lives("create", there)) {
                            forget(there);
                        }
                        return super.made(id, control);
                    }
                });
    }

    private static Mutant looksThenInserts() {
        return new Mutant(
                Rule.R1,
                "create looks in one step and inserts in another",
                "R1_of_many_who_make_one_id_at_once_one_does",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Result<Head> create(SessionId id, Control control) {
                        boolean free = step("create", () -> row(id) == null);
                        Mutant.aMoment();
                        return free ? step("create", () -> inserted(id, control)) : Result.refused(Refusal.ID_TAKEN, 0);
                    }
                });
    }

    private static Mutant halfTheId() {
        return new Mutant(
                Rule.R1,
                "half of an id is the key",
                "R1_ids_that_differ_in_one_bit_are_different_sessions",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    @Nullable Row row(SessionId id) {
                        long half = id.value().getMostSignificantBits();
                        return tables.rows.values().stream()
                                .filter(row -> row.id.value().getMostSignificantBits() == half)
                                .findFirst()
                                .orElse(null);
                    }
                });
    }

    private static Mutant joinedNames() {
        return new Mutant(
                Rule.R2,
                "tenant and subject are joined without escapes",
                "R2_people_whose_names_read_alike_share_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean owns(Principal who, Row row) {
                        return joined(who).equals(joined(row.control.owner()));
                    }

                    private String joined(Principal who) {
                        return who.tenant() + "/" + who.subject();
                    }
                });
    }

    private static Mutant foldedNames() {
        return new Mutant(
                Rule.R2,
                "a collation takes capital and small letters for the same",
                "R2_people_whose_names_read_alike_share_nothing",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean owns(Principal who, Row row) {
                        Principal owner = row.control.owner();
                        return who.tenant().equals(owner.tenant())
                                && who.subject().equalsIgnoreCase(owner.subject());
                    }
                });
    }

    private static Mutant grantOfANamesake() {
        return new Mutant(
                Rule.R2,
                "grants are looked up by subject, whatever the tenant",
                "R2_what_one_was_granted_nobody_was_granted_whose_name_reads_alike",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Facts facts(Row row, Principal who) {
                        Facts right = super.facts(row, who);
                        Access grant = row.control.grants().get(who.subject());
                        return new Facts(right.id(), right.stamp(), right.owner(), grant, right.createdAt());
                    }
                });
    }

    private static Mutant defaultSession() {
        return new Mutant(
                Rule.R2,
                "every name stands for one default session",
                "R2_names_that_differ_a_little_are_different",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Optional<Binding> standing(String name) {
                        return super.standing("default");
                    }

                    @Override
                    Binding bound(String name, Binding expected, Binding next, Duration lifetime) {
                        return super.bound("default", expected, next, lifetime);
                    }
                });
    }

    private static Mutant filesByTheirIdAlone() {
        return new Mutant(
                Rule.R2,
                "a file's id opens it, through whatever session",
                "R2_a_file_is_found_through_its_own_session_only",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Row.@Nullable Stored stored(Row row, UUID file) {
                        return tables.belongings.values().stream()
                                .map(each -> each.files.get(file))
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(null);
                    }
                });
    }

    private static Mutant listsWhatIsShared() {
        return new Mutant(
                Rule.R2,
                "a listing shows what is shared with one too",
                "R2_a_listing_shows_what_one_owns_and_nothing_else",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    boolean owns(Principal who, Row row) {
                        return super.owns(who, row) || row.control.grantOf(who) != null;
                    }
                });
    }

    private static Mutant endsAllOfTheOwner() {
        return new Mutant(
                Rule.R2,
                "end removes everything of the owner",
                "R2_whatever_is_done_to_one_session_others_stay_as_they_are",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    void forget(Row row) {
                        Principal owner = row.control.owner();
                        List.copyOf(tables.rows.values()).stream()
                                .filter(each -> owns(owner, each))
                                .forEach(super::forget);
                    }
                });
    }
}
