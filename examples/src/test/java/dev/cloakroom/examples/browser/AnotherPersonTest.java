package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Somebody else sits down at a side while an answer to the earlier person is under way, in a real browser. */
@Tag("clients")
class AnotherPersonTest {
    private static final String SECRET = "My locker code is 4711";

    /** Keeps back what one person is told of their sessions, and remembers all that a side has shown. */
    private static final String KEEPING_BACK = """
            const real = window.fetch;
            window.slow = null;
            window.kept = [];
            window.fetch = async (path, request) => {
              const response = await real(path, request);
              if (request.headers['X-User-Id'] === slow && new URL(path, location).pathname === '/api/v1/sessions') {
                await new Promise((go) => kept.push(go));
              }
              return response;
            };
            window.watch = (side) => {
              window.shown = [];
              new MutationObserver(() => shown.push(side.textContent))
                .observe(side, { subtree: true, childList: true, characterData: true });
            };
            """;

    private FakeModel model;
    private RealServer server;
    private ConsolePage page;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        model = new FakeModel("By the ", "sea.");
        server = RealServer.start("--responder", "openai", "--responder-url", model.url(), "--responder-model", "any");
        page = new ConsolePage(server);
        browser = page.browser;
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
        model.close();
    }

    @Test
    void R2_a_reply_that_is_under_way_is_not_shown_to_who_sits_there_next() throws Exception {
        browser.visible(".desk.left .composer textarea").sendKeys(SECRET, Keys.ENTER);
        model.say(1);
        browser.until(there -> page.texts("left", ".draft .text").contains("By the "));
        page.become("left", "cleo");
        browser.visible(".desk.left .tickets .hint");
        browser.visible(".desk.left .composer button:enabled"); // cleo need not wait for what ann said
        assertThat(page.texts("left", ".messages li")).isEmpty();
        page.looksRight("console-another-person");

        page.become("right", "ann");
        browser.visible(".desk.right .ticket").click();
        browser.until(there -> page.texts("right", ".messages li").size() == 1);
        model.say(1);
        browser.until(there -> page.texts("right", ".messages li").size() == 2); // ann's reply was written to its end
        model.say(2);
        page.say("left", "Good morning");

        assertThat(page.texts("left", ".messages .meta b")).containsExactly("cleo", "assistant");
        browser.until(there -> page.texts("left", ".ticket").size() == 1);
        assertThat(page.texts("left", ".asked .says")).containsExactly("Send a message, the reply streamed");
        assertThat(browser.find(".desk.left").getDomProperty("textContent")).doesNotContain("4711");
        page.keptToItself();
    }

    @Test
    void R2_what_an_earlier_person_asked_is_not_shown_to_the_next_however_late_the_answer_comes() {
        var added = browser.driver.executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument", Map.of("source", KEEPING_BACK));
        assertThat(added).containsKey("identifier");
        browser.driver.navigate().refresh();
        browser.visible(".desk.left .sessions button").click();
        browser.visible(".desk.left .ticket[aria-current]"); // the last that is asked for
        String anns = page.texts("left", ".ticket b").get(0);

        script("slow = 'ann'");
        browser.visible(".desk.left .sessions button").click();
        browser.until(there -> browser.number("return kept.length") >= 1);
        page.become("left", "ann"); // once more, which asks for her sessions
        browser.until(there -> browser.number("return kept.length") >= 2);
        page.become("left", "cleo");
        browser.visible(".desk.left .tickets .hint");
        script("watch(document.querySelector('.desk.left')); slow = null; kept.splice(0).forEach((go) => go())");
        model.say(2);
        page.say("left", "Good morning");

        assertThat(timesShown("Good morning")).isPositive();
        assertThat(timesShown(anns)).isZero();
        assertThat(timesShown("Open a fresh session")).isZero();
        assertThat(page.texts("left", ".asked .says")).containsExactly("Send a message, the reply streamed");
        page.become("left", "dora");
        browser.visible(".desk.left .tickets .hint");
        browser.driver.navigate().refresh();
        browser.visible(".desk.left .tickets .hint");
        assertThat(page.texts("left", ".asked .badge")).isEmpty(); // she did not try the session of cleo
        page.keptToItself();
    }

    @Test
    void a_session_that_was_shared_is_a_ticket_of_whom_it_was_shared_with() {
        model.say(2);
        page.say("left", SECRET);
        browser.visible(".desk.left .fold summary").click();
        browser.visible(".desk.left .fold form button").click();
        browser.visible(".desk.right .ticket.foreign");
        page.become("right", "cleo");
        browser.visible(".desk.right .tickets .hint");
        assertThat(page.texts("right", ".ticket")).isEmpty();
        page.become("right", "ben");
        browser.visible(".desk.right .ticket.foreign").click();
        browser.until(there -> page.texts("right", ".messages li").size() == 2);
        page.keptToItself();
    }

    private long timesShown(String text) {
        return (Long)
                browser.driver.executeScript("return shown.filter((text) => text.includes(arguments[0])).length", text);
    }

    private void script(String text) {
        Object unused = browser.driver.executeScript(text);
    }
}
