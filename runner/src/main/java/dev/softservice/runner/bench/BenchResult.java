package dev.softservice.runner.bench;

import dev.softservice.runner.bench.Contender.Cycle;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The results of a benchmark.
 *
 * @param alone by contender's name, the one that ratios refer to first
 * @param roads by contender's name, how its environments came up
 * @param loads the machine's load average before and after
 */
public record BenchResult(
        Engine engine,
        Bench.Size size,
        Map<String, List<Cycle>> alone,
        List<Together> together,
        Map<String, Roads> roads,
        List<OptionalDouble> loads) {
    /**
     * Several environments at once.
     *
     * @param perMinute  environments a minute
     * @param cpuSeconds of the whole machine, for each environment
     */
    public record Together(String name, int atOnce, double perMinute, OptionalDouble cpuSeconds) {}

    /** {@code runtime}: the engine's default one, which everybody uses. */
    public record Engine(String description, String runtime) {}

    /** Milliseconds. */
    public long median(String name, Function<Cycle, Duration> of) {
        var sorted = Objects.requireNonNull(alone.get(name)).stream()
                .map(of)
                .mapToLong(Duration::toMillis)
                .sorted()
                .toArray();
        return sorted[sorted.length / 2];
    }

    private String reference() {
        return alone.keySet().iterator().next();
    }

    public double ratio(String name) {
        return (double) median(name, Cycle::whole) / median(reference(), Cycle::whole);
    }

    private Together of(String name, int atOnce) {
        return together.stream()
                .filter(one -> one.name().equals(name) && one.atOnce() == atOnce)
                .findFirst()
                .orElseThrow();
    }

    /** For people: two tables. */
    public String text() {
        var text = new StringBuilder();
        text.append(engine.description())
                .append("; all with its default runtime, ")
                .append(engine.runtime())
                .append("; ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors; load ")
                .append(load(loads.getFirst()))
                .append(" before, ")
                .append(load(loads.getLast()))
                .append(" after\n\n");
        text.append(String.format(
                Locale.ROOT,
                "%-36s %12s %12s %8s%n",
                "one at a time, " + size.rounds() + " rounds, medians",
                "verdict, ms",
                "whole, ms",
                "ratio"));
        alone.keySet()
                .forEach(name -> text.append(String.format(
                        Locale.ROOT,
                        "%-36s %,12d %,12d %8.2f%n",
                        name,
                        median(name, Cycle::verdict),
                        median(name, Cycle::whole),
                        ratio(name))));
        table(text, "environments a minute", "%10.0f", Together::perMinute);
        table(
                text,
                "times as many",
                "%10.2f",
                one -> one.perMinute() / of(reference(), one.atOnce()).perMinute());
        table(text, "CPU seconds for each", "%10.2f", one -> one.cpuSeconds().orElse(Double.NaN));
        roads.forEach((name, ways) -> {
            var lines = ways.lines();
            if (!lines.isEmpty()) text.append('\n').append(name).append(", environments that came up\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
        return text.toString();
    }

    private void table(StringBuilder text, String title, String format, Function<Together, Double> value) {
        text.append(String.format(Locale.ROOT, "%n%-36s", title));
        size.atOnce().forEach(number -> text.append(String.format(Locale.ROOT, "%10s", number + " at once")));
        text.append('\n');
        for (var name : alone.keySet()) {
            text.append(String.format(Locale.ROOT, "%-36s", name));
            size.atOnce()
                    .forEach(number -> text.append(String.format(Locale.ROOT, format, value.apply(of(name, number)))));
            text.append('\n');
        }
    }

    private static String load(OptionalDouble average) {
        return average.isPresent() ? String.format(Locale.ROOT, "%.1f", average.getAsDouble()) : "unknown";
    }
}
