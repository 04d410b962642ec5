package dev.softservice.server.web;

import dev.softservice.server.web.page.Site;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;

/** The hub's whole route table. */
public final class RoutesForTests {
    private RoutesForTests() {}

    /** The parts behind the routes are not there: for looking at the table, not for calling an action. */
    public static Routes all() {
        var hub = new Hub(null, null, null, null, null, null, null, null, null, null, null);
        return Site.of(hub, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC(), List.of()).routes();
    }
}
