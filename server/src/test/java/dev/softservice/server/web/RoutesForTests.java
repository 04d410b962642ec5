package dev.softservice.server.web;

import dev.softservice.server.forge.HubParts;
import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.web.page.Site;
import dev.softservice.webhooks.http.OutboundRules;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;

/** The hub's whole route table. */
public final class RoutesForTests {
    private RoutesForTests() {}

    /** The parts behind the routes are not there: for looking at the table, not for calling an action. */
    public static Routes all() {
        var hub = new Hub(null, null, null, null, null, null, null, null, null, null, null);
        var parts = new HubParts(null, null, null, null, null, null, null, null, Clock.systemUTC());
        try (var mirrors = new Mirrors(parts, OutboundRules.PUBLIC, 1)) {
            return Site.of(hub, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), Clock.systemUTC(), mirrors.routes()).routes();
        }
    }
}
