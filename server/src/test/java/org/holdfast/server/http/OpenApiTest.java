package org.holdfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.Json;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.log.RunLog;
import org.holdfast.engine.run.SiteAccess;
import org.holdfast.server.job.Jobs;
import org.holdfast.server.schedule.Scheduler;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The document names what the routes are, and nothing else; that answers are as it says is seen wherever tests ask.
class OpenApiTest {
    private @TempDir Path dir;

    private Routes routes() throws Exception {
        InstantSource clock = InstantSource.system();
        Path file = Files.writeString(dir.resolve("holdfast.yaml"), "sites: { a: { provider: noop } }\n");
        Configuration configuration = new ConfigurationReader(Map.of()).read(file);
        StateDirectory state = new StateDirectory(dir);
        SiteAccess nobody = new SiteAccess() {
            @Override
            public BackupEngine open(SiteConfig site) {
                throw new UnsupportedOperationException();
            }

            @Override
            public SiteInspection inspection(SiteConfig site) {
                throw new UnsupportedOperationException();
            }

            @Override
            public java.util.Optional<char[]> password(SiteConfig site) {
                return java.util.Optional.empty();
            }
        };
        Workshop shop = new Workshop(
                "server1", configuration, (site, _, _) -> nobody.open(site), nobody, state, Map.of(), clock);
        Metrics metrics = new Metrics("1");
        Jobs jobs = new Jobs(clock, RunLog::none, new StateFile(dir.resolve("jobs.json")), metrics);
        Catalogs catalogs = new Catalogs(shop);
        Scheduler scheduler = new Scheduler(Set.of(), new StateFile(dir.resolve("schedule.json")), clock, _ -> {});
        Statuses statuses = new Statuses(configuration, catalogs, scheduler, jobs);
        Api api = new Api(
                "1",
                shop,
                new Orders(shop),
                new RestoreOrders(shop, new RestoreTargets(java.util.List.of())),
                jobs,
                catalogs,
                new Checkups(shop),
                statuses,
                new Health(configuration, statuses, scheduler, state, () -> true),
                metrics);
        return api.routes(new Gate(AccessToken.of("x"), false, clock));
    }

    @Test
    void namesTheRoutesAndNothingElse() throws Exception {
        Set<String> documented = new TreeSet<>();
        Map<String, Object> document = Json.object(Api.resource("openapi.json"), "openapi.json");
        assertThat(document).containsEntry("openapi", "3.1.0");
        ((Map<?, ?>) Objects.requireNonNull(document.get("paths"))).forEach((path, operations) -> ((Map<?, ?>)
                        operations)
                .forEach((method, operation) -> documented.add(method.toString().toUpperCase(Locale.ROOT) + " " + path
                        + " " + (((Map<?, ?>) operation).containsKey("security") ? "open" : "guarded"))));
        Set<String> routes = routes().all().stream()
                .filter(route -> !route.path().equals("/")
                        && !route.path().startsWith("/assets/")
                        && !(route.path().equals("/login") && route.isSafe()))
                .map(route -> route.method() + " " + route.path() + " " + (route.open() ? "open" : "guarded"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(documented).isEqualTo(routes);
    }

    @Test
    void namesWhatStandsInEachPath() throws Exception {
        for (Route route : routes().all()) {
            assertThat(route.match(java.util.List.of(route.path().substring(1).split("/", -1))))
                    .as(route.path())
                    .isPresent();
        }
    }
}
