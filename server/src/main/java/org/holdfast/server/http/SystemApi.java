package org.holdfast.server.http;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.config.ConfigurationView;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.view.Members;
import org.holdfast.server.job.Job;
import org.holdfast.server.work.Checkups;

/// What concerns the server as a whole.
///
/// @param gate lets in
record SystemApi(Api api, Gate gate) {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    List<Route> routes() {
        return List.of(
                new Route("POST", "/login", true, this::logIn),
                Api.post("/logout", call -> gate.logOut(call.visitor())),
                new Route("GET", "/health", true, this::health),
                Api.get(
                        "/metrics",
                        _ -> new Answer.Content(
                                200, METRICS_TYPE, Buffer.buffer(api.metrics().text()), Map.of())),
                Api.get("/api/openapi.json", _ -> document()),
                Api.get("/api/session", this::session),
                Api.get("/api/overview", _ -> overview()),
                Api.get("/api/doctor", _ -> doctor()),
                Api.get("/api/settings", _ -> settings()));
    }

    private Answer logIn(Call call) throws BackupException {
        Fields fields = call.fields();
        String token = fields.text("token");
        fields.end();
        return gate.logIn(call.address(), token);
    }

    /// Strangers hear no more than one word.
    private Answer health(Call call) {
        boolean up = api.health().isUp();
        Object members = call.visitor().known() ? api.health().members() : Map.of("status", up ? "UP" : "DOWN");
        return new Answer.Document(up ? 200 : 503, members, Map.of());
    }

    private static Answer document() throws IOException {
        return new Answer.Content(200, "application/json", Buffer.buffer(Api.resource("openapi.json")), Map.of());
    }

    private Answer session(Call call) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", api.version());
        members.put("host", api.shop().host());
        members.put("restoreDirectories", api.targets().shown());
        call.visitor().session().ifPresent(session -> members.put("csrf", session.csrf()));
        return Answer.Document.ok(members);
    }

    private Answer overview() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("host", api.shop().host());
        members.put("version", api.version());
        members.put("time", api.shop().clock().instant().toString());
        members.put(
                "sites",
                api.shop().configuration().sites().values().stream()
                        .map(api.statuses()::members)
                        .toList());
        members.put("running", api.jobs().running().stream().map(Job::members).toList());
        members.put("waiting", api.jobs().waiting());
        return Answer.Document.ok(members);
    }

    private Answer doctor() {
        Optional<Checkups.Found> found = api.checkups().known();
        Map<String, Object> members = new LinkedHashMap<>();
        found.ifPresent(it -> members.put("looked", it.at().toString()));
        List<Diagnosis> diagnoses = found.map(Checkups.Found::diagnoses).orElse(List.of());
        members.put("findings", diagnoses.stream().map(Members::of).toList());
        found.flatMap(Checkups.Found::trouble)
                .ifPresent(trouble -> members.put("trouble", String.valueOf(trouble.getMessage())));
        return Answer.Document.ok(members);
    }

    private Answer settings() {
        ConfigurationView view = new ConfigurationView(api.shop().configuration());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("file", api.shop().configuration().file().toString());
        members.put("settings", view.all());
        members.put("yaml", ConfigurationView.yaml(view.all()));
        members.put("warnings", api.shop().configuration().warnings());
        return new Answer.Document(200, members, Map.of());
    }
}
