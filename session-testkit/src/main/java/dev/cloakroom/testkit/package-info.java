/**
 * The contract of stores as properties. Whoever writes a store implements {@link dev.cloakroom.testkit.StoreHarness} in
 * a test class of theirs; the kit's own test engine finds it and runs every property there is against the store:
 *
 * <pre>{@code
 * final class MyStoreContractTest implements StoreHarness {
 *     private final MyDatabase database = MyDatabase.fresh();
 *     private final MyClock clock = new MyClock();
 *     private Limits limits = Limits.standard();
 *
 *     public SessionStore open(Limits kept) {
 *         database.clear();
 *         limits = kept;
 *         return join();
 *     }
 *
 *     public SessionStore join() {                      // another client of the same data
 *         return new MyStore(database, limits, clock);
 *     }
 *
 *     public Set<Capability> capabilities() {
 *         return Set.of(Capability.SECOND_CLIENT);
 *     }
 *
 *     public void age(Duration time) {
 *         clock.step(time);
 *     }
 * }
 * }</pre>
 *
 * <p>The class needs the dependency {@code session-testkit} of scope test, a constructor without arguments and a name
 * under which tests are found. No property can be disabled, overridden or left out: whoever tries fails the run. What a
 * store cannot be asked because a capability is not declared is printed by name. A failure names the rule, what was
 * seen, what to look at, and the seed with which {@code -Dcloakroom.seed} repeats the run.
 *
 * <p>{@link dev.cloakroom.testkit.BleedTester} does one thing for as long as one likes: many people, many threads, and
 * nobody finds what is another's.
 */
@NullMarked
package dev.cloakroom.testkit;

import org.jspecify.annotations.NullMarked;
