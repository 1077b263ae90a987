package dev.cloakroom.testkit;

import dev.cloakroom.session.Limits;
import dev.cloakroom.session.SessionId;
import dev.cloakroom.session.SessionStore;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the kit has to know of a store to hold it to the contract. A test class that implements this interface, with a
 * constructor without arguments, is found wherever tests are run on the JUnit Platform, and all properties of the kit
 * run against it: none can be left out, overridden or disabled.
 *
 * <p>Used by one thread; the stores that it opens are used by many. One store is in use at a time: what {@link #open}
 * returned last.
 */
public interface StoreHarness extends AutoCloseable {
    /**
     * Opens a store without sessions that keeps these limits. The data of earlier ones may be wherever it was, as long
     * as none of it is seen. The kit closes the store.
     */
    SessionStore open(Limits limits);

    /**
     * Lets time pass for the store's clock, all deadlines and leases: steps the clock, or shifts what is stored back by
     * as much. What entries and files say of when they came may be shifted or not.
     */
    void age(Duration time);

    /** What else can be asked. What is not declared here is printed with the result, as not checked. */
    default Set<Capability> capabilities() {
        return Set.of();
    }

    /** Another client of the same data, as a second instance of a server opens it. */
    default SessionStore join() {
        throw new UnsupportedOperationException("declare SECOND_CLIENT only where join() is implemented");
    }

    /** The store as it is after its process died and another one started: the kit has closed all earlier clients. */
    default SessionStore restart() {
        throw new UnsupportedOperationException("declare RESTART only where restart() is implemented");
    }

    /**
     * Calls {@code failpoint} around every step that any client takes to where its data is, from now on; null calls
     * nothing any more. What it throws is to be met by the store as a failure of its driver.
     */
    default void failpoint(@Nullable Failpoint failpoint) {
        throw new UnsupportedOperationException("declare FAILPOINTS only where failpoint(..) is implemented");
    }

    /** Damages what is stored of a session, behind the store's back. */
    default void damage(SessionId session, Damage damage) {
        throw new UnsupportedOperationException("declare DAMAGE only where damage(..) is implemented");
    }

    /** Lets go of what the harness itself holds. */
    @Override
    default void close() {}

    /** What a store, or its harness, may or may not be able to do. */
    enum Capability {
        /** Several clients share the data: {@link #join}. */
        SECOND_CLIENT,
        /** What is acknowledged outlives the process: {@link #restart}. */
        RESTART,
        /** Every step to the data can be watched, held up and made to fail: {@link #failpoint}. */
        FAILPOINTS,
        /** Stored data can be damaged: {@link #damage}. */
        DAMAGE
    }

    /** What can happen to stored data. */
    enum Damage {
        /** The session's record is lost; its entries, files and keys are still there. */
        RECORD_LOST,
        /** The newest entry of the history is lost; the record still counts it. */
        ENTRY_LOST,
        /** The record is marked as written in a format of a later version, without any other change. */
        LATER_FORMAT
    }
}
