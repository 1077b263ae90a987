package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.support.ui.Select;

/** The playground of the console, in a real browser over a real server: two people, and what is between them. */
@Tag("clients")
class PlaygroundTest {
    private RealServer server;
    private ConsolePage page;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        server = RealServer.start();
        page = new ConsolePage(server);
        browser = page.browser;
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
    }

    @Test
    void R2_the_session_of_the_other_side_is_a_refusal_that_shows_nothing() throws Exception {
        page.say("left", "My locker code is 4711");
        page.say("right", "Where are the lockers?");
        page.press(".desk.right .attempt");

        assertThat(browser.visible(".desk.right .refusal").getText()).contains("Refused");
        assertThat(browser.find(".desk.right .asked details[open] pre").getText())
                .contains(
                        "\"detail\": \"Session does not belong to user\"",
                        "\"code\": \"not_owner\"",
                        "\"status\": 403");
        assertThat(browser.find(".desk.right .asked details[open] .line code").getText())
                .startsWith("curl '" + server.url() + "/api/v1/sessions/")
                .endsWith("/messages' -H 'X-User-Id: ben'");
        assertThat(browser.find(".desk.right").getText()).doesNotContain("4711");
        assertThat(page.texts("right", ".messages li")).hasSize(2);
        page.looksRight("console-playground");
        page.keptToItself();
    }

    @Test
    void what_is_shared_is_written_by_both_until_it_is_taken_back() {
        page.say("left", "Shall we?");
        browser.visible(".desk.left .fold summary").click();
        new Select(browser.visible(".desk.left .fold select")).selectByValue("append");
        browser.visible(".desk.left .fold form button").click();
        browser.visible(".desk.right .ticket.foreign").click();
        browser.until(there -> page.texts("right", ".messages li").size() == 2);
        page.say("right", "Yes, we shall");

        browser.until(there -> page.texts("left", ".messages li").size() == 4);
        assertThat(page.texts("left", ".messages li.foreign .text")).containsExactly("Yes, we shall");
        browser.visible(".desk.left button[aria-label='Revoke ben']").click();
        browser.until(there ->
                browser.visible(".desk.right .empty").getText().startsWith("Access to this session has ended"));
        assertThat(page.texts("right", ".messages li")).isEmpty();
        assertThat(page.texts("right", ".ticket")).isEmpty();
        page.keptToItself();
    }

    @Test
    void a_file_opens_a_session_and_the_owner_ends_it(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("list.txt"), "sun cream");
        browser.find(".desk.left input[type=file]").sendKeys(file.toString());
        browser.until(there -> page.texts("left", ".fold li").stream().anyMatch(line -> line.contains("list.txt")));
        browser.visible(".desk.left button[aria-label='Download list.txt']").click();
        browser.until(there -> page.texts("left", ".asked .says").contains("Download list.txt"));
        assertThat(page.texts("left", ".asked .badge")).containsExactly("200", "201");

        end("left");
        browser.visible("dialog .quiet").click();
        assertThat(page.texts("left", ".ticket")).hasSize(1);
        end("left");
        browser.visible("dialog .danger").click();
        browser.until(there -> page.texts("left", ".ticket").isEmpty());
        assertThat(browser.find(".desk.left .empty").getText()).startsWith("This session has ended");
        page.keptToItself();
    }

    private void end(String side) {
        browser.visible(".desk." + side + " .talk header button:last-child").click();
        browser.visible("dialog");
    }

    @Test
    void R1_a_reload_keeps_the_sessions_of_a_tab_and_another_tab_has_none() {
        page.say("left", "First tab");
        String ticket = page.texts("left", ".talk h3").get(0);
        browser.driver.navigate().refresh();
        browser.until(there -> page.texts("left", ".talk h3").contains(ticket));
        browser.until(there -> page.texts("left", ".messages li").size() == 2);
        browser.driver.switchTo().newWindow(WindowType.TAB);
        browser.driver.get(server.url() + "/console");
        browser.until(there -> page.texts("left", ".ticket").size() == 1); // ann's sessions are ann's in any tab
        assertThat(page.texts("left", ".talk h3")).containsExactly("No session");
        assertThat(page.texts("left", ".messages li")).isEmpty();
    }

    @Test
    void the_keyboard_is_enough() {
        page.tabTo(".desk.left .composer textarea");
        page.type("Hello from the left", Keys.ENTER);
        browser.until(there ->
                page.texts("left", ".messages li.assistant:not(.draft)").size() == 1);
        page.tabTo(".desk.right .who input");
        page.type(Keys.chord(Keys.CONTROL, "a"), "cleo", Keys.ENTER);
        page.tabTo(".desk.right .attempt");
        page.type(Keys.ENTER);
        assertThat(browser.visible(".desk.right .refusal").getText()).contains("Refused");
        page.tabTo(".desk.right .line button");

        browser.driver.findElement(By.id("tab-playground")).sendKeys(Keys.ARROW_RIGHT);
        browser.visible("#admin-key");
        page.type(Keys.ARROW_LEFT);
        browser.visible(".desk.left");
        page.tabTo("#theme");
        page.type(Keys.SPACE);
        assertThat(browser.find("html").getDomAttribute("data-theme")).isEqualTo("dark");
        page.keptToItself();
    }
}
