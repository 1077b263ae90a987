package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the banner tells people to try, word for word. */
class ReadmeTest {

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = LiveServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Client.Reply curl(String user) {
        return server.nobody()
                .post(
                        "/api/v1/chat/send",
                        "{\"message\":\"Hello\",\"user_id\":\"" + user + "\",\"session_id\":\"test-session-1\"}");
    }

    @Test
    void the_first_user_gets_a_session_and_the_second_is_refused() {
        try (SecurityLog log = SecurityLog.listening()) {
            Client.Reply first = curl("test-user-1").expect(200);
            String session = first.session();
            assertThat(UUID.fromString(session).version()).isEqualTo(4);
            assertThat(first.at("/new_session").booleanValue()).isTrue();
            assertThat(first.at("/message/content").textValue()).isEqualTo("Hello");
            assertThat(first.at("/message/role").textValue()).isEqualTo("user");
            assertThat(first.at("/message/seq").intValue()).isEqualTo(1);
            assertThat(first.at("/reply/role").textValue()).isEqualTo("assistant");
            assertThat(first.at("/reply/seq").intValue()).isEqualTo(2);
            assertThat(log.attempts()).isEmpty();

            Client.Reply second = curl("test-user-2").expect(403, "not_owner");
            assertThat(second.at("/detail").textValue()).isEqualTo("Session does not belong to user");
            assertThat(log.attempts())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("WARN Session hijacking attempt")
                    .contains("user=\"test-user-2\"", "reason=FOREIGN")
                    .doesNotContain("test-session-1", session);

            Client.Reply third = curl("test-user-1").expect(200);
            assertThat(third.session()).isEqualTo(session);
            assertThat(third.at("/new_session").booleanValue()).isFalse();
            assertThat(log.attempts()).hasSize(1);
            assertThat(server.as("test-user-1").history(session).contents())
                    .containsExactly("Hello", "Hello", "Hello", "Hello");
        }
    }
}
