package dev.cloakroom.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.FakeServer.Mistake;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both outages against the real server, where they do not happen, and against servers with a mistake, where they do.
 */
@Timeout(120)
class OutagesTest {
    private static final Demonstration A = OutageA.demonstration();
    private static final Demonstration B = OutageB.demonstration();
    private static final String REFUSED = "403 Session does not belong to user";

    private static RealServer real;

    @BeforeAll
    static void start() throws IOException {
        real = RealServer.start();
    }

    @AfterAll
    static void stop() {
        real.close();
    }

    @Test
    void R1_outage_a_does_not_happen_to_the_real_server() throws Exception {
        Console.Ended ended = run(A, real.url(), "30");

        assertThat(ended.lines())
                .contains(
                        "  ok         30 concurrent uploads, 30 unique session ids",
                        "  ok         the id of the form was adopted 0 times",
                        "  ok         each marker seen only by its owner",
                        "  ok         same session by second user: " + REFUSED + " (30 times)");
        assertThat(ended.last()).isEqualTo("VERDICT: all 12 observations are as they have to be");
        assertThat(ended.code()).isZero();
    }

    @Test
    void R2_outage_b_does_not_happen_to_the_real_server() throws Exception {
        Console.Ended ended = run(B, real.url(), "30");

        assertThat(ended.lines())
                .contains(
                        "  ok         same session by second user: " + REFUSED,
                        "  ok         45 acknowledged, 45 kept, once each",
                        "  ok         30 users, 30 unique session ids",
                        "  ok         same session by second user: " + REFUSED + " (30 times)");
        assertThat(ended.last()).isEqualTo("VERDICT: all 14 observations are as they have to be");
        assertThat(ended.code()).isZero();
    }

    @Test
    void outage_b_does_not_need_client_names() throws Exception {
        try (RealServer server = RealServer.start("--client-names", "off")) {
            Console.Ended ended = run(B, server.url(), "2");

            assertThat(ended.lines()).contains("  ok         a made-up session_id: " + REFUSED);
            assertThat(ended.code()).isZero();
        }
    }

    @Test
    void a_server_without_a_mistake_has_no_violation() throws Exception {
        try (FakeServer server = new FakeServer(Mistake.NONE)) {
            assertThat(run(A, server.url(), "5").lines()).noneMatch(line -> line.contains("VIOLATION"));
            assertThat(run(B, server.url(), "5").lines()).noneMatch(line -> line.contains("VIOLATION"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ADOPTS_THE_ID_OF_THE_FORM | 5 concurrent uploads, 1 unique session ids
            ADOPTS_THE_ID_OF_THE_FORM | the id of the form was adopted 5 times
            ADOPTS_THE_ID_OF_THE_FORM | 5 of 5 owners do not see their own marker and only it
            ISSUES_ONE_ID_TO_ALL      | 5 concurrent uploads, 1 unique session ids
            SHOWS_EVERYBODYS_FILES    | 5 of 5 owners do not see their own marker and only it
            NEVER_CHECKS_THE_OWNER    | same session by second user: 200 (5 times)
            REFUSES_IN_OTHER_WORDS    | same session by second user: 403 This session is somebody else's (5 times)
            """)
    void outage_a_is_found_where_it_is(Mistake mistake, String violation) throws Exception {
        assertIsFound(A, mistake, violation);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NEVER_CHECKS_THE_OWNER         | same session by second user: 200
            NEVER_CHECKS_THE_OWNER         | same name by second user: 200
            NEVER_CHECKS_THE_OWNER         | the first user's history holds 2 entries, message and reply; found 5
            CHECKS_THE_OWNER_FOR_CHAT_ONLY | appending to it, looking at it, reading, listing files, ending it: 200 (4 times), 201
            LOSES_MESSAGES                 | 45 acknowledged, 39 kept, once each
            DOUBLES_MESSAGES               | 45 acknowledged, 39 kept, once each
            REFUSES_IN_OTHER_WORDS         | same session by second user: 403 This session is somebody else's
            """)
    void outage_b_is_found_where_it_is(Mistake mistake, String violation) throws Exception {
        assertIsFound(B, mistake, violation);
    }

    @Test
    void a_server_that_is_not_there_is_one_line() throws Exception {
        String url = "http://127.0.0.1:" + freePort();

        Console.Ended ended = run(A, url);

        assertThat(ended.lines()).containsExactly("OutageA: no server answers at " + url + "; ./cloakroom starts one");
        assertThat(ended.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "not a url", "ftp://127.0.0.1/"})
    void an_address_that_is_none_is_one_line(String url) throws Exception {
        Console.Ended ended = run(B, url);

        assertThat(ended.lines()).containsExactly("OutageB: not the address of a server: " + url);
        assertThat(ended.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "many", "1001", "99999999999"})
    void a_number_of_users_that_is_none_is_one_line(String number) throws Exception {
        Console.Ended ended = run(A, "http://127.0.0.1:1", number);

        assertThat(ended.lines())
                .singleElement()
                .asString()
                .startsWith("OutageA: arguments are [URL] [USERS], such as http://127.0.0.1:8080 5");
        assertThat(ended.code()).isEqualTo(2);
    }

    private static void assertIsFound(Demonstration program, Mistake mistake, String violation) throws Exception {
        try (FakeServer server = new FakeServer(mistake)) {
            Console.Ended ended = run(program, server.url(), "5");

            assertThat(ended.lines()).contains("  VIOLATION  " + violation);
            assertThat(ended.last()).startsWith("VERDICT: ").endsWith("VIOLATIONS");
            assertThat(ended.code()).isEqualTo(1);
        }
    }

    private static Console.Ended run(Demonstration program, String... args) throws Exception {
        return Console.ended(out -> program.run(args, out));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
