package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;

/** The chat page in a real browser, its own backend behind it, and behind that a real server with a slow model. */
@Tag("clients")
class BrowserChatTest {
    private final Logins logins = new Logins("ann", "ben");
    private FakeModel model;
    private RealServer server;
    private BrowserChat chat;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        model = new FakeModel("By the ", "sea.");
        server = RealServer.start("--responder", "openai", "--responder-url", model.url(), "--responder-model", "any");
        chat = BrowserChat.start(URI.create(server.url()), 0, logins);
        browser = new Browser();
        browser.driver.get(chat.url());
    }

    @AfterEach
    void stop() {
        browser.close();
        chat.close();
        server.close();
        model.close();
    }

    @Test
    void a_reply_is_shown_while_it_is_written() throws Exception {
        browser.pictures("chat-login");
        signIn("ann");
        browser.pictures("chat-empty");
        type("Where do we go?");
        model.say(1);
        browser.until(there -> browser.find("li.draft").getText().strip().equals("By the"));
        assertThat(browser.texts("li.assistant")).isEmpty();
        browser.visible("#stop");
        browser.pictures("chat-writing");
        model.say(1);
        browser.until(there -> browser.texts("li.assistant").contains("assistant\nBy the sea."));
        assertThat(browser.texts("#messages li")).containsExactly("ann\nWhere do we go?", "assistant\nBy the sea.");
        browser.pictures("chat-answered");
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith(chat.url() + "/"));
    }

    @Test
    void R1_two_tabs_have_two_sessions_and_a_reload_keeps_each() {
        signIn("ann");
        converse("First tab");
        String first = session();
        String firstTab = browser.driver.getWindowHandle();
        browser.driver.switchTo().newWindow(WindowType.TAB);
        browser.driver.get(chat.url());
        converse("Second tab");
        String second = session();

        assertThat(second).isNotEqualTo(first);
        browser.driver.navigate().refresh();
        browser.until(there -> browser.texts("li.user").contains("ann\nSecond tab"));
        assertThat(session()).isEqualTo(second);
        assertThat(browser.texts("li.user")).hasSize(1);
        browser.driver.switchTo().window(firstTab);
        browser.driver.navigate().refresh();
        browser.until(there -> browser.texts("li.user").contains("ann\nFirst tab"));
        assertThat(session()).isEqualTo(first);
        assertThat(browser.texts("li.user")).hasSize(1);
    }

    @Test
    void R2_a_foreign_session_id_shows_a_refusal_and_no_data() throws Exception {
        signIn("ann");
        converse("My code is 1234");
        String anns = session();
        browser.visible("#leave").click();
        signIn("ben");
        Object unused = browser.driver.executeScript("sessionStorage.setItem('session', arguments[0])", anns);
        browser.driver.navigate().refresh();

        assertThat(browser.visible("#notice").getText()).contains("does not belong to you");
        assertThat(browser.texts("#messages li")).isEmpty();
        assertThat(browser.driver.getPageSource()).doesNotContain("1234");
        assertThat(browser.find("#say").isDisplayed()).isFalse();
        browser.pictures("chat-refused");
        browser.visible("#fresh").click();
        converse("My own");
        assertThat(session()).isNotEqualTo(anns);
    }

    @Test
    void the_keyboard_is_enough() {
        browser.visible("#login");
        browser.driver.switchTo().activeElement().sendKeys("ann", Keys.TAB);
        browser.driver.switchTo().activeElement().sendKeys(password("ann"), Keys.ENTER);
        browser.visible("#chat");
        browser.until(there -> "text".equals(there.switchTo().activeElement().getDomAttribute("id")));
        model.say(2);
        browser.driver.switchTo().activeElement().sendKeys("Hello", Keys.ENTER);
        browser.until(there -> browser.texts("li.assistant").size() == 1);
        assertThat(browser.driver.switchTo().activeElement().getDomAttribute("id"))
                .isEqualTo("text");
    }

    @Test
    void R2_nobody_says_who_they_are() throws Exception {
        assertThat(status("/api/v1/sessions", "X-User-Id", "ann")).isEqualTo(401);
        assertThat(status("/api/v1/sessions?user_id=ann", "Authorization", "Bearer ann"))
                .isEqualTo(401);
        String cookie = logins.signIn("ben", password("ben")).orElseThrow().replaceAll(";.*", "");
        assertThat(status("/api/v1/sessions", "Cookie", cookie)).isEqualTo(200);
        assertThat(status("/api/v1/sessions?user_id=ann", "Cookie", cookie)).isEqualTo(400);
        assertThat(status("/health", "Cookie", cookie)).isEqualTo(404);
        assertThat(status("/api/v1/../../health", "Cookie", cookie)).isEqualTo(404);
        assertThat(logins.signIn("ann", password("ben"))).isEmpty();
        assertThat(logins.signIn("eve", "")).isEmpty();
    }

    @Test
    void a_page_of_another_site_changes_nothing() throws Exception {
        String cookie = logins.signIn("ben", password("ben")).orElseThrow().replaceAll(";.*", "");
        for (String origin : new String[] {"https://example.org", "null", server.url()}) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(chat.url() + "/api/v1/sessions"))
                    .header("Cookie", cookie)
                    .header("Origin", origin)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private int status(String path, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(chat.url() + path))
                .header(header, value)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private void signIn(String user) {
        browser.visible("#login input[name=user]").sendKeys(user);
        browser.find("#login input[name=password]").sendKeys(password(user));
        browser.find("#login button").click();
        browser.until(there -> browser.texts("#user").contains(user));
    }

    private String password(String user) {
        return Objects.requireNonNull(logins.passwords().get(user));
    }

    private void type(String text) {
        browser.visible("#text").sendKeys(text);
        browser.visible("#send").click();
    }

    private void converse(String text) {
        model.say(2);
        type(text);
        browser.until(there -> browser.texts("li.assistant").size() == 1);
    }

    private String session() {
        return (String) browser.driver.executeScript("return sessionStorage.getItem('session')");
    }
}
