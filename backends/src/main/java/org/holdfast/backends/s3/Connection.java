package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.Retries;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.s3.Clients.Client;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// Requests over HTTP. Nothing is sent, and no file read, before the first request.
final class Connection implements Requests {
    private final Site site;
    private final InstantSource clock;
    private final Retries retries;
    private final AdaptiveLimit limit;
    private final Pace pace;
    private final WireLog log;
    private final Clients clients;
    private final S3Errors errors;
    private final Experience experience;

    private Connection(
            Site site,
            SiteMemory memory,
            Retries retries,
            InstantSource clock,
            Timeouts timeouts,
            Pace pace,
            RequestListener requests) {
        this.site = site;
        this.clock = clock;
        this.retries = retries;
        int inFlight = inFlight(site);
        this.limit = new AdaptiveLimit(inFlight);
        this.pace = pace;
        this.log = new WireLog(requests, site.settings().bucket());
        // A download is in flight until its answer begins, and keeps its connection until it ends.
        this.clients = new Clients(site, inFlight + downloads(site), timeouts, pace, log, clock);
        this.errors = new S3Errors(site, clock);
        this.experience = new Experience(site.profile(), memory);
    }

    /// @param memory is told of what is learned; what it recalls is in the site's profile and region already
    /// @param clock to compare the service's with
    static Connection open(
            Site site,
            SiteMemory memory,
            RetryPolicy policy,
            RetryListener listener,
            RequestListener requests,
            InstantSource clock) {
        Pace pace = Pace.of(site.settings().limits());
        return new Connection(site, memory, new Retries(policy, listener), clock, Timeouts.USUAL, pace, requests);
    }

    /// The same for those who need not hear of requests.
    static Connection open(
            Site site, SiteMemory memory, RetryPolicy policy, RetryListener listener, InstantSource clock) {
        return open(site, memory, policy, listener, RequestListener.NONE, clock);
    }

    /// The same for those who must not wait.
    static Connection open(Site site, SiteMemory memory, Retries retries, InstantSource clock, Timeouts timeouts) {
        return open(
                site, memory, retries, clock, timeouts, Pace.of(site.settings().limits()));
    }

    /// The same at a pace of its own.
    static Connection open(
            Site site, SiteMemory memory, Retries retries, InstantSource clock, Timeouts timeouts, Pace pace) {
        return new Connection(site, memory, retries, clock, timeouts, pace, RequestListener.NONE);
    }

    private static int inFlight(Site site) {
        Limits limits = site.settings().limits();
        Profile profile = site.profile();
        return limits.uploads().orElse(profile.uploads())
                + downloads(site)
                + limits.copies().orElse(profile.copies());
    }

    private static int downloads(Site site) {
        return site.settings().limits().downloads().orElse(site.profile().downloads());
    }

    @Override
    public <T> T send(Operation operation, ObjectKey key, Call<T> call) throws IOException {
        return retries.run(operation, key, current -> log.trying(current.number(), () -> once(operation, key, call)));
    }

    private <T> T once(Operation operation, ObjectKey key, Call<T> call) throws IOException {
        Interruption.check();
        try (AdaptiveLimit.Pass pass = limit.enter()) {
            try {
                T answer = inTheRightRegion(operation, key, call);
                pass.succeeded();
                return answer;
            } catch (TransientStoreException e) {
                if (e.throttled()) {
                    pass.throttled();
                }
                throw e;
            }
        }
    }

    /// A request that is refused for its region is sent once more, to the region named in the refusal.
    private <T> T inTheRightRegion(Operation operation, ObjectKey key, Call<T> call) throws IOException {
        Client client = clients.current();
        try {
            return send(client, call);
        } catch (SdkException | Keys.Missing e) {
            Optional<Client> other = otherRegion(client, e);
            if (other.isEmpty()) {
                throw errors.translate(operation, key, client.place(), e);
            }
            return inThatRegion(other.get(), operation, key, call);
        }
    }

    private <T> T inThatRegion(Client client, Operation operation, ObjectKey key, Call<T> call) throws IOException {
        try {
            return send(client, call);
        } catch (SdkException | Keys.Missing e) {
            throw errors.translate(operation, key, client.place(), e);
        }
    }

    private <T> T send(Client client, Call<T> call) throws InterruptedIOException {
        // Before the request is made, as its date is signed.
        pace.request();
        T answer = call.on(client.client());
        errors.answered();
        if (client.provesRegion()) {
            String region = client.place().region();
            String instead = site.region().isEmpty() ? "" : ", not in " + site.region();
            experience.learnRegion(region, "the bucket " + bucket() + " is in region " + region + instead);
        }
        return answer;
    }

    private Optional<Client> otherRegion(Client refused, RuntimeException e) throws IOException {
        if (!(e instanceof AwsServiceException service)) {
            return Optional.empty();
        }
        Refusal refusal = Refusal.of(service, clock);
        Optional<String> wanted = refusal.isOfRegion() ? refusal.region() : Optional.empty();
        return wanted.isEmpty() ? Optional.empty() : clients.instead(refused, wanted.get());
    }

    @Override
    public Profile profile() {
        return experience.profile();
    }

    @Override
    public boolean tried(Ability ability) {
        return experience.tried(ability);
    }

    @Override
    public void learn(Ability ability, boolean there, String news) {
        experience.learn(ability, there, news);
    }

    @Override
    public void tell(String news) {
        experience.tell(news);
    }

    @Override
    public String bucket() {
        return site.settings().bucket();
    }

    @Override
    public void close() {
        clients.close();
    }
}
