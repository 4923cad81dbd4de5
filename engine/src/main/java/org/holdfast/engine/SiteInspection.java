package org.holdfast.engine;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.s3.Learned;
import org.holdfast.backends.s3.S3Site;
import org.holdfast.backends.s3.S3Store;
import org.holdfast.backends.s3.SiteMemory;
import org.holdfast.backends.s3.Step;
import org.holdfast.backends.testing.StoreContract;
import org.holdfast.format.Progress;

/// Looks at a store from outside: whether it can be used, and what it can do. Leaves no object behind. Confined to one
/// thread.
public final class SiteInspection {
    private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    private final StoreLocation location;
    private final StateDirectory state;
    private final InstantSource clock;
    private final Progress progress;

    /// What is now known of a bucket, and where that is kept.
    ///
    /// @param abilities by name, in the order of their names
    public record Knowledge(Map<String, Boolean> abilities, Optional<String> region, String file) {}

    public SiteInspection(StoreLocation location, StateDirectory state, InstantSource clock, Progress progress) {
        this.location = location;
        this.state = state;
        this.clock = clock;
        this.progress = progress;
    }

    /// Tries what a backup needs, telling of each step as it ends.
    ///
    /// @param full whether a bucket has to prove every promise of the contract as well; a directory always does
    /// @return how it failed, if any step did
    /// @throws BackupException if there was no way to begin
    public Optional<Failure> check(boolean full, Consumer<SiteStep> steps) throws BackupException {
        try {
            return switch (location) {
                case StoreLocation.Directory _ -> contract(true, steps);
                case StoreLocation.Bucket bucket -> {
                    Optional<Failure> failure = checkBucket(bucket, steps);
                    yield failure.isPresent() || !full ? failure : contract(false, steps);
                }
                case StoreLocation.Nowhere _ -> {
                    steps.accept(new SiteStep(
                            "keeps objects",
                            SiteStep.Verdict.WARNING,
                            "it keeps nothing at all",
                            "use it for tests of a source only"));
                    yield Optional.empty();
                }
            };
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    /// Looks at what the owner and the provider of a bucket arranged for all that lies in it, without writing to it.
    ///
    /// @throws BackupException MISCONFIGURED for what is no bucket
    public void rules(Consumer<SiteStep> steps) throws BackupException {
        try (S3Site site = site(bucket())) {
            boolean _ = site.rules(step -> steps.accept(step(step)));
        }
    }

    /// Tries each ability that services differ in and has the outcome remembered.
    ///
    /// @return how it failed, if any step did
    /// @throws BackupException MISCONFIGURED for what is no bucket
    public Optional<Failure> probe(Consumer<SiteStep> steps) throws BackupException {
        StoreLocation.Bucket bucket = bucket();
        try (S3Site site = site(bucket)) {
            return site.probe(step -> steps.accept(step(step))) ? Optional.empty() : Optional.of(why(bucket));
        }
    }

    /// What is known of a bucket by experience.
    ///
    /// @throws BackupException MISCONFIGURED for what is no bucket
    public Knowledge knowledge() throws BackupException {
        StoreLocation.Bucket bucket = bucket();
        Learned learned = SiteFile.of(bucket, state, progress).recall();
        Map<String, Boolean> abilities = new TreeMap<>();
        learned.abilities().forEach((ability, there) -> abilities.put(ability.name(), there));
        return new Knowledge(
                abilities, learned.region(), state.site(bucket.toString()).toString());
    }

    private StoreLocation.Bucket bucket() throws BackupException {
        if (location instanceof StoreLocation.Bucket bucket) {
            return bucket;
        }
        throw new BackupException(
                Failure.MISCONFIGURED,
                location + " is no bucket; only those differ in what they can do",
                "\"holdfast site check\" looks at every kind of store");
    }

    private S3Site site(StoreLocation.Bucket bucket) {
        return S3Site.open(
                bucket.settings(),
                // Steps tell the news.
                SiteFile.withoutNews(bucket, state, progress),
                RetryPolicy.defaults(),
                Connector.retries(progress),
                Connector.requests(progress),
                clock);
    }

    private Optional<Failure> checkBucket(StoreLocation.Bucket bucket, Consumer<SiteStep> steps) {
        try (S3Site site = site(bucket)) {
            return site.check(step -> steps.accept(step(step))) ? Optional.empty() : Optional.of(why(bucket));
        }
    }

    private static SiteStep step(Step step) {
        SiteStep.Verdict verdict =
                switch (step.verdict()) {
                    case OK -> SiteStep.Verdict.OK;
                    case WARNING -> SiteStep.Verdict.WARNING;
                    case FAILED -> SiteStep.Verdict.FAILED;
                    case SKIPPED -> SiteStep.Verdict.SKIPPED;
                };
        return new SiteStep(step.name(), verdict, step.detail(), step.hint());
    }

    /// Whether a bucket that failed can be read at all. Steps are for people and do not say that.
    private Failure why(StoreLocation.Bucket bucket) {
        try (ObjectStore store = S3Store.open(bucket.settings(), SiteMemory.NONE, ONCE, _ -> {}, _ -> {}, clock)) {
            // Any answer to a HEAD request lacks the reason; one to a listing has it.
            store.list(Layout.KEY_CHECK, Depth.ALL, _ -> {});
            return Failure.FAILED;
        } catch (IOException e) {
            return Failures.explain(e).failure();
        }
    }

    private Optional<Failure> contract(boolean anyBytes, Consumer<SiteStep> steps) throws IOException {
        List<StoreContract.Check> checks = new ArrayList<>(StoreContract.checks());
        if (anyBytes) {
            checks.addAll(StoreContract.byteNameChecks());
        }
        ObjectKey scratch = ObjectKey.of("holdfast-check-" + UUID.randomUUID());
        Optional<Failure> failure = Optional.empty();
        try (ObjectStore store = new Connector(state, clock, progress).open(location, Vault.Access.READ)) {
            for (StoreContract.Check check : checks) {
                Optional<BackupException> why = broken(check, store, scratch);
                steps.accept(step(check, why));
                failure = failure.or(() -> why.map(BackupException::failure));
                if (failure.isPresent() && failure.get() == Failure.UNREACHABLE) {
                    break;
                }
            }
        }
        return failure;
    }

    private static SiteStep step(StoreContract.Check check, Optional<BackupException> why) {
        return why.map(e ->
                        new SiteStep(check.name(), SiteStep.Verdict.FAILED, String.valueOf(e.getMessage()), e.hint()))
                .orElseGet(() -> new SiteStep(check.name(), SiteStep.Verdict.OK, "", ""));
    }

    /// @throws BackupException INTERRUPTED
    private static Optional<BackupException> broken(StoreContract.Check check, ObjectStore store, ObjectKey scratch)
            throws BackupException {
        try {
            check.run(store, scratch);
            return Optional.empty();
        } catch (StoreContract.Violation e) {
            return Optional.of(new BackupException(
                    Failure.FAILED,
                    String.valueOf(e.getMessage()),
                    "backups are not safe here; choose another place, or tell us which file system or service it is",
                    List.of(),
                    e));
        } catch (IOException e) {
            BackupException explained = Failures.explain(e);
            if (explained.failure() == Failure.INTERRUPTED) {
                throw explained;
            }
            return Optional.of(explained);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(e);
        } catch (Exception e) {
            return Optional.of(new BackupException(Failure.FAILED, String.valueOf(e), "", List.of(), e));
        }
    }
}
