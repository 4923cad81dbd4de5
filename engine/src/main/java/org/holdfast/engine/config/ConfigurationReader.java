package org.holdfast.engine.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `holdfast.yaml`. Immutable.
public final class ConfigurationReader {
    /// What a site's name looks like.
    public static final String SITE_NAME = SiteReader.NAME;

    private static final int MAX_BYTES = 1 << 20;
    private static final String VERSION_KEY = "configVersion";

    private final Map<String, String> environment;

    /// @param environment all variables that are not empty, as lossless text
    public ConfigurationReader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /// What a site's provider may be, if it is a bucket.
    public static List<String> bucketProviders() {
        return S3Settings.providers();
    }

    /// What the file says.
    ///
    /// @throws BackupException MISCONFIGURED if it cannot be read, or with every mistake in it
    public Configuration read(Path file) throws BackupException {
        return parse(file, content(file));
    }

    /// The same of text that may not be in the file yet.
    Configuration parse(Path file, String text) throws BackupException {
        Reading reading = new Reading(file, environment);
        Optional<Section> top = compose(reading, text);
        if (top.isEmpty() || !isOurVersion(top.get(), reading)) {
            reading.mistakes().require();
        }
        Configuration configuration = configuration(file, top.orElseThrow(), reading);
        reading.mistakes().require();
        return configuration;
    }

    static String content(Path file) throws BackupException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unreadable(file, "it is larger than 1 MiB", null);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is not UTF-8", e);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "it does not exist", e);
        } catch (java.nio.file.AccessDeniedException e) {
            throw unreadable(file, "permission denied", e);
        } catch (BackupException e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static BackupException unreadable(
            Path file, String why, @org.jspecify.annotations.Nullable IOException cause) {
        return new BackupException(
                Failure.MISCONFIGURED, "cannot read the configuration " + file + ": " + why, "", List.of(), cause);
    }

    private Optional<Section> compose(Reading reading, String text) {
        Place whole = new Place(1, "");
        try {
            Optional<Node> root = new Compose(YamlForm.SETTINGS).composeString(text);
            if (root.isEmpty()) {
                reading.mistakes().add(whole, "is empty; \"holdfast site init\" writes a first site");
            }
            return root.flatMap(
                    node -> new Item(reading.mistakes(), new Variables(environment), whole, node).asSection());
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            reading.mistakes().add(new Place(line, ""), "is not YAML: " + problem(e));
        } catch (YamlEngineException _) {
            reading.mistakes().add(whole, "is not YAML");
        }
        return Optional.empty();
    }

    /// What follows a name that is missing may be a secret that was not put in quotes.
    private static String problem(MarkedYamlEngineException e) {
        String problem = Objects.requireNonNullElse(e.getProblem(), "cannot be understood");
        return problem.startsWith("found undefined") ? "a value that begins with *, & or ! must be in quotes" : problem;
    }

    private static boolean isOurVersion(Section top, Reading reading) {
        Optional<Value> version = top.value(VERSION_KEY);
        if (version.isEmpty() || version.get().text().equals("1")) {
            return !top.has(VERSION_KEY) || version.isPresent();
        }
        reading.mistakes()
                .add(
                        version.get().place(),
                        "is " + version.get().written() + ", and this holdfast knows version 1 only: use the holdfast"
                                + " that the file was written for, or write it anew by docs/configuration.md");
        return false;
    }

    private static Configuration configuration(Path file, Section top, Reading reading) {
        Optional<ZoneId> timeZone = top.value("timeZone", Forms::timeZone);
        Map<String, SiteConfig> sites = new LinkedHashMap<>();
        SiteReader siteReader = new SiteReader(reading);
        top.section("sites").ifPresent(all -> all.named()
                .forEach((name, item) -> siteReader.read(name, item).ifPresent(site -> sites.put(name, site))));
        Map<String, AppConfig> apps = new LinkedHashMap<>();
        AppReader appReader = new AppReader(reading);
        top.section("apps").ifPresent(all -> all.named()
                .forEach((name, item) -> appReader.read(name, item).ifPresent(app -> apps.put(name, app))));
        NotifyReader notifyReader = new NotifyReader(reading);
        List<NotifyConfig> notify = top.item("notify").map(Item::asItems).orElse(List.of()).stream()
                .flatMap(item -> notifyReader.read(item).stream())
                .toList();
        ServeConfig serve = top.section("serve").map(ServeReader::read).orElse(ServeConfig.USUAL);
        top.end();
        reading.checks().run();
        serve.tls().ifPresent(tls -> reading.passwordFiles().add(tls.key()));
        List<String> warnings =
                new ArrayList<>(new SharedFiles(file).warnings(reading.secrets(), reading.passwordFiles()));
        if (!serve.isLoopback() && serve.tls().isEmpty()) {
            warnings.add("serve.address " + serve.address() + " may be reached from other machines, and without tls"
                    + " others can read on the way what is sent: add tls, or a proxy that has it");
        }
        return new Configuration(file, sites, apps, notify, serve, timeZone, warnings);
    }
}
