package org.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.holdfast.servers.Chromium;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/// What a person does with the dashboard, in a real browser. Screenshots are kept in `target/screenshots`.
class BrowserTest {
    private static final String CONFIGURATION = """
        sites:
          disk: { provider: filesystem, path: @/store, encryption: {}, contents: { include: [blog] } }
          broken:
            provider: filesystem
            path: @/sealed
            encryption: {}
            contents: { include: [other] }
            schedule: "0 3 1 1 *"
        apps:
          blog: { data: @/blog, version: "1.4" }
          other: { data: @/downloads }
          waiting:
            data: @/waiting
            automatic: false
            hooks: { before: "while [ ! -e @/go ]; do sleep 0.1; done" }
        serve: { port: 0, restoreDirectories: [@/restored] }
        """;
    private static final Dimension DESKTOP = new Dimension(1280, 1000);
    private static final Dimension PHONE = new Dimension(500, 900);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private @TempDir Path dir;
    private final byte[] photo = new byte[300_000];
    private ServerLab lab;
    private Relay relay;
    private Optional<ChromeDriver> opened = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        Chromium chromium = chromium();
        new Random(20261128).nextBytes(photo);
        Files.createDirectories(dir.resolve("blog/photos"));
        Files.createDirectories(dir.resolve("restored"));
        Files.createDirectories(dir.resolve("downloads"));
        Files.createDirectories(dir.resolve("waiting"));
        Files.write(dir.resolve("blog/photos/one.jpg"), photo);
        Files.writeString(dir.resolve("blog/<b>index.html"), "hello");
        // As if it had not run since 2020, so that the broken site is tried at once.
        Files.writeString(
                Files.createDirectories(dir.resolve("state/serve")).resolve("schedule.json"),
                "{\"broken/backup\": {\"since\": \"2020-01-01T00:00:00Z\", \"failures\": 0, \"running\": false}}");
        // A pattern would take it for what lies beside it.
        Files.writeString(Files.createDirectories(dir.resolve("blog/al*um[1]")).resolve("two.txt"), "two");
        Files.writeString(Files.createDirectories(dir.resolve("blog/album1")).resolve("two.txt"), "other");
        lab = new ServerLab(dir, CONFIGURATION);
        relay = new Relay(lab.port());
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.browser().toString());
        options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu");
        options.setExperimentalOption(
                "prefs",
                Map.of("download.default_directory", dir.resolve("downloads").toString()));
        options.setCapability("goog:loggingPrefs", logs);
        System.setProperty("webdriver.chrome.driver", chromium.driver().toString());
        opened = Optional.of(new ChromeDriver(options));
    }

    @AfterEach
    void stop() throws IOException {
        opened.ifPresent(ChromeDriver::quit);
        if (opened.isPresent()) {
            relay.close();
            lab.close();
        }
    }

    private static Chromium chromium() throws InterruptedException {
        try {
            return Chromium.provide(Path.of("target/chromium"));
        } catch (IOException e) {
            return abort(String.valueOf(e.getMessage()));
        }
    }

    private ChromeDriver browser() {
        return opened.orElseThrow();
    }

    private static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (StaleElementReferenceException _) {
                // Drawn anew meanwhile.
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not seen: " + what);
            }
            Thread.onSpinWait();
        }
    }

    private void sees(String text) {
        String[] shown = {""};
        try {
            until(text, () -> {
                shown[0] = browser().findElement(By.tagName("body")).getText();
                return shown[0].contains(text);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but at " + browser().getCurrentUrl() + ": " + shown[0], e);
        }
    }

    private void click(String kind, String text) {
        By by = By.xpath("//" + kind + "[normalize-space()='" + text + "']");
        until(text, () -> {
            List<WebElement> found = browser().findElements(by).stream()
                    .filter(WebElement::isDisplayed)
                    .toList();
            if (found.isEmpty()) {
                return false;
            }
            found.getLast().click();
            return true;
        });
    }

    private void type(String name, String text) {
        WebElement input = browser().findElement(By.name(name));
        input.clear();
        input.sendKeys(text);
    }

    private void go(String hash) {
        browser().get("http://127.0.0.1:" + relay.port() + "/" + hash);
    }

    private void submit() {
        browser().findElement(By.cssSelector("dialog button[type=submit]")).click();
    }

    private void done() {
        until("job", () -> browser().getCurrentUrl().contains("#/job/"));
        sees("Done");
    }

    private void openNewest() {
        go("#/site/disk");
        sees("the newest one");
        browser().findElement(By.xpath("//tr[td/div[.='blog']]//a")).click();
        sees("Files in data");
    }

    private void logIn() {
        go("");
        until("login", () -> browser().getCurrentUrl().endsWith("/login"));
        type("token", "wrong");
        click("button", "Log in");
        sees("that is not the token");
        type("token", lab.token());
        click("button", "Log in");
        sees("server1");
    }

    private void picture(String name, Dimension size) throws IOException {
        browser().manage().window().setSize(size);
        Path pictures = Files.createDirectories(Path.of("target/screenshots"));
        Files.write(
                pictures.resolve(name + "-" + size.getWidth() + ".png"),
                browser().getScreenshotAs(OutputType.BYTES));
        Object overflow = browser()
                .executeScript("return document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assertThat(overflow).as("what sticks out of " + name + " at " + size).isEqualTo(0L);
    }

    private void pictures(String name) throws IOException {
        picture(name, PHONE);
        picture(name, DESKTOP);
    }

    @Test
    void backsUpBrowsesDownloadsRestoresAndSeesWhatFails() throws Exception {
        logIn();
        sees("there are no backups yet");
        pictures("overview-first");

        browser().findElement(By.cssSelector("[aria-label='Site disk'] button")).click();
        type("label", "from the browser");
        click("button", "Back up");
        until("job", () -> browser().getCurrentUrl().contains("#/job/"));
        sees("Done");
        sees("2 backups made");
        pictures("job");

        go("#/site/disk");
        sees("from the browser");
        sees("the newest one");
        pictures("site");
        WebElement blog = browser().findElement(By.xpath("//tr[td/div[.='blog']]//a"));
        blog.click();
        sees("Files in data");
        sees("<b>index.html");
        pictures("backup");
        click("button", "photos/");
        sees("one.jpg");
        click("a", "one.jpg");
        Path downloaded = dir.resolve("downloads/one.jpg");
        until("download", () -> Files.exists(downloaded) && downloaded.toFile().length() == photo.length);
        assertThat(Files.readAllBytes(downloaded)).isEqualTo(photo);

        click("button", "Restore");
        sees("Into the directory");
        pictures("restore");
        type("target", "/etc");
        submit();
        sees("does not allow to restore to /etc");
        type("target", "blog-back");
        submit();
        done();
        assertThat(Files.readAllBytes(dir.resolve("restored/blog-back/photos/one.jpg")))
                .isEqualTo(photo);

        openNewest();
        click("button", "al*um[1]/");
        click("button", "Restore this");
        sees("Into the directory");
        type("target", "a-part");
        submit();
        done();
        assertThat(dir.resolve("restored/a-part/al*um[1]/two.txt")).hasContent("two");
        assertThat(dir.resolve("restored/a-part")).isDirectoryNotContaining("glob:**/{album1,photos}");

        openNewest();
        click("button", "Verify");
        browser().findElement(By.name("repair")).click();
        submit();
        done();
        sees("1 good, 0 damaged, 0 could not be verified");
        sees("Files read");
        openNewest();
        sees("quick, 0 findings");

        Path exported = dir.resolve("exported.json");
        String path = browser().findElement(By.linkText("Export")).getDomAttribute("href");
        Files.writeString(exported, lab.get(String.valueOf(path)).body());
        go("#/apps");
        click("button", "Import…");
        sees("The exported file");
        browser().findElement(By.name("file")).sendKeys(exported.toString());
        type("target", "imported");
        click("summary", "More");
        pictures("import");
        browser().findElement(By.name("dumps")).click();
        submit();
        done();
        assertThat(dir.resolve("restored/imported/album1/two.txt")).hasContent("other");
        assertThat(dir.resolve("restored/imported.dumps/config.json")).exists();

        go("#/site/disk");
        click("button", "Unlock…");
        submit();
        sees("There was no lock");

        go("#/cleanup/disk");
        sees("Nothing has been removed");
        pictures("cleanup");
        for (String view : List.of("apps", "jobs", "settings")) {
            go("#/" + view);
            sees(view.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + view.substring(1));
            pictures(view);
        }

        go("#/");
        sees("Failing");
        WebElement card = browser().findElement(By.cssSelector("[aria-label='Site broken']"));
        assertThat(card.findElement(By.cssSelector(".light.bad")).getText()).contains("Failing");
        assertThat(card.findElement(By.cssSelector(".finding")).getText())
                .contains("the last backup failed: 2 of 2 backups failed: ", "password");
        assertThat(card.findElement(By.cssSelector(".finding .hint")).getText()).contains("password");
        until(
                "doctor",
                () -> browser().findElement(By.tagName("body")).getText().contains("What needs attention"));
        pictures("overview");
        browser()
                .executeCdpCommand(
                        "Emulation.setEmulatedMedia",
                        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
        pictures("overview-dark");

        followsAJobOverABrokenConnection();
        openNewest();
        click("button", "Remove…");
        sees("will be gone for good");
        submit();
        done();
        assertThat(ServerLab.object(lab.get("/api/sites/disk/backups"))).containsEntry("total", 2);

        // By keyboard alone: the first thing to reach leads past the links.
        go("");
        sees("server1");
        browser().findElement(By.tagName("body")).sendKeys(Keys.TAB);
        assertThat(browser().switchTo().activeElement().getText()).isEqualTo("Skip to the content");

        assertThat(browser().manage().logs().get(LogType.BROWSER).getAll().stream()
                        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                        // What the browser says of the attempts that were meant to be refused.
                        .filter(entry -> !entry.getMessage().matches(".*/(login|restore|api/session) .*status of 4.*"))
                        // And of those while the server was away.
                        .filter(entry -> !entry.getMessage().matches(".*/api/jobs/.*(ERR_|status of 502).*"))
                        .map(Object::toString))
                .isEmpty();
    }

    private void followsAJobOverABrokenConnection() throws Exception {
        Object job = ServerLab.object(
                        lab.post("/api/backups", Map.of("apps", List.of("waiting"), "sites", List.of("disk"))))
                .get("id");
        go("#/job/" + job);
        sees("Running");
        sees("back up waiting to disk");
        relay.away();
        // The browser by itself, and the page, since the browser gives up.
        until("refusals", () -> relay.refused() >= 2);
        relay.back();
        Files.createFile(dir.resolve("go"));
        sees("Done");
        assertThat(browser().findElement(By.className("log")).getText()).containsOnlyOnce("back up waiting to disk");
    }
}
