package dev.softservice.runner.climb;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.ResolvedDistro;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans and builds what the deeper rungs bring up beside the usual plan: the candidate with other values; and both ends of an upgrade, which are stable, composed of
 * exactly what it was tested with, and the candidate with the values that stable has, as an installation keeps them.
 */
final class DeeperPlans {
    private final RunRequest request;
    private final Plans plans;
    private final Builds builds;
    private final Findings findings;

    DeeperPlans(RunRequest request, Plans plans, Builds builds, Findings findings) {
        this.request = request;
        this.plans = plans;
        this.builds = builds;
        this.findings = findings;
    }

    /** See {@link Plans#other}. */
    Outcome<Optional<Plans.Other>> other(ResolvedDistro distro, Plans.Made candidate) throws InterruptedException {
        var planned = plans.other(distro, candidate);
        if (planned instanceof Outcome.Held<Optional<Plans.Other>>(var other)
                && other.isPresent()
                && builds.build(other.get().made().plan()) instanceof Outcome.Broke<BuildImages.Made> broke)
            return new Outcome.Broke<>(broke.reasons().stream()
                    .map(reason -> other.get().moment() + ": " + reason)
                    .toList());
        return planned;
    }

    Outcome<Upgrade.Way> way(ResolvedDistro candidate, Stable stable) throws InterruptedException {
        var name = "stable " + stable.tag();
        var reading = stable.source().reading();
        if (reading.manifest().isEmpty())
            return broke(
                    name + " can't be read by this version",
                    List.of(reading.errors().getFirst().toString()));
        var manifest = reading.manifest().get();
        return switch (composed(stable, manifest, name)) {
            case Composer.Refused refused -> broke(name + " can't be composed as it was", refused.reasons());
            case Composer.Whole whole ->
                switch (plans.plan(whole.distro(), known(request.parameters(), manifest.parameters()))) {
                    case Outcome.Broke<Plans.Made> refused -> broke(name, refused.reasons());
                    case Outcome.Held<Plans.Made> before -> way(candidate, stable, before.value());
                };
        };
    }

    private Composer.Composed composed(Stable stable, Manifest manifest, String name) {
        if (manifest.uses().isEmpty() || !stable.uses().isEmpty())
            return plans.pinned(manifest, stable.source(), stable.uses());
        findings.note(List.of(name + " is made of today's releases here: what it was tested with is not known"));
        return plans.compose(manifest, stable.source());
    }

    private Outcome<Upgrade.Way> way(ResolvedDistro candidate, Stable stable, Plans.Made before)
            throws InterruptedException {
        var given = new LinkedHashMap<>(request.parameters());
        given.putAll(known(before.values().values(), candidate.manifest().parameters()));
        return switch (plans.plan(candidate, given)) {
            case Outcome.Broke<Plans.Made> refused ->
                broke("upgraded from " + stable.tag() + " with the parameters that it has", refused.reasons());
            case Outcome.Held<Plans.Made> after -> {
                var way = new Upgrade.Way(
                        stable.tag(), before.plan(), after.value().plan());
                var asked = candidate.manifest().parameters().entrySet().stream()
                        .filter(parameter -> parameter.getValue().required() && !given.containsKey(parameter.getKey()))
                        .map(Map.Entry::getKey)
                        .toList();
                if (!asked.isEmpty())
                    findings.note(List.of("who upgrades from " + stable.tag() + " has to give "
                            + String.join(", ", asked)
                            + ", which has no default: until then no update comes by itself"));
                if (builds.build(way.before()) instanceof Outcome.Broke<BuildImages.Made> broke)
                    yield broke("stable " + stable.tag(), broke.reasons());
                if (builds.build(way.after()) instanceof Outcome.Broke<BuildImages.Made> broke)
                    yield broke("upgraded from " + stable.tag(), broke.reasons());
                unchecked(way)
                        .forEach(path -> findings.note(List.of("stable " + stable.tag() + " has no data.seed"
                                + (path.isEmpty() ? "" : " in uses." + path)
                                + ": no data of it is checked over the upgrade")));
                yield new Outcome.Held<>(way);
            }
        };
    }

    /** Parts that could check their data, if stable had made any. */
    private static List<String> unchecked(Upgrade.Way way) {
        var seeded = seeded(way.before()).collect(Collectors.toSet());
        return seeded(way.after()).filter(path -> !seeded.contains(path)).toList();
    }

    private static Stream<String> seeded(Plan plan) {
        return plan.data().stream().filter(data -> data.seed().isPresent()).map(DataPlan::path);
    }

    private static Map<String, String> known(Map<String, String> values, Map<String, ?> declared) {
        var known = new LinkedHashMap<>(values);
        known.keySet().retainAll(declared.keySet());
        return known;
    }

    private static <T> Outcome<T> broke(String what, List<String> reasons) {
        return new Outcome.Broke<>(Stream.concat(
                        Stream.of(what + ": " + reasons.getFirst()),
                        reasons.stream().skip(1))
                .toList());
    }
}
