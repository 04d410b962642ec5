package dev.softservice.server.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Git's endpoint, with a measurement of the time that each request takes. */
public final class TimedGit implements StreamingEndpoint {
    private final StreamingEndpoint git;
    private final MeterRegistry meters;

    public TimedGit(StreamingEndpoint git, MeterRegistry meters) {
        this.git = git;
        this.meters = meters;
    }

    @Override
    public boolean take(HttpServerRequest request) {
        if (!git.take(request)) return false;
        var began = System.nanoTime();
        var service = service(String.valueOf(request.path()));
        request.response()
                .endHandler(_ -> meters.timer("softservice.git", "service", service)
                        .record(Duration.ofNanos(System.nanoTime() - began)));
        return true;
    }

    private static String service(String path) {
        return path.endsWith("/git-receive-pack") ? "push" : path.endsWith("/git-upload-pack") ? "fetch" : "refs";
    }
}
