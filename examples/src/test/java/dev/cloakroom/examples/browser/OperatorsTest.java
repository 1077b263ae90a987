package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The part of the console for those who run the server, in a real browser over a real server. */
@Tag("clients")
class OperatorsTest {
    private static final String KEY = "the-key-of-whoever-runs-this-server-0123456789";
    private static final String SECRET = "My locker code is 4711";

    private RealServer server;
    private ConsolePage page;
    private Browser browser;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), KEY);
        server = RealServer.start("--admin-key-file", key.toString());
        page = new ConsolePage(server);
        browser = page.browser;
        page.say("left", SECRET);
        page.say("right", "Where are the lockers?");
        page.press(".desk.right .attempt");
        browser.visible(".desk.right .refusal");
        browser.visible("#tab-operators").click();
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
    }

    @Test
    void every_chart_and_list_shows_what_happened() throws Exception {
        enter(KEY);
        browser.until(there -> browser.texts(".board .path.s0").size() >= 2);
        for (String chart : List.of("Throughput", "Latency", "Denied attempts")) {
            assertThat(browser.texts(".chart h3")).contains(chart);
        }
        browser.until(there -> !browser.texts(".drawing .bar").isEmpty());
        assertThat(browser.texts(".tile dt")).contains("Requests", "p95", "Denied", "Turns", "Followers", "Store");
        assertThat(browser.find(".skew").getText()).isNotBlank();
        browser.until(there -> browser.find(".board").getText().contains("/api/v1/chat/send"));
        listSessions("ann");
        assertThat(browser.texts(".sessions-card tbody tr")).hasSize(1);
        page.looksRight("console-operators");
    }

    @Test
    void R12_what_is_written_is_masked_until_it_is_revealed() {
        enter(KEY);
        listSessions("ann");
        browser.visible(".sessions-card .actions button").click();
        browser.until(there -> browser.texts(".watch .masked").size() == 2);
        assertThat(browser.find(".board").getText()).doesNotContain(SECRET);
        browser.visible(".watch header button").click();
        assertThat(browser.visible("dialog").getText()).contains("audit log");
        browser.visible("dialog .danger").click();
        browser.until(there -> browser.texts(".watch .text").contains(SECRET));
        assertThat(browser.texts(".watch .masked")).isEmpty();
        page.keptToItself();
    }

    @Test
    void everyones_sessions_are_listed_and_ended_for_the_owner_of_the_row() {
        enter(KEY);
        browser.visible(".filter input[name=user]").sendKeys(Keys.ENTER);
        browser.until(there -> browser.texts(".sessions-card tbody tr").size() == 2);
        browser.visible("button[aria-label='End all sessions of ann']").click();
        browser.visible("dialog .danger").click();
        browser.until(there -> browser.find(".sessions-card .said").getText().endsWith("ended: 1."));
        browser.until(there -> browser.texts(".sessions-card tbody tr").size() == 1);
        assertThat(browser.find(".sessions-card tbody").getText()).contains("ben");
        page.keptToItself();
    }

    @Test
    void a_wrong_key_opens_nothing_and_a_reload_forgets_the_right_one() {
        browser.visible("#admin-key").sendKeys("wrong", Keys.ENTER);
        browser.until(there -> browser.find(".problem").getText().contains("does not accept this key"));
        assertThat(browser.find(".board").isDisplayed()).isFalse();
        enter(KEY);
        browser.driver.navigate().refresh();
        browser.visible("#admin-key");
        assertThat(browser.find(".board").isDisplayed()).isFalse();
    }

    @Test
    void a_server_that_is_gone_is_said_to_be_gone() {
        enter(KEY);
        server.close();
        browser.until(there -> browser.find(".board .banner.bad").getText().contains("cannot be reached"));
    }

    private void enter(String key) {
        browser.visible("#admin-key").sendKeys(key, Keys.ENTER);
        browser.visible(".board .tile");
    }

    private void listSessions(String user) {
        browser.visible(".filter input[name=user]").sendKeys(user, Keys.ENTER);
        browser.until(there -> !browser.texts(".sessions-card tbody tr").isEmpty());
    }
}
