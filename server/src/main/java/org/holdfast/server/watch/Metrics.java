package org.holdfast.server.watch;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.format.Event;
import org.holdfast.server.job.Job;
import org.holdfast.server.job.JobObserver;
import org.holdfast.server.job.Jobs;

/// Counts what happens, and tells it in the text form of Prometheus. Thread-safe.
public final class Metrics implements JobObserver {
    /// Anybody may make up others, and each would be remembered.
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH");

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter jobs = counter("holdfast_jobs", "Jobs that ended.", "kind", "state");
    private final Gauge durations =
            gauge("holdfast_last_job_duration_seconds", "How long the last job took.", "kind", "site");
    private final Counter seconds = counter("holdfast_jobs_seconds", "How long all jobs took.", "kind");
    private final Counter backups =
            counter("holdfast_backups", "Backups, by how they ended.", "site", "app", "outcome");
    private final Counter moved = counter("holdfast_moved_bytes", "Bytes of files read or written.", "site", "kind");
    private final Counter files = counter("holdfast_processed_files", "Files that were done.", "site", "kind", "phase");
    private final Counter requests =
            counter("holdfast_store_requests", "Requests to buckets.", "site", "method", "status");
    private final Counter retries = counter("holdfast_store_retries", "Operations that were tried again.", "site");
    private final Counter http =
            counter("holdfast_http_requests", "Requests to this server.", "method", "route", "status");

    /// Whoever is asked only when somebody reads.
    public Metrics(String version) {
        gauge("holdfast_info", "Which holdfast this is.", "version")
                .labelValues(version)
                .set(1);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /// From now on also tells how things are. To be called once.
    public void look(Configuration configuration, Statuses statuses, Jobs all, InstantSource clock) {
        facts(
                "holdfast_last_success_timestamp_seconds",
                "When the newest whole backup was made.",
                statuses,
                fact -> fact.succeeded().map(Metrics::seconds));
        facts("holdfast_last_success_age_seconds", "Age of the newest whole backup.", statuses, fact -> fact.succeeded()
                .map(time -> age(time, clock)));
        facts("holdfast_verification_age_seconds", "Age of the newest verification.", statuses, fact -> fact.verified()
                .map(time -> age(time, clock)));
        facts(
                "holdfast_retained_backups",
                "Backups that there are.",
                statuses,
                fact -> Optional.of((double) fact.backups()));
        facts(
                "holdfast_retained_bytes",
                "Size of all backups, each as if it were alone.",
                statuses,
                fact -> Optional.of((double) fact.bytes()));
        facts(
                "holdfast_backup_files",
                "Files in the newest backup.",
                statuses,
                fact -> Optional.of((double) fact.newestFiles()));
        facts(
                "holdfast_backup_bytes",
                "Size of the files in the newest backup.",
                statuses,
                fact -> Optional.of((double) fact.newestBytes()));
        GaugeWithCallback.builder()
                .name("holdfast_site_up")
                .help("Whether the site could be listed when it was last looked at, and its backups work.")
                .labelNames("site")
                .callback(gauge -> configuration.sites().values().forEach(site -> {
                    switch (statuses.of(site).light()) {
                        case GOOD, WARNING -> gauge.call(1, site.name());
                        case BAD -> gauge.call(0, site.name());
                        case UNKNOWN -> {}
                    }
                }))
                .register(registry);
        GaugeWithCallback.builder()
                .name("holdfast_jobs_waiting")
                .help("Jobs that wait for their site.")
                .callback(gauge -> gauge.call(all.waiting()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("holdfast_jobs_running")
                .help("Jobs that run.")
                .callback(gauge -> gauge.call(all.running().size()))
                .register(registry);
    }

    private void facts(String name, String help, Statuses statuses, Function<Statuses.Fact, Optional<Double>> value) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames("site", "app")
                .callback(gauge -> statuses.facts().forEach(fact -> value.apply(fact)
                        .ifPresent(number -> gauge.call(number, fact.site(), fact.app()))))
                .register(registry);
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static double age(Instant time, InstantSource clock) {
        return Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1000.0);
    }

    @Override
    public void happened(Job job, String app, String site, Event event) {
        String kind = job.order().kind().id();
        switch (event) {
            case Event.Moved(long bytes) -> moved.labelValues(site, kind).inc(bytes);
            case Event.Finished(var phase, var _) ->
                files.labelValues(site, kind, org.holdfast.engine.view.Members.lower(phase))
                        .inc();
            case Event.Requested request ->
                requests.labelValues(site, request.method(), String.valueOf(request.status()))
                        .inc();
            case Event.Retried _ -> retries.labelValues(site).inc();
            case Event.Started _, Event.Skipped _, Event.Unstable _, Event.Lost _, Event.Noticed _ -> {}
        }
    }

    @Override
    public void ended(Job job, RunReport.Result result) {
        backups.labelValues(result.site(), result.app(), result.outcome().text())
                .inc();
    }

    @Override
    public void changed(Job job) {
        if (!job.state().isOver()) {
            return;
        }
        String kind = job.order().kind().id();
        double took = job.duration().toMillis() / 1000.0;
        jobs.labelValues(kind, job.state().id()).inc();
        seconds.labelValues(kind).inc(took);
        job.order().sites().forEach(site -> durations.labelValues(kind, site).set(took));
    }

    /// Somebody asked for something.
    public void answered(String method, String route, int status) {
        http.labelValues(METHODS.contains(method) ? method : "other", route, String.valueOf(status))
                .inc();
    }

    /// All of it, in UTF-8.
    public byte[] text() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toByteArray();
    }
}
