package dev.cloakroom.verify.trials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.server.InProcessServer;
import dev.cloakroom.testkit.KitBugs;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The right server over wrong stores: the planted bugs of the contract kit, as far as they can be seen over HTTP. */
@Timeout(120)
class WrongStoresTest {
    private static final String[] LITTLE = {"--users", "4", "--seconds", "1", "--seed", "7"};

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            append reads the whole history and writes it back | lost
            a file's id opens it, through whatever session | access
            """)
    void some_wrong_stores_are_found_in_each_build(String bug, String check) throws IOException {
        a_wrong_store_is_found_with_the_check_that_it_fails(bug, check);
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            append reads the whole history and writes it back | lost
            the newest 500 entries are kept | lost
            the expected end is not compared | reordered
            the expected end is compared in an earlier step than the one that writes | reordered
            the drafts of a batch are written one step each | reordered
            a page begins one entry too late | lost
            every name stands for one default session | client-ids
            a file's id opens it, through whatever session | access
            a listing shows what is shared with one too | lost
            end removes everything of the owner | lost
            the newest 100 keys are known | retries
            a key that is used again is a replay, whatever comes with it | retries
            a key is the session's, not its author's | retries
            under a key the last place is recorded, not all of them | retries
            files that are sent again under a key are added again | retries
            who removes a file removes all of its name | lost
            names of files are made lower case | changed
            callers share the buffer that replies are read from | foreign-data
            """)
    void a_wrong_store_is_found_with_the_check_that_it_fails(String bug, String check) throws IOException {
        try (InProcessServer server = InProcessServer.over(KitBugs.store(bug))) {
            Verified verified = run(server.url());

            assertThat(verified.violated()).as(verified.output()).contains(check);
            assertThat(verified.exitCode()).isEqualTo(1);
        }
    }

    @Tag("full")
    @Test
    void the_store_that_they_are_made_of_is_right() throws IOException {
        try (InProcessServer server = InProcessServer.over(KitBugs.right())) {
            Verified verified = run(server.url());

            assertThat(verified.violated()).as(verified.output()).isEmpty();
            assertThat(verified.exitCode()).as(verified.output()).isZero();
        }
    }

    private static Verified run(String url) throws IOException {
        return Verified.by(url, LITTLE[0], LITTLE[1], LITTLE[2], LITTLE[3], LITTLE[4], LITTLE[5]);
    }
}
