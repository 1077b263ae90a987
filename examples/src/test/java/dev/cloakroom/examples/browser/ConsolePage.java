package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import java.util.List;
import org.openqa.selenium.Keys;

/** The console in a browser, and what holds for it whatever it shows. */
final class ConsolePage implements AutoCloseable {
    /** What someone cannot read well: text below the contrast of WCAG AA on what is behind it. */
    private static final String PALE = """
            const parts = (colour) => colour.match(/[0-9.]+/g).map(Number);
            const shade = (n) => (n / 255 <= 0.04045 ? n / 255 / 12.92 : ((n / 255 + 0.055) / 1.055) ** 2.4);
            const light = ([r, g, b]) => 0.2126 * shade(r) + 0.7152 * shade(g) + 0.0722 * shade(b);
            const behind = (element) => {
              for (let at = element; at; at = at.parentElement) {
                const colour = parts(getComputedStyle(at).backgroundColor);
                if (colour.length === 3 || colour[3] === 1) {
                  return colour;
                }
              }
              return [255, 255, 255];
            };
            return [...document.querySelectorAll('body *')].filter((element) =>
                [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
                && element.checkVisibility() && !element.closest('svg, noscript, .unseen, .skip, :disabled, [inert]'))
              .filter((element) => {
                const style = getComputedStyle(element);
                const [low, high] = [light(parts(style.color)), light(behind(element))].sort((a, b) => a - b);
                return (high + 0.05) / (low + 0.05) < 4.5;
              }).map((element) => element.tagName + '.' + element.className + ': ' + element.textContent.slice(0, 40));
            """;

    final Browser browser = new Browser();
    private final RealServer server;

    ConsolePage(RealServer server) {
        this.server = server;
        browser.look(1280, false);
        browser.driver.get(server.url() + "/console");
        browser.visible(".desk.right input[type=password], .desk.right .composer button:enabled");
    }

    /** At both widths and in both colours: nothing wider than the window, nothing too pale to read. */
    void looksRight(String name) throws Exception {
        for (boolean dark : new boolean[] {false, true}) {
            browser.look(1280, dark);
            browser.until(there -> dark == isDark());
            assertThat((List<?>) browser.driver.executeScript(PALE))
                    .as("pale in %s, dark: %s", name, dark)
                    .isEmpty();
        }
        browser.pictures(name);
        browser.look(1280, false);
    }

    private boolean isDark() {
        return (Boolean) browser.driver.executeScript("return matchMedia('(prefers-color-scheme: dark)').matches");
    }

    /** Nothing broke, nothing was asked elsewhere, and nothing outlives this tab. A refusal is no mistake. */
    void keptToItself() {
        keptToItself("403 (Forbidden)");
    }

    void keptToItself(String refusal) {
        assertThat(browser.complaints())
                .as("errors and violations of the page's policy")
                .allMatch(line -> line.contains("status of " + refusal));
        assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith(server.url() + "/"));
        assertThat(browser.number("return localStorage.length")).isZero();
        assertThat(browser.driver.manage().getCookies()).isEmpty();
    }

    /** Says something at one side and waits until it is answered. */
    void say(String side, String text) {
        String replies = ".desk." + side + " .messages li.assistant:not(.draft)";
        int before = browser.texts(replies).size();
        browser.visible(".desk." + side + " .composer textarea").sendKeys(text, Keys.ENTER);
        browser.until(there -> browser.texts(replies).size() == before + 1);
        browser.visible(".desk." + side + " .composer button:enabled");
    }

    /** Somebody else sits down at a side: a name, or a token. */
    void become(String side, String whom) {
        browser.visible(".desk." + side + " .who input").sendKeys(Keys.chord(Keys.CONTROL, "a"), whom, Keys.ENTER);
    }

    List<String> texts(String side, String selector) {
        return browser.texts(".desk." + side + " " + selector);
    }

    void press(String selector) {
        browser.visible(selector + ":enabled").click();
    }

    /** Goes on with the tabulator until what is meant has the focus. */
    void tabTo(String selector) {
        browser.until(there -> {
            boolean reached =
                    (Boolean) there.executeScript("return document.activeElement.matches(arguments[0])", selector);
            if (!reached) {
                there.switchTo().activeElement().sendKeys(Keys.TAB);
            }
            return reached;
        });
    }

    void type(CharSequence... keys) {
        browser.driver.switchTo().activeElement().sendKeys(keys);
    }

    @Override
    public void close() {
        browser.close();
    }
}
