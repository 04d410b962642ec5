package dev.softservice.server.web;

import dev.softservice.server.core.Constants;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs.Load;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** What the hub measures of itself, in Prometheus' format: runs by verdict, the queue, latencies of pages and of git, the JVM. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public Metrics(Supplier<Load> load) {
        gauge("softservice.runs.queued", "Runs that wait for a worker", load, Load::queued);
        gauge("softservice.runs.running", "Runs in the hands of workers", load, Load::running);
        gauge("softservice.workers", "Runs that can go on at once", load, Load::workers);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    private void gauge(String name, String description, Supplier<Load> load, ToIntFunction<Load> part) {
        Gauge.builder(name, () -> part.applyAsInt(load.get()))
                .description(description)
                .register(registry);
    }

    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Counts each run once, when it has finished. */
    public void onRun(Run run) {
        if (run.state() != Run.State.FINISHED) return;
        var verdict = run.verdict().map(Constants::word).orElse("none");
        registry.counter("softservice.runs.finished", "verdict", verdict, "kind", Constants.word(run.kind()))
                .increment();
        run.verdictAt()
                .ifPresent(at -> registry.timer("softservice.runs.time_to_verdict")
                        .record(Duration.between(run.queuedAt(), at)));
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
