package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.manifest.read.ManifestSchema;
import dev.softservice.server.release.Releases;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What machines ask of the hub itself: health, metrics, its key, and its own documents. */
public final class SystemApi {
    private static final Logger LOG = LoggerFactory.getLogger(SystemApi.class);
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final Releases releases;
    private final Runs runs;
    private final PrometheusMeterRegistry meters;
    private final byte[] openApi = resource("/openapi/openapi.json");
    private final byte[] schema = ManifestSchema.text().getBytes(StandardCharsets.UTF_8);

    public SystemApi(Releases releases, Runs runs, PrometheusMeterRegistry meters) {
        this.releases = releases;
        this.runs = runs;
        this.meters = meters;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/livez", ANONYMOUS, _ -> Reply.text("ok\n")),
                Route.api(GET, "/readyz", ANONYMOUS, this::ready),
                Route.api(GET, "/healthz", ANONYMOUS, this::ready),
                Route.api(
                        GET,
                        "/metrics",
                        READER,
                        _ -> Reply.bytes(200, PROMETHEUS, meters.scrape().getBytes(StandardCharsets.UTF_8))),
                Route.api(GET, "/openapi.json", ANONYMOUS, _ -> Reply.bytes(200, Reply.JSON, openApi)),
                Route.api(
                        GET,
                        "/.well-known/softservice/allowed_signers",
                        ANONYMOUS,
                        _ -> Reply.text(releases.allowedSigners())),
                Route.api(
                        GET, ManifestSchema.PATH, ANONYMOUS, _ -> Reply.bytes(200, "application/schema+json", schema)));
    }

    /** Ready is: the database answers. */
    private Reply ready(Call call) {
        try {
            var load = runs.load();
            return Reply.json(Map.of(
                    "status", "ok", "queued", load.queued(), "running", load.running(), "workers", load.workers()));
        } catch (RuntimeException e) {
            LOG.warn("not ready: {}", e.getMessage());
            return Reply.problem(503, "Not ready", "the database does not answer")
                    .with("Retry-After", "5");
        }
    }

    private static byte[] resource(String path) {
        try (var in = SystemApi.class.getResourceAsStream(path)) {
            if (in == null) throw new IllegalStateException("not in the build: " + path);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
