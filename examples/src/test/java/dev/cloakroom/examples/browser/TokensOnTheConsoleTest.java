package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The playground over a server that believes signed tokens and no names, in a real browser. */
@Tag("clients")
class TokensOnTheConsoleTest {
    private static final Tokens TRUSTED = new Tokens("what only the issuer and the server know");

    private RealServer server;
    private ConsolePage page;
    private Browser browser;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), TRUSTED.secret());
        server = RealServer.start("--auth", "jwt", "--jwt-secret-file", secret.toString());
        page = new ConsolePage(server);
        browser = page.browser;
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
    }

    private static String token(String user) throws Exception {
        return TRUSTED.of(user, Instant.now().plus(Duration.ofMinutes(10)));
    }

    @Test
    void R2_a_side_is_whoever_its_token_says_and_a_reload_forgets_the_token() throws Exception {
        assertThat(browser.visible(".desk.left .note").getText()).startsWith("A token says who sits here");
        assertThat(browser.find(".desk.left .desk-body").isDisplayed()).isFalse();
        page.looksRight("console-without-token");
        String anns = token("ann");
        page.become("left", anns);
        page.say("left", "My locker code is 4711");
        page.become("right", token("ben"));
        page.say("right", "Where are the lockers?");
        page.press(".desk.right .attempt");

        assertThat(page.texts("left", ".messages li.user .meta b")).containsExactly("ann");
        assertThat(page.texts("right", ".messages li.user .meta b")).containsExactly("ben");
        assertThat(browser.visible(".desk.right .refusal").getText()).contains("Refused");
        assertThat(browser.find(".desk.right").getText()).doesNotContain("4711");
        assertThat(browser.find(".desk.left .asked details[open] .line code").getText())
                .contains("-H \"Authorization: Bearer $TOKEN\"")
                .doesNotContain("X-User-Id");
        page.looksRight("console-with-tokens");
        assertThat(browser.driver.getPageSource()).doesNotContain(anns);
        assertThat((String) browser.driver.executeScript("return JSON.stringify(sessionStorage)"))
                .contains("console.left")
                .doesNotContain(anns);
        browser.driver.navigate().refresh();
        assertThat(browser.visible(".desk.left .who input").getDomProperty("value"))
                .isEmpty();
        assertThat(browser.find(".desk.left .desk-body").isDisplayed()).isFalse();
        page.keptToItself();
    }

    @Test
    void a_token_that_is_refused_is_said_to_be_refused_until_a_good_one_comes() throws Exception {
        for (String bad : new String[] {
            new Tokens("what somebody else thinks that the server knows")
                    .of("ann", Instant.now().plusSeconds(600)),
            TRUSTED.of("ann", Instant.now().minusSeconds(600)),
            "no token – at all"
        }) {
            page.become("left", bad);
            browser.until(
                    there -> browser.find(".desk.left .note.bad").getText().contains("does not accept this token"));
            assertThat(browser.find(".desk.left .desk-body").isDisplayed()).isFalse();
            page.become("left", token("ann"));
            browser.visible(".desk.left .composer textarea:enabled");
            assertThat(page.texts("left", ".note")).containsExactly("");
        }
        page.become("left", "wrong");
        browser.visible(".desk.left .note.bad");
        page.become("right", token("ben")); // the other side is not concerned
        page.say("right", "Good morning");
        page.looksRight("console-token-refused");
        assertThat(page.texts("right", ".messages li.user .meta b")).containsExactly("ben");
        page.keptToItself("401 (Unauthorized)");
    }
}
