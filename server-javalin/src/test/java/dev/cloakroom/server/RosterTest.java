package dev.cloakroom.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.cloakroom.server.routes.Instance;
import dev.cloakroom.server.routes.Roster;
import dev.cloakroom.session.SessionStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** R14: instances that share a store know of each other, and one that is different is noticed. */
class RosterTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Roster.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void cease() {
        logger.detachAppender(lines);
    }

    private List<String> warnings() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void instances_that_are_alike_are_counted_and_nothing_is_said() {
        try (LiveServer server = LiveServer.start()) {
            Set<String> ids = new HashSet<>();
            for (int i = 0; i < Backend.chosen().instances(); i++) {
                Client.Reply health = server.nobody().get("/health").expect(200);
                ids.add(health.at("/instance").textValue());
                assertThat(health.at("/instances").intValue())
                        .isEqualTo(Backend.chosen().instances());
                assertThat(health.at("/version_skew").booleanValue()).isFalse();
            }
            assertThat(ids).hasSize(Backend.chosen().instances());
            assertThat(warnings()).isEmpty();
        }
    }

    @Test
    void an_instance_with_other_settings_is_seen_by_all_and_said_in_one_line() {
        SessionStore[] shared = new SessionStore[1];
        UnaryOperator<SessionStore> kept = store -> shared[0] = store;
        try (LiveServer first = LiveServer.behind(kept)) {
            int before = Backend.chosen().instances();
            Settings other = LiveServer.settings("max-messages", "7", "idle-timeout", "1h");
            Roster second = Roster.of(shared[0].instances(), new Instance("other", "0.0.9"), other.shared());
            Client.Reply health = first.nobody().get("/health").expect(200);
            assertThat(health.at("/instances").intValue()).isEqualTo(before + 1);
            assertThat(health.at("/version_skew").booleanValue()).isTrue();
            assertThat(warnings())
                    .singleElement()
                    .asString()
                    .contains((before + 1) + " instances share the store and are not alike")
                    .contains("version 0.0.9");
            second.close();
            Client.Reply after = first.nobody().get("/health").expect(200);
            assertThat(after.at("/instances").intValue()).isEqualTo(before);
            assertThat(after.at("/version_skew").booleanValue()).isFalse();
        }
    }
}
