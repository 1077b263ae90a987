package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import java.util.List;
import java.util.function.Function;

/** The wrong stores of the kit, by the words that the kit has for them. */
public final class KitBugs {
    private KitBugs() {}

    /** A maker of stores with this bug. */
    public static Function<Limits, SessionStore> store(String bug) {
        Mutant mutant = Mutant.all().stream()
                .filter(one -> one.bug().equals(bug))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the kit has no such wrong store: " + bug));
        return limits -> mutant.maker().apply(new Tables(), limits);
    }

    /** The store that all of them are made of. */
    public static Function<Limits, SessionStore> right() {
        return limits -> new ReferenceStore(new Tables(), limits);
    }

    public static List<String> all() {
        return Mutant.all().stream().map(Mutant::bug).toList();
    }
}
