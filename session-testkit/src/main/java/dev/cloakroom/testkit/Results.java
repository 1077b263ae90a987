package dev.cloakroom.testkit;

import dev.cloakroom.session.Result;

/** What a store answered, in words and as a value. */
final class Results {
    private Results() {}

    /** The value of an operation that has to be done. */
    static <T> T done(Result<T> result) {
        if (result instanceof Result.Done<T> done) {
            return done.value();
        }
        throw new AssertionError("an operation that nothing speaks against was answered with " + name(result));
    }

    static boolean isDone(Result<?> result) {
        return result instanceof Result.Done<?>;
    }

    /** The outcome as the contract names it: {@code done}, {@code gone}, {@code stale} or {@code refused WHY}. */
    static String name(Result<?> result) {
        if (result instanceof Result.Refused<?> refused) {
            return "refused " + refused.why();
        } else if (result instanceof Result.Gone<?>) {
            return "gone";
        }
        return result instanceof Result.Stale<?> ? "stale" : "done";
    }
}
