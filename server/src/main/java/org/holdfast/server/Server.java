package org.holdfast.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.Schedule;
import org.holdfast.engine.config.ServeConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.format.Event;
import org.holdfast.server.http.Api;
import org.holdfast.server.http.Front;
import org.holdfast.server.http.Listener;
import org.holdfast.server.job.Job;
import org.holdfast.server.job.JobObserver;
import org.holdfast.server.job.JobOrder;
import org.holdfast.server.job.Jobs;
import org.holdfast.server.schedule.Plan;
import org.holdfast.server.schedule.Scheduler;
import org.holdfast.server.schedule.Task;
import org.holdfast.server.schedule.TaskKind;
import org.holdfast.server.schedule.TaskState;
import org.holdfast.server.schedule.Ticker;
import org.holdfast.server.state.InstanceLock;
import org.holdfast.server.state.StateFile;
import org.holdfast.server.watch.Health;
import org.holdfast.server.watch.Metrics;
import org.holdfast.server.watch.Statuses;
import org.holdfast.server.work.Catalogs;
import org.holdfast.server.work.Checkups;
import org.holdfast.server.work.Orders;
import org.holdfast.server.work.RestoreOrders;
import org.holdfast.server.work.RestoreTargets;
import org.holdfast.server.work.Workshop;

/// A server that runs. Thread-safe.
public final class Server implements AutoCloseable {
    private final Workshop shop;
    private final Orders orders;
    private final Metrics metrics;
    private final Catalogs catalogs;
    private final Checkups checkups;
    private final Scheduler scheduler;
    private final Jobs jobs;
    private final Ticker ticker;
    private final Front front;
    private final InstanceLock lock;

    /// The jobs begin before all that hears of them is there.
    private final AtomicReference<Optional<Ticker>> waking = new AtomicReference<>(Optional.empty());

    private Server(ServerSetup setup) throws BackupException {
        this.shop = setup.shop();
        Path state = shop.state().root().resolve("serve");
        this.lock = InstanceLock.take(state.resolve("lock"));
        this.orders = new Orders(shop);
        this.metrics = new Metrics(setup.version());
        this.catalogs = new Catalogs(shop);
        this.checkups = new Checkups(shop);
        this.scheduler =
                new Scheduler(plans(), new StateFile(state.resolve("schedule.json")), shop.clock(), this::begin);
        this.jobs = new Jobs(shop.clock(), setup.logs(), new StateFile(state.resolve("jobs.json")), new Watcher());
        Configuration configuration = shop.configuration();
        Statuses statuses = new Statuses(configuration, catalogs, scheduler, jobs);
        metrics.look(configuration, statuses, jobs, shop.clock());
        Health health = new Health(configuration, statuses, scheduler, shop.state(), () -> waking.get()
                .filter(Ticker::isAlive)
                .isPresent());
        ServeConfig serve = configuration.serve();
        Api api = new Api(
                setup.version(),
                shop,
                orders,
                new RestoreOrders(shop, new RestoreTargets(serve.restoreDirectories())),
                jobs,
                catalogs,
                checkups,
                statuses,
                health,
                metrics);
        this.front = open(serve, setup, api);
        this.ticker = new Ticker(scheduler, shop.clock());
        waking.set(Optional.of(ticker));
    }

    /// Listens, and begins what is due.
    ///
    /// @throws BackupException MISCONFIGURED if it cannot listen
    public static Server start(ServerSetup setup) throws BackupException {
        return new Server(setup);
    }

    private Front open(ServeConfig serve, ServerSetup setup, Api api) throws BackupException {
        Listener listener = new Listener(
                serve.address(),
                serve.port(),
                serve.tls().map(ServeConfig.Tls::certificate),
                serve.tls().map(ServeConfig.Tls::key));
        try {
            return Front.open(listener, setup.token(), api, shop.clock(), metrics::answered);
        } catch (BackupException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /// The port that it listens at.
    public int port() {
        return front.port();
    }

    private List<Plan> plans() {
        Configuration configuration = shop.configuration();
        List<Plan> plans = new ArrayList<>();
        for (SiteConfig site : configuration.sites().values()) {
            site.schedule().ifPresent(schedule -> plans.add(plan(site, TaskKind.BACKUP, schedule)));
            site.cleanup().ifPresent(schedule -> plans.add(plan(site, TaskKind.CLEANUP, schedule)));
            site.verification().ifPresent(plan -> plans.add(plan(site, TaskKind.VERIFICATION, plan.schedule())));
        }
        return plans;
    }

    private Plan plan(SiteConfig site, TaskKind kind, Schedule schedule) {
        return new Plan(
                new Task(site.name(), kind),
                schedule,
                shop.configuration().zone(site),
                shop.configuration().serve().jitter(),
                shop.host());
    }

    /// What is due becomes a job.
    private void begin(List<Task> tasks) {
        try {
            jobs.submit(order(tasks));
        } catch (BackupException e) {
            // Tried again like whatever fails; the server may be ending, too.
            tasks.forEach(task -> scheduler.ended(
                    task,
                    e.failure() == org.holdfast.engine.Failure.INTERRUPTED
                            ? TaskState.Ending.CUT_SHORT
                            : TaskState.Ending.BADLY));
        } catch (RuntimeException _) {
            // A defect, of one job; the schedule of all others goes on.
            tasks.forEach(task -> scheduler.ended(task, TaskState.Ending.BADLY));
        }
    }

    private JobOrder order(List<Task> tasks) throws BackupException {
        Task first = tasks.getFirst();
        SiteConfig site = shop.configuration().site(first.site());
        return switch (first.kind()) {
            case BACKUP -> {
                Set<String> sites = tasks.stream().map(Task::site).collect(Collectors.toSet());
                yield orders.backup(new RunRequest(List.of(), sites, Optional.empty(), Optional.empty()), tasks);
            }
            case CLEANUP -> orders.cleanup(site, tasks);
            case VERIFICATION -> {
                var percent = site.verification().orElseThrow().readData();
                yield orders.verify(
                        site,
                        List.of(),
                        Optional.empty(),
                        percent.isPresent() ? VerifyMode.READ_DATA : VerifyMode.QUICK,
                        percent.orElse(100),
                        false,
                        tasks);
            }
        };
    }

    /// Tells whoever has to know of what jobs do.
    private final class Watcher implements JobObserver {
        @Override
        public void happened(Job job, String app, String site, Event event) {
            metrics.happened(job, app, site, event);
        }

        @Override
        public void ended(Job job, RunReport.Result result) {
            metrics.ended(job, result);
            catalogs.changed(result.site());
        }

        @Override
        public void over(Job job) {
            job.order().sites().forEach(catalogs::changed);
        }

        @Override
        public void changed(Job job) {
            boolean over = job.state().isOver();
            if (over) {
                job.order().tasks().forEach(task -> scheduler.ended(task, ending(job, task)));
            }
            metrics.changed(job);
            if (!over) {
                return;
            }
            checkups.changed();
            waking.get().ifPresent(Ticker::poke);
        }

        private static TaskState.Ending ending(Job job, Task task) {
            return switch (job.state()) {
                case SUCCEEDED, INCOMPLETE -> TaskState.Ending.WELL;
                case FAILED ->
                    job.result()
                                    .filter(result -> !result.failedSites().contains(task.site()))
                                    .isPresent()
                            ? TaskState.Ending.WELL
                            : TaskState.Ending.BADLY;
                case CANCELLED -> TaskState.Ending.CANCELLED;
                case INTERRUPTED, QUEUED, RUNNING -> TaskState.Ending.CUT_SHORT;
            };
        }
    }

    /// How long hooks of running jobs may take once it is closed.
    public Duration toCome() {
        return jobs.toCome();
    }

    /// Begins nothing more, has running jobs stop where the next start goes on, and ends all connections.
    @Override
    public void close() {
        ticker.close();
        jobs.close();
        front.close();
        lock.close();
    }
}
