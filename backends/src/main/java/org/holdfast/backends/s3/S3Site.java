package org.holdfast.backends.s3;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;

/// A site looked at from outside: whether it can be used, and what it can do. Confined to one thread.
public final class S3Site implements AutoCloseable {
    private final Site site;
    private final Requests requests;
    private final InstantSource clock;

    S3Site(Site site, Requests requests, InstantSource clock) {
        this.site = site;
        this.requests = requests;
        this.clock = clock;
    }

    /// Opens a site without sending anything yet.
    ///
    /// @param requests hears of what is sent
    /// @param clock to compare the service's with
    /// @throws IllegalArgumentException if the settings are wrong; the message says what and how to mend it
    public static S3Site open(
            S3Settings settings,
            SiteMemory memory,
            RetryPolicy policy,
            RetryListener listener,
            RequestListener requests,
            InstantSource clock) {
        Site site = new Resolution(ProviderTable.load()).resolve(settings, memory.recall());
        return new S3Site(site, Connection.open(site, memory, policy, listener, requests, clock), clock);
    }

    /// Tries credentials, bucket, clock, write, read, copy, multipart upload and delete with throw-away keys below
    /// the prefix, and looks for versions and lifecycle rules that cost money or backups. Tells of each step as it
    /// ends.
    ///
    /// @return whether no step failed
    public boolean check(Consumer<Step> steps) {
        return new SiteCheck(site, requests, clock, steps).run();
    }

    /// Looks for versions and lifecycle rules that cost money or backups, and writes nothing. Tells of each step as it
    /// ends.
    ///
    /// @return whether no step failed
    public boolean rules(Consumer<Step> listener) {
        Steps steps = new Steps(listener);
        new BucketRules(site, requests).attempt(steps);
        return steps.noneFailed();
    }

    /// Learns what the site can do by trying each ability with throw-away keys, and has it remembered.
    ///
    /// @return whether no step failed
    public boolean probe(Consumer<Step> steps) {
        Profile row = ProviderTable.load()
                .named(site.provider())
                .map(Provider::profile)
                .orElse(site.profile());
        return new SiteProbe(site, row, requests, steps).run();
    }

    @Override
    public void close() {
        requests.close();
    }
}
