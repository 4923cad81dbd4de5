package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.holdfast.format.Progress;
import org.holdfast.servers.IamActions;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Action;
import org.holdfast.servers.faults.Answers;
import org.holdfast.servers.faults.Fault;
import org.holdfast.servers.faults.Header;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.Recorded;
import org.holdfast.servers.faults.When;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Holds every request of every use case against the policy that the documentation tells people to use.
class S3PolicyTest {
    private static final Path POLICY = Path.of("../docs/aws-policy.json");
    private static final int LARGE = 11 << 20;

    private @TempDir Path dir;
    private @TempDir Path files;
    private Path source;

    @BeforeEach
    void tree() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        large(1);
        Files.writeString(source.resolve("small"), "content");
    }

    private void large(int seed) throws IOException {
        byte[] large = new byte[LARGE];
        new Random(seed).nextBytes(large);
        Files.write(source.resolve("large"), large);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingOutsideOfItIsAskedFor(boolean encrypted) throws Exception {
        try (ProxiedDirectory server = ProxiedDirectory.start(files);
                BucketLab lab = new BucketLab(server, dir)) {
            useAll(lab, encrypted);
            breakOff(lab, encrypted);
            assertKeepsToPolicy(lab);
        }
    }

    private void useAll(BucketLab lab, boolean encrypted) throws Exception {
        for (FormatKind format : FormatKind.values()) {
            lab.backup(Lab.request(source, format), encrypted);
            Files.writeString(source.resolve("small"), "other content of " + format + encrypted);
            BackupRecord record =
                    lab.backup(Lab.request(source, format), encrypted).record();
            Files.delete(source.resolve("small"));
            lab.backup(Lab.request(source, format), encrypted);
            try (BackupEngine engine = lab.engine(encrypted)) {
                assertThat(engine.find(record.id())).isEqualTo(record);
                engine.files(record, List.of(), _ -> {});
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                engine.cat(record, "small", out);
                assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("other content of");
            }
            lab.restore(record, lab.newTarget(), encrypted);
            try (BackupEngine engine = lab.engine(encrypted)) {
                engine.remove(record);
            }
        }
        assertThat(lab.listed(encrypted)).hasSize(4);
    }

    /// Leaves parts, which are gone on with once, and removed once.
    private void breakOff(BucketLab lab, boolean encrypted) throws Exception {
        lab.uploadOneByOne();
        leaveParts(lab, 2, encrypted);
        lab.backup(Lab.request(source, FormatKind.RSYNC), encrypted);
        assertThat(lab.proxy.count(Kind.LIST_PARTS)).isPositive();

        leaveParts(lab, 3, encrypted);
        lab.becomeLate();
        List<Debris.Kind> removed = new ArrayList<>();
        try (BackupEngine engine = lab.engine(encrypted)) {
            engine.cleanUp(
                    new CleanupRequest(Duration.ZERO, false),
                    (debris, fate, _) -> {
                        assertThat(fate).isEqualTo(Debris.Fate.REMOVED);
                        removed.add(debris.kind());
                    },
                    Progress.NONE);
        }
        assertThat(removed).containsExactly(Debris.Kind.UNFINISHED_UPLOAD);
    }

    private void leaveParts(BucketLab lab, int seed, boolean encrypted) throws Exception {
        large(seed);
        Fault fault = lab.proxy.inject(When.is(Kind.UPLOAD_PART).after(1), new Action.Instead(Answers.accessDenied()));
        assertThatThrownBy(() -> lab.backup(Lab.request(source, FormatKind.RSYNC), encrypted))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("access denied");
        assertThat(fault.hits()).isPositive();
        fault.remove();
    }

    private static void assertKeepsToPolicy(BucketLab lab) throws IOException {
        Set<String> asked = lab.proxy.requests().stream()
                .flatMap(request -> actions(request).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).isEqualTo(allowed());
        assertThat(lab.proxy.requests()).allMatch(request -> request.bucket().equals(lab.bucket));
        assertThat(lab.proxy.requests())
                .as("keys outside of the prefix")
                .allMatch(request -> request.key().isEmpty() || request.key().startsWith("site/"));
    }

    private static Set<String> actions(Recorded request) {
        String target = request.query().isEmpty() ? request.path() : request.path() + "?" + request.query();
        return IamActions.of(
                request.method(),
                target,
                request.headers().all().stream().map(Header::name).toList(),
                true);
    }

    /// Without what only a site check asks for.
    private static Set<String> allowed() throws IOException {
        Set<String> actions = new TreeSet<>();
        for (JsonNode statement :
                JsonMapper.shared().readTree(Files.readString(POLICY)).get("Statement")) {
            if (statement.get("Sid").asString().equals("OptionalForSiteCheck")) {
                continue;
            }
            for (JsonNode action : statement.get("Action")) {
                actions.add(action.asString());
            }
        }
        return actions;
    }
}
