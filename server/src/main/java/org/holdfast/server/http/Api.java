package org.holdfast.server.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.server.job.Jobs;
import org.holdfast.server.watch.Health;
import org.holdfast.server.watch.Metrics;
import org.holdfast.server.watch.Statuses;
import org.holdfast.server.work.Catalogs;
import org.holdfast.server.work.Checkups;
import org.holdfast.server.work.Orders;
import org.holdfast.server.work.RestoreOrders;
import org.holdfast.server.work.RestoreTargets;
import org.holdfast.server.work.Workshop;

/// What the routes answer with. Thread-safe.
///
/// @param version of this holdfast
public record Api(
        String version,
        Workshop shop,
        Orders orders,
        RestoreOrders restores,
        Jobs jobs,
        Catalogs catalogs,
        Checkups checkups,
        Statuses statuses,
        Health health,
        Metrics metrics) {
    /// All of them.
    Routes routes(Gate gate) {
        List<Route> routes = new ArrayList<>(Pages.routes());
        routes.addAll(new SystemApi(this, gate).routes());
        routes.addAll(new SiteApi(this).routes());
        routes.addAll(new BackupApi(this).routes());
        routes.addAll(new RestoreApi(this).routes());
        routes.addAll(new JobApi(jobs, gate).routes());
        return new Routes(routes);
    }

    static Route get(String path, Route.Handler handler) {
        return new Route("GET", path, false, handler);
    }

    static Route post(String path, Route.Handler handler) {
        return new Route("POST", path, false, handler);
    }

    static Route put(String path, Route.Handler handler) {
        return new Route("PUT", path, false, handler);
    }

    static Route delete(String path, Route.Handler handler) {
        return new Route("DELETE", path, false, handler);
    }

    /// Where restores may write.
    RestoreTargets targets() {
        return restores.targets();
    }

    static byte[] resource(String name) throws IOException {
        try (var in = Api.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("this build has no " + name);
            }
            return in.readAllBytes();
        }
    }
}
