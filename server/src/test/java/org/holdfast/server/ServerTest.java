package org.holdfast.server;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.holdfast.engine.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real server over a real directory, asked by HTTP: what a person does with an app's backups in its life.
class ServerTest {
    private static final String CONFIGURATION = """
        sites:
          disk: { provider: filesystem, path: @/store, encryption: {} }
          plain: { provider: filesystem, path: @/plain, format: tgz, contents: { exclude: [other] } }
        apps:
          other: { data: @/other }
          blog: { data: @/blog, version: "1.4", directories: { uploads: @/uploads } }
        serve: { port: 0, restoreDirectories: [@/restored] }
        """;

    private @TempDir Path dir;
    private byte[] photo = new byte[300_000];
    private ServerLab lab;

    @BeforeEach
    void start() throws Exception {
        new Random(20261128).nextBytes(photo);
        Files.createDirectories(dir.resolve("blog/photos"));
        Files.createDirectories(dir.resolve("other"));
        Files.writeString(Files.createDirectories(dir.resolve("uploads")).resolve("one.pdf"), "a pdf");
        Files.createDirectories(dir.resolve("restored"));
        Files.write(dir.resolve("blog/photos/gr\u00fcn.jpg"), photo);
        Files.writeString(dir.resolve("blog/index.html"), "hello");
        lab = new ServerLab(dir, CONFIGURATION);
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> members, String name) {
        return (List<Map<String, Object>>) Objects.requireNonNull(members.get(name));
    }

    private String newest(String site) throws Exception {
        Map<String, Object> page = ServerLab.object(lab.get("/api/sites/" + site + "/backups?app=blog&limit=1"));
        return "/api/sites/" + site + "/backups/"
                + URLEncoder.encode(
                        String.valueOf(list(page, "backups").getFirst().get("id")), StandardCharsets.UTF_8);
    }

    @Test
    void backsUpBrowsesDownloadsRestoresAndCleansUp() throws Exception {
        Map<String, Object> made = lab.job("/api/backups", Map.of());
        assertThat(made).as(Json.line(made)).contains(entry("state", "succeeded"), entry("kind", "backup"));

        HttpResponse<String> page = lab.get("/api/sites/disk/backups?app=blog");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(list(ServerLab.object(page), "backups")).singleElement().satisfies(backup -> assertThat(backup)
                .contains(
                        entry("app", "blog"),
                        entry("files", 5),
                        entry("complete", true),
                        entry("kept", true),
                        entry("encrypted", true)));

        for (String site : List.of("disk", "plain")) {
            String backup = newest(site);
            Map<String, Object> top = ServerLab.object(lab.get(backup + "/files?path=data"));
            assertThat(list(top, "entries"))
                    .extracting(entry -> entry.get("path"))
                    .containsExactly("data/index.html", "data/photos");
            Map<String, Object> below = ServerLab.object(lab.get(backup + "/files?path=data/photos"));
            assertThat(list(below, "entries")).singleElement().satisfies(entry -> assertThat(entry)
                    .contains(entry("size", photo.length)));

            HttpResponse<byte[]> file = lab.bytes(lab.known(backup + "/file?path=data/photos/gr%C3%BCn.jpg"));
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.body()).isEqualTo(photo);
            assertThat(file.headers().firstValue("Content-Disposition"))
                    .contains("attachment; filename=\"gr_n.jpg\"; filename*=UTF-8''gr%C3%BCn.jpg");

            Map<String, Object> restored = lab.job(
                    backup + "/restore",
                    Map.of("target", dir.resolve("restored/" + site).toString()));
            assertThat(restored).as(Json.line(restored)).contains(entry("state", "succeeded"));
            assertThat(Files.readAllBytes(dir.resolve("restored/" + site + "/photos/gr\u00fcn.jpg")))
                    .isEqualTo(photo);
        }

        Map<String, Object> preview = ServerLab.object(lab.get("/api/sites/disk/cleanup"));
        assertThat(preview).contains(entry("gone", 0), entry("kept", 3));
        assertThat(lab.job("/api/sites/disk/cleanup", Map.of())).contains(entry("state", "succeeded"));
        assertThat(lab.job("/api/sites/disk/verify", Map.of("mode", "read-data")))
                .contains(entry("state", "succeeded"), entry("message", "3 good, 0 damaged, 0 could not be verified"));
    }

    @Test
    void pinsLabelsExportsImportsAndClones() throws Exception {
        lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk"), "label", "before"));
        String backup = newest("disk");
        assertThat(lab.put(backup + "/pin", Map.of("pinned", true)).statusCode())
                .isEqualTo(200);
        assertThat(lab.put(backup + "/label", Map.of("label", "after")).statusCode())
                .isEqualTo(200);
        assertThat(ServerLab.object(lab.get(backup))).contains(entry("pinned", true), entry("label", "after"));
        assertThat(lab.get(backup + "/export").body()).contains("\"type\" : \"holdfast-backup\"");

        Map<String, Object> imported = lab.job(backup + "/import", Map.of("target", "imported", "ignoreOwners", true));
        assertThat(imported).as(Json.line(imported)).contains(entry("state", "succeeded"));
        assertThat(lab.files("restored/imported")).contains("photos/gr\u00fcn.jpg");
        Map<String, Object> cloned = lab.job(
                backup + "/clone", Map.of("target", "cloned", "app", "blog-2", "dumps", true, "ignoreOwners", true));
        assertThat(cloned).as(Json.line(cloned)).contains(entry("state", "succeeded"));
        assertThat(Files.readString(dir.resolve("restored/cloned.dumps/config.json")))
                .contains("blog-2");
    }

    @Test
    void tellsWhatFailedAndWhatToDo() throws Exception {
        Files.delete(dir.resolve("blog/index.html"));
        Files.delete(dir.resolve("blog/photos/gr\u00fcn.jpg"));
        Files.delete(dir.resolve("blog/photos"));
        Files.delete(dir.resolve("blog"));
        Map<String, Object> failed = lab.job("/api/backups", Map.of("apps", List.of("blog")));
        assertThat(failed).contains(entry("state", "failed"));
        assertThat(failed.get("message"))
                .asString()
                .startsWith("2 of 2 backups failed: ")
                .contains("blog");
        HttpResponse<String> missing = lab.get("/api/sites/nowhere/backups");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("there is no site nowhere", "not_found");
        HttpResponse<String> wrong = lab.post("/api/backups", Map.of("app", "blog"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("\\\"app\\\" is unknown here");
    }

    @Test
    void countsWhatItDoesAndTellsHowItIs() throws Exception {
        lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk")));
        lab.job("/api/sites/disk/verify", Map.of());
        ServerLab.object(lab.get("/api/sites/disk/backups"));
        String metrics = lab.send(lab.known("/metrics")).body();
        assertThat(metrics)
                .contains(
                        "holdfast_backups_total{app=\"blog\",outcome=\"ok\",site=\"disk\"} 1.0",
                        "holdfast_jobs_total{kind=\"backup\",state=\"succeeded\"} 1.0",
                        "holdfast_retained_backups{app=\"blog\",site=\"disk\"} 1.0",
                        "holdfast_last_success_age_seconds{app=\"blog\",site=\"disk\"}",
                        "holdfast_verification_age_seconds{app=\"blog\",site=\"disk\"}",
                        "holdfast_jobs_total{kind=\"verify\",state=\"succeeded\"} 1.0",
                        "holdfast_site_up{site=\"disk\"} 1.0",
                        "holdfast_jobs_waiting 0.0",
                        "holdfast_info{version=\"1.2.3\"} 1");
        Map<String, Object> health = ServerLab.object(lab.get("/health"));
        assertThat(health).containsEntry("status", "UP").containsKey("components");

        // A site that cannot be listed is down, and what was last seen of it still counts.
        Files.move(dir.resolve("store"), dir.resolve("unplugged"));
        Files.writeString(dir.resolve("store"), "no directory");
        assertThat(lab.job("/api/sites/disk/cleanup", Map.of())).containsEntry("state", "failed");
        assertThat(ServerLab.object(lab.get("/api/sites/disk"))).contains(entry("light", "bad"), entry("backups", 1));
        assertThat(lab.send(lab.known("/metrics")).body())
                .contains(
                        "holdfast_site_up{site=\"disk\"} 0.0",
                        "holdfast_retained_backups{app=\"blog\",site=\"disk\"} 1.0",
                        "holdfast_jobs_total{kind=\"cleanup\",state=\"failed\"} 1.0");
        assertThat(ServerLab.object(lab.get("/health"))).containsEntry("status", "UP");
    }

    @Test
    void followsAsManyJobsOneAfterTheOtherAsThereAre() throws Exception {
        String id = String.valueOf(lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk")))
                .get("id"));
        for (int i = 0; i < 205; i++) {
            HttpResponse<String> events = lab.get("/api/jobs/" + id + "/events");
            assertThat(events.statusCode()).as("stream %s", i).isEqualTo(200);
            assertThat(events.body()).contains("event: end");
        }
    }

    @Test
    void pagesTellOfEachBackupOnce() throws Exception {
        lab.job("/api/backups", Map.of("sites", List.of("disk")));
        List<String> all = ids(ServerLab.object(lab.get("/api/sites/disk/backups")));
        // By time: the text has blog before other.
        assertThat(all)
                .hasSize(3)
                .isNotEqualTo(
                        all.stream().sorted(java.util.Comparator.reverseOrder()).toList());
        List<String> found = new java.util.ArrayList<>();
        Map<String, Object> page = ServerLab.object(lab.get("/api/sites/disk/backups?limit=1"));
        found.addAll(ids(page));
        while (page.containsKey("next")) {
            String after = URLEncoder.encode(String.valueOf(page.get("next")), StandardCharsets.UTF_8);
            page = ServerLab.object(lab.get("/api/sites/disk/backups?limit=1&after=" + after));
            found.addAll(ids(page));
        }
        assertThat(found).isEqualTo(all);
        assertThat(lab.get("/api/sites/disk/backups?after=yesterday").statusCode())
                .isEqualTo(400);
    }

    private static List<String> ids(Map<String, Object> page) {
        return list(page, "backups").stream()
                .map(backup -> String.valueOf(backup.get("id")))
                .toList();
    }

    @Test
    void aLabelIsALine() throws Exception {
        lab.job(
                "/api/backups",
                Map.of("apps", List.of("blog"), "sites", List.of("disk"), "label", "gr\u00fcn \ud83c\udf31"));
        String backup = newest("disk");
        for (String label : List.of("two\nlines", "a\u0007bell", "a\u2028line")) {
            assertThat(lab.put(backup + "/label", Map.of("label", label)).statusCode())
                    .as(label)
                    .isEqualTo(400);
            assertThat(lab.post("/api/backups", Map.of("label", label)).statusCode())
                    .as(label)
                    .isEqualTo(400);
        }
        String half = "{\"label\": \"\\ud800\"}";
        assertThat(lab.send(lab.known(backup + "/label").PUT(java.net.http.HttpRequest.BodyPublishers.ofString(half)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(ServerLab.object(lab.get(backup))).containsEntry("label", "gr\u00fcn \ud83c\udf31");
    }

    @Test
    void methodsThatNobodyKnowsCountAsOne() throws Exception {
        for (String method : List.of("BREW", "BREW2")) {
            lab.send(lab.known("/api/jobs").method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));
        }
        assertThat(lab.send(lab.known("/metrics")).body())
                .doesNotContain("BREW")
                .contains("method=\"other\",route=\"\",status=\"405\"} 2.0");
    }

    @Test
    void aListOfJobsHasNoResults() throws Exception {
        Map<String, Object> job = lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk")));
        assertThat(job).containsKey("result");
        assertThat(list(ServerLab.object(lab.get("/api/jobs")), "jobs"))
                .singleElement()
                .satisfies(one ->
                        assertThat(one).containsEntry("id", job.get("id")).doesNotContainKey("result"));
    }

    private String backedUp() throws Exception {
        assertThat(lab.job("/api/backups", Map.of("sites", List.of("disk")))).containsEntry("state", "succeeded");
        return newest("disk");
    }

    private static String id(String backup) {
        return java.net.URLDecoder.decode(backup.substring(backup.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
    }

    private void restored(String backup, Map<String, ?> how) throws Exception {
        Map<String, Object> job = lab.job(backup + "/restore", how);
        assertThat(job).as(Json.line(job)).containsEntry("state", "succeeded");
    }

    @Test
    void restoresWhatThereIsToWhereItIsSaid() throws Exception {
        String backup = backedUp();
        restored(backup, Map.of("target", "back", "dumps", true, "directories", Map.of("uploads", "uploads-back")));
        assertThat(lab.files("restored/back")).contains("index.html").doesNotContain("uploads", "config.json");
        assertThat(dir.resolve("restored/uploads-back/one.pdf")).hasContent("a pdf");
        assertThat(lab.files("restored/back.dumps")).contains("config.json").doesNotContain("uploads", "data");

        restored(backup, Map.of("target", "raw", "raw", true));
        assertThat(lab.files("restored/raw")).contains("config.json", "data/index.html", "uploads/one.pdf");

        Path back = dir.resolve("restored/back");
        Files.writeString(back.resolve("mine"), "not in the backup");
        Files.writeString(back.resolve("index.html"), "changed");
        restored(backup, Map.of("target", "back", "overwrite", "always"));
        assertThat(back.resolve("mine")).exists();
        restored(backup, Map.of("target", "back", "overwrite", "always", "delete", true));
        assertThat(back.resolve("mine")).doesNotExist();
        assertThat(back.resolve("index.html")).hasContent("hello");

        for (Map<String, ?> senseless : List.<Map<String, ?>>of(
                Map.of("target", "x", "delete", true, "paths", List.of("photos")),
                Map.of("target", "x", "delete", true, "acceptDamaged", true),
                Map.of("target", "x", "raw", true, "dumps", true),
                Map.of("target", "x", "raw", true, "directories", Map.of("uploads", "y")),
                Map.of("target", "x", "directories", Map.of("uploads", dir + "/elsewhere")),
                Map.of("target", "x", "directories", List.of("uploads")))) {
            assertThat(lab.post(backup + "/restore", senseless).statusCode())
                    .as(Json.line(senseless))
                    .isEqualTo(400);
        }
    }

    @Test
    void importsWhatAnotherServerExported() throws Exception {
        String backup = backedUp();
        Map<String, Object> exported = ServerLab.object(lab.get(backup + "/export"));
        Map<String, Object> imported =
                lab.job("/api/imports", Map.of("exported", exported, "target", "there", "ignoreOwners", true));
        assertThat(imported).as(Json.line(imported)).contains(entry("state", "succeeded"), entry("kind", "import"));
        assertThat(lab.files("restored/there")).contains("photos/gr\u00fcn.jpg");

        Map<String, Object> elsewhere = new java.util.LinkedHashMap<>(exported);
        elsewhere.put("store", "file:///another/disk");
        assertThat(lab.post("/api/imports", Map.of("exported", elsewhere, "target", "x"))
                        .body())
                .contains("file:///another/disk, which is no site of the configuration");
        assertThat(lab.job(
                        "/api/imports",
                        Map.of("exported", elsewhere, "site", "disk", "target", "mounted", "ignoreOwners", true)))
                .containsEntry("state", "succeeded");
        elsewhere.put("format", "tgz");
        assertThat(lab.job("/api/imports", Map.of("exported", elsewhere, "site", "disk", "target", "y")))
                .containsEntry("state", "failed")
                .extractingByKey("message")
                .asString()
                .contains("is not as the exported file describes it");
        assertThat(lab.post("/api/imports", Map.of("exported", Map.of("type", "else"), "target", "x"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(lab.post("/api/imports", Map.of("exported", Map.of("x", "x".repeat(70_000)), "target", "x"))
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void copiesRepairsAndRemoves() throws Exception {
        String backup = backedUp();
        assertThat(lab.job(backup + "/copy", Map.of("to", "plain")))
                .containsEntry("message", "copied " + id(backup) + " to plain");
        assertThat(lab.job(backup + "/copy", Map.of("to", "plain")))
                .extractingByKey("message")
                .asString()
                .endsWith("nothing was copied");
        assertThat(lab.post(backup + "/copy", Map.of("to", "disk")).statusCode())
                .isEqualTo(400);
        assertThat(ids(ServerLab.object(lab.get("/api/sites/plain/backups")))).containsExactly(id(backup));

        try (var files = Files.walk(dir.resolve("store").resolve(id(backup)))) {
            Files.delete(
                    files.filter(file -> file.toFile().isFile() && file.toFile().length() > photo.length)
                            .findAny()
                            .orElseThrow());
        }
        Map<String, Object> damaged = lab.job("/api/sites/disk/verify", Map.of("backups", List.of(id(backup))));
        assertThat(damaged)
                .contains(entry("state", "failed"), entry("message", "0 good, 1 damaged, 0 could not be verified"));
        assertThat(Json.line(damaged)).contains("photos/gr\u00fcn.jpg");
        assertThat(ServerLab.object(lab.get("/api/sites/disk")))
                .contains(entry("light", "bad"), entry("why", id(backup) + " is damaged"));
        Map<String, Object> repaired =
                lab.job("/api/sites/disk/verify", Map.of("backups", List.of(id(backup)), "repair", true));
        assertThat(repaired).as(Json.line(repaired)).containsEntry("state", "succeeded");
        assertThat(ServerLab.object(lab.get(backup))).containsEntry("damaged", false);

        Map<String, Object> removed = lab.job(lab.delete(backup));
        assertThat(removed).contains(entry("kind", "remove"), entry("message", "removed " + id(backup)));
        assertThat((Map<?, ?>) removed.get("result"))
                .extracting("boxes")
                .asInstanceOf(LIST)
                .hasSize(1);
        assertThat(lab.get(backup).statusCode()).isEqualTo(404);
        assertThat(dir.resolve("store").resolve(id(backup))).doesNotExist();
        assertThat(ids(ServerLab.object(lab.get("/api/sites/plain/backups")))).containsExactly(id(backup));
    }

    /// As a machine leaves it that is gone: nothing here can tell whether it lives.
    @Test
    void unlocksWhatAMachineLeftThatIsGone() throws Exception {
        backedUp();
        assertThat(lab.post("/api/sites/disk/unlock", Map.of()).body().strip())
                .isEqualTo("{\"removed\":[],\"kept\":[]}");
        Path lock = Files.createDirectories(dir.resolve("store/locks")).resolve("app_blog.json");
        Files.writeString(lock, """
            {"schema":1,"token":"0123456789abcdef0123456789abcdef","activity":"backup create","host":"nas",
             "process":4711,"started":"2026-11-20T03:00:00Z","expirySeconds":1800}
            """);
        assertThat(lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk"))))
                .containsEntry("state", "failed");
        assertThat(lab.post("/api/sites/disk/unlock", Map.of("app", "other")).body())
                .contains("\"removed\":[]", "\"kept\":[]");
        assertThat(lab.post("/api/sites/disk/unlock", Map.of()).body())
                .contains("\"removed\":[]", "another run works on app blog");
        assertThat(lock).exists();
        assertThat(lab.post("/api/sites/disk/unlock", Map.of("app", "blog", "force", true))
                        .body())
                .contains("\"app\":\"blog\"", "\"alive\":true", "\"kept\":[]");
        assertThat(lock).doesNotExist();
        assertThat(lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk"))))
                .containsEntry("state", "succeeded");
    }

    /// More of them than may read at the same time.
    @Test
    void receiversThatTakeNothingHoldNobodyElse() throws Exception {
        // More than a connection holds of it on its way.
        byte[] film = new byte[6 << 20];
        new Random(20261129).nextBytes(film);
        Files.write(dir.resolve("blog/film"), film);
        String backup = backedUp();
        List<Socket> slow = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                Socket socket = new Socket();
                slow.add(socket);
                socket.setReceiveBufferSize(1 << 13);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), lab.port()));
                String request = "GET " + backup + "/file?path=data/film HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + lab.token() + "\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII))
                        .as("receiver %s", i)
                        .isEqualTo("HTTP/1.1 200 OK");
            }
            assertThat(lab.get(backup + "/files?path=data").statusCode()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }
}
