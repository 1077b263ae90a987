/**
 * The contract of stores as properties. Whoever writes a store implements {@link dev.cloakroom.testkit.StoreHarness} in
 * a test class of theirs; the kit finds it and runs every property there is. {@link dev.cloakroom.testkit.BleedTester}
 * does one thing for as long as one likes: many people, many threads, and nobody finds what is another's.
 */
@NullMarked
package dev.cloakroom.testkit;

import org.jspecify.annotations.NullMarked;
