package dev.cloakroom.testkit;

import dev.cloakroom.session.Principal;
import java.util.List;
import java.util.Optional;

/** Wrong about buckets of tokens (R2, R11). */
final class LimiterMutants {
    private LimiterMutants() {}

    static List<Mutant> all() {
        return List.of(namesakesShareABucket(), givesWhatIsWanted(), refusalsStartAnew(), saves(), looksThenTakes());
    }

    private static Mutant namesakesShareABucket() {
        return new Mutant(
                Rule.R2,
                "buckets are named by subject, whatever the tenant",
                "R2_a_bucket_is_one_principals_own",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    String bucket(Principal who) {
                        return who.subject();
                    }
                });
    }

    private static Mutant givesWhatIsWanted() {
        return new Mutant(
                Rule.R11,
                "a bucket that holds any token gives as many as are wanted",
                "R11_a_bucket_gives_what_it_holds_and_says_how_long_it_is_empty",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Optional<Taken> take(Principal who, long perMinute, long wanted) {
                        return super.take(who, perMinute, wanted)
                                .map(right -> right.tokens() == 0 ? right : new Taken(wanted, right.delay()));
                    }
                });
    }

    private static Mutant refusalsStartAnew() {
        return new Mutant(
                Rule.R11,
                "a refusal empties the bucket, so who asks often enough waits for ever",
                "R11_a_bucket_fills_evenly_and_no_further_than_a_minutes_worth",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    Taken none(Principal who, long perMinute, long left) {
                        tables.buckets.put(bucket(who), new Tables.Bucket(-MINUTE, now()));
                        return super.none(who, perMinute, left);
                    }
                });
    }

    private static Mutant saves() {
        return new Mutant(
                Rule.R11,
                "a bucket that nobody takes from fills without end",
                "R11_a_bucket_fills_evenly_and_no_further_than_a_minutes_worth",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    long left(Principal who, long perMinute) {
                        Tables.Bucket bucket = tables.buckets.get(bucket(who));
                        return bucket == null
                                ? super.left(who, perMinute)
                                : bucket.left() + perMinute * (now() - bucket.since());
                    }
                });
    }

    private static Mutant looksThenTakes() {
        return new Mutant(
                Rule.R11,
                "what is left is looked at in one step, and taken in the next",
                "R11_of_many_who_take_at_once_all_together_get_what_there_is",
                (tables, limits) -> new ReferenceStore(tables, limits) {
                    @Override
                    public Optional<Taken> take(Principal who, long perMinute, long wanted) {
                        long left = look("take", () -> left(who, perMinute));
                        Mutant.aMoment();
                        long taken = Math.min(wanted, left / MINUTE);
                        return step(
                                "take",
                                () -> Optional.of(taken == 0 ? none(who, perMinute, left) : taken(who, left, taken)));
                    }
                });
    }
}
