package dev.cloakroom.server.upkeep;

import dev.cloakroom.session.Principal;
import java.util.Optional;

/** Whose sessions are meant. Immutable. */
public sealed interface Selection {
    /** Whether this person's sessions are. */
    boolean covers(Principal owner);

    /** What it is called in receipts and events. */
    String word();

    /** The one person, if it is one. */
    default Optional<Principal> person() {
        return Optional.empty();
    }

    /** The tenant, if it is one. */
    default Optional<String> tenant() {
        return person().map(Principal::tenant);
    }

    /** One person's. */
    record User(Principal who) implements Selection {
        @Override
        public boolean covers(Principal owner) {
            return owner.equals(who);
        }

        @Override
        public String word() {
            return "user";
        }

        @Override
        public Optional<Principal> person() {
            return Optional.of(who);
        }
    }

    /** Everybody's of one tenant. */
    record Tenant(String name) implements Selection {
        @Override
        public boolean covers(Principal owner) {
            return owner.tenant().equals(name);
        }

        @Override
        public String word() {
            return "tenant";
        }

        @Override
        public Optional<String> tenant() {
            return Optional.of(name);
        }

        @Override
        public String toString() {
            return "Tenant";
        }
    }

    /** Nobody's: only what is left of sessions that are over. */
    record Expired() implements Selection {
        @Override
        public boolean covers(Principal owner) {
            return false;
        }

        @Override
        public String word() {
            return "expired";
        }
    }

    /** Everybody's, and what is left of sessions that are over. */
    record All() implements Selection {
        @Override
        public boolean covers(Principal owner) {
            return true;
        }

        @Override
        public String word() {
            return "all";
        }
    }
}
