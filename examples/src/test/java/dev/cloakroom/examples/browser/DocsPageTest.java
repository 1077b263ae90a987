package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloakroom.examples.RealServer;
import dev.cloakroom.server.routes.StatusRoutes;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server's page of its interface, in a real browser. */
@Tag("clients")
class DocsPageTest {
    private static final Pattern OPERATION = Pattern.compile("(?m)^      operationId: ");

    @Test
    void it_shows_every_operation_and_asks_nobody_else() throws Exception {
        String file;
        try (var in = StatusRoutes.class.getResourceAsStream("openapi.yaml")) {
            file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int operations = (int) OPERATION.matcher(file).results().count();
        try (RealServer server = RealServer.start();
                Browser browser = new Browser()) {
            browser.driver.get(server.url() + "/docs");
            browser.until(there -> browser.texts(".opblock").size() == operations);

            assertThat(browser.texts(".opblock-summary-path")).contains("/api/v1/chat/send");
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).isNotEmpty().allMatch(url -> url.startsWith(server.url() + "/"));
            browser.pictures("docs");
            browser.find("#operations-Chat-sendMessage .opblock-summary-control")
                    .click();
            browser.visible("#operations-Chat-sendMessage .execute");
            Object unused = browser.driver.executeScript(
                    "document.getElementById('operations-Chat-sendMessage').scrollIntoView()");
            browser.pictures("docs-operation");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
