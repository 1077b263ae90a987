package dev.cloakroom.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A real Chromium without a window. One that is not on PATH is a failure: whoever runs these tests wants them. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern REQUESTED =
            Pattern.compile("\"method\":\"Network.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]*)\"");
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    final ChromeDriver driver;

    Browser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium"));
        options.addArguments(
                "--headless=new",
                "--disable-gpu",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-dev-shm-usage");
        if (System.getProperty("user.name").equals("root")) {
            options.addArguments("--no-sandbox"); // Chromium's sandbox does not start for root
        }
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable("browser", Level.ALL);
        logs.enable("performance", Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(onPath("chromedriver"))
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options);
    }

    private static File onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(directory -> new File(directory, program))
                .filter(File::canExecute)
                .findFirst()
                .orElseThrow(() -> new AssertionError(program + " is not on PATH"));
    }

    /** A window of this width, in light or dark colours. */
    void look(int width, boolean dark) {
        var size = driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 860, "deviceScaleFactor", 1, "mobile", false));
        var colours = driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
        assertThat(size).isEqualTo(colours);
    }

    /** For people to look at, at both widths and in both colours; nothing is wider than the window. */
    void pictures(String name) throws IOException {
        Files.createDirectories(SCREENSHOTS);
        for (int width : new int[] {390, 1280}) {
            for (boolean dark : new boolean[] {false, true}) {
                look(width, dark);
                until(there -> number("return innerWidth") == width);
                assertThat(number("return document.documentElement.scrollWidth"))
                        .as("width of %s at %s", name, width)
                        .isLessThanOrEqualTo(width);
                Path file = SCREENSHOTS.resolve(name + "-" + width + (dark ? "-dark" : "-light") + ".png");
                Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
            }
        }
    }

    long number(String script) {
        return (Long) driver.executeScript(script);
    }

    WebElement find(String selector) {
        return until(there -> there.findElement(By.cssSelector(selector)));
    }

    @CanIgnoreReturnValue
    WebElement visible(String selector) {
        return until(there -> {
            WebElement element = there.findElement(By.cssSelector(selector));
            return element.isDisplayed() ? element : null;
        });
    }

    List<String> texts(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .map(WebElement::getText)
                .toList();
    }

    @CanIgnoreReturnValue
    <T> T until(Function<ChromeDriver, T> condition) {
        return new WebDriverWait(driver, PATIENCE)
                .ignoring(NoSuchElementException.class)
                .ignoring(StaleElementReferenceException.class)
                .until(there -> condition.apply(driver));
    }

    /** What the browser complained of since the last time. */
    List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get("browser").spliterator(), false)
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Every address that was asked since the last time. */
    List<String> requests() {
        return StreamSupport.stream(driver.manage().logs().get("performance").spliterator(), false)
                .flatMap(entry -> REQUESTED.matcher(entry.getMessage()).results())
                .map(match -> match.group(1))
                .filter(url -> !url.startsWith("data:"))
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
