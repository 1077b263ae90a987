package dev.cloakroom.server.upkeep;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a purge did, for who asked for it. Immutable.
 *
 * @param command {@code purge}
 * @param asked for what
 * @param dryRun whether it only counted
 * @param sessions that were alive
 * @param leftovers of sessions that were over; nothing unless they were asked for
 * @param complete whether everything that was asked for is done
 * @param why it is not, or null
 * @param begunAt when it began
 * @param endedAt when it ended
 * @param version of the program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Receipt(
        String command,
        Asked asked,
        boolean dryRun,
        Ended sessions,
        Leftovers leftovers,
        boolean complete,
        @Nullable String why,
        Instant begunAt,
        Instant endedAt,
        String version) {

    @Override
    public String toString() {
        return "Receipt[" + sessions + (complete ? "]" : ", incomplete]");
    }

    /**
     * What was asked for. Immutable.
     *
     * @param what {@code user}, {@code tenant}, {@code expired} or {@code all}
     * @param user the person, or null
     * @param tenant the tenant, or null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Asked(
            String what, @Nullable String user, @Nullable String tenant) {
        @Override
        public String toString() {
            return "Asked";
        }
    }

    /**
     * Sessions. Immutable.
     *
     * @param found how many there were
     * @param ended by this purge
     * @param endedMeanwhile gone when it was their turn: someone else ended them, or an attempt whose answer was lost
     * @param failed those that may be there still
     * @param unreadable records that cannot be read, whosever they are, and that were left alone
     */
    public record Ended(long found, long ended, long endedMeanwhile, long failed, long unreadable) {}

    /**
     * What was left of sessions that were over.
     *
     * @param sessions of how many
     * @param entries of indexes and names
     * @param keysRemoved how many keys went; with a dry run, how many would
     */
    public record Leftovers(long sessions, long entries, long keysRemoved) {}
}
