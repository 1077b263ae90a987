package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What those who run the server are told when it ends, or does not answer, in a real browser over a real server. */
@Tag("clients")
class OperatorsBannerTest {
    private static final String KEY = "the-key-of-whoever-runs-this-server-0123456789";

    /** A clock of the page that is stepped: {@code later} goes on by so many milliseconds and does what is due. */
    private static final String CLOCK = """
            const now = Date.now;
            const every = window.setInterval;
            const due = [];
            let ahead = 0;
            Date.now = () => now() + ahead;
            window.setInterval = (task, millis) => {
              due.push(task);
              return every(task, millis);
            };
            window.later = (millis) => {
              ahead += millis;
              due.forEach((task) => task());
            };
            """;

    private static final String SIXTEEN_SECONDS_LATER =
            "later(16000); return document.querySelector('.board .banner').textContent";

    @TempDir
    Path folder;

    @Test
    void R14_an_instance_is_said_to_drain_and_then_to_be_gone() throws Exception {
        try (RealServer server = server("--drain-delay", "20s");
                ConsolePage page = board(server)) {
            server.beginToEnd();
            page.browser.until(there -> banner(page).contains(" is draining: "));
            assertThat(page.browser.texts(".board .banner.bad")).hasSize(1);
            page.looksRight("console-draining");
            page.browser.until(
                    there -> banner(page).startsWith("The server cannot be reached. What is shown is from "));
            page.browser.until(there -> after16Seconds(page).startsWith("The server cannot be reached."));
            page.looksRight("console-gone");
        }
    }

    @Test
    void what_is_shown_is_said_to_be_old_until_the_server_answers_again() throws Exception {
        try (RealServer server = server();
                ConsolePage page = board(server)) {
            page.browser.until(there -> after16Seconds(page).startsWith("Live from instance "));
            server.freeze();
            try {
                page.browser.until(
                        there -> after16Seconds(page).startsWith("Not up to date: the last answer came at "));
                assertThat(page.browser.texts(".board .banner.bad")).hasSize(1);
                page.looksRight("console-stale");
            } finally {
                server.thaw();
            }
            page.browser.until(there -> banner(page).startsWith("Live from instance "));
            assertThat(page.browser.texts(".board .banner.good")).hasSize(1);
            page.keptToItself();
        }
    }

    private RealServer server(String... flags) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), KEY);
        return RealServer.start(Stream.concat(Stream.of("--admin-key-file", key.toString()), Stream.of(flags))
                .toArray(String[]::new));
    }

    private static ConsolePage board(RealServer server) {
        ConsolePage page = new ConsolePage(server);
        var added =
                page.browser.driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", CLOCK));
        assertThat(added).containsKey("identifier");
        page.browser.driver.navigate().refresh();
        page.browser.visible("#tab-operators").click();
        page.browser.visible("#admin-key").sendKeys(KEY, Keys.ENTER);
        page.browser.until(there -> banner(page).startsWith("Live from instance "));
        return page;
    }

    private static String banner(ConsolePage page) {
        return page.browser.visible(".board .banner").getText();
    }

    private static String after16Seconds(ConsolePage page) {
        return (String) page.browser.driver.executeScript(SIXTEEN_SECONDS_LATER);
    }
}
