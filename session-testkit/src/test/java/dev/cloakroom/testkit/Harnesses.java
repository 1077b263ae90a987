package dev.cloakroom.testkit;

import dev.cloakroom.session.Append;
import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionStore;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Disabled;

/** Ways in which somebody may try to get a store past the kit. Nested, so that they run only where a test says so. */
final class Harnesses {
    private Harnesses() {}

    /** As it should be. */
    static class Right extends ReferenceHarness {
        Right() {
            super(ReferenceStore::new);
        }
    }

    /** A store that breaks a rule. */
    static final class Wrong extends ReferenceHarness {
        Wrong() {
            super((tables, limits) -> new ReferenceStore(tables, limits) {
                @Override
                String digest(Append append) {
                    return "";
                }
            });
        }
    }

    @Disabled("for now")
    static final class SwitchedOff extends Right {}

    /** Below one that is switched off. */
    @Disabled("for now")
    abstract static class Base extends Right {}

    static final class SwitchedOffAbove extends Base {}

    static final class MethodSwitchedOff extends Right {
        @Disabled("flaky")
        void some_property() {}
    }

    static final class PropertyReplaced extends Right {
        void R6_other_content_under_a_key_is_refused() {}
    }

    /** There is no store. */
    static final class Empty implements StoreHarness {
        @Override
        public @Nullable SessionStore open(Limits limits) {
            return null;
        }

        @Override
        public void age(Duration time) {}
    }

    /** Declares what it has not implemented. */
    static final class Boasting implements StoreHarness {
        private final Right right = new Right();

        @Override
        public SessionStore open(Limits limits) {
            return right.open(limits);
        }

        @Override
        public void age(Duration time) {
            right.age(time);
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of(Capability.RESTART);
        }
    }

    /** Does only what has to be. */
    static final class Modest implements StoreHarness {
        private final Right right = new Right();

        @Override
        public SessionStore open(Limits limits) {
            return right.open(limits);
        }

        @Override
        public void age(Duration time) {
            right.age(time);
        }
    }

    /** Cannot be made. */
    static final class Broken extends Right {
        Broken() {
            throw new IllegalStateException("no database here");
        }
    }
}
