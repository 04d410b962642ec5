package dev.softservice.runner.climb;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.secret.Secrets;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Composes and plans the environments of one run. A secret that is made up stays the same in all of them, as it does over an installation's upgrades. */
final class Plans {
    private final Composer composer;
    private final RunRequest request;
    private final RunLog log;
    private final Map<String, String> madeUp = new HashMap<>();
    private final Set<String> secrets = new HashSet<>();

    Plans(Composer composer, RunRequest request, RunLog log) {
        this.composer = composer;
        this.request = request;
        this.log = log;
    }

    /** {@code values}: the root's. */
    record Made(Plan plan, ParameterValues values) {}

    /** The tree under test. */
    Composer.Composed candidate(Manifest manifest) {
        return request.recorded()
                .map(recorded -> pinned(manifest, request.source(), recorded.uses()))
                .orElseGet(() -> compose(manifest, request.source()));
    }

    Composer.Composed compose(Manifest manifest, SourceTree tree) {
        try {
            return composer.compose(manifest, tree.folder());
        } catch (IOException e) {
            throw new EngineException(Reason.of(e), e);
        }
    }

    Composer.Composed pinned(Manifest manifest, SourceTree tree, List<Composition.Used> record) {
        try {
            return composer.pinned(manifest, tree.folder(), record);
        } catch (IOException e) {
            throw new EngineException(Reason.of(e), e);
        }
    }

    /** {@code given}: values for the root's parameters. */
    Outcome<Made> plan(ResolvedDistro distro, Map<String, String> given) {
        var complete =
                new LinkedHashMap<>(ParameterValues.forTests(distro.manifest().parameters(), given));
        distro.manifest().parameters().forEach((name, parameter) -> {
            if (parameter.isMadeUp()) complete.computeIfAbsent(name, missing -> secret("", missing));
        });
        var values = ParameterValues.resolve(distro.manifest().parameters(), complete, Secrets::generate);
        var scope = new EnvironmentScope.Run(request.hub(), request.id(), request.keep());
        var planning = Planner.plan(distro, values, scope, request.limits(), this::secret);
        secrets.addAll(
                planning instanceof Planning.Planned planned ? planned.plan().secrets() : values.secrets());
        log.mask(Set.copyOf(secrets));
        return switch (planning) {
            case Planning.Refused refused -> new Outcome.Broke<>(refused.reasons());
            case Planning.Planned planned ->
                new Outcome.Held<>(new Made(
                        request.recorded()
                                .map(recorded -> recorded.on(planned.plan()))
                                .orElse(planned.plan()),
                        values));
        };
    }

    /** Another plan of the same distro; {@code moment}: by what it differs, for messages. */
    record Other(String moment, Made made) {}

    /** With the values that a run tries beside the defaults; empty: none of them makes a difference to any service. */
    Outcome<Optional<Other>> other(ResolvedDistro distro, Made usual) {
        var values = new LinkedHashMap<String, String>();
        distro.manifest().others().forEach((name, value) -> {
            if (!request.parameters().containsKey(name) && isNoticed(distro, usual, Map.of(name, value)))
                values.put(name, value);
        });
        if (values.isEmpty()) return new Outcome.Held<>(Optional.empty());
        return switch (plan(distro, with(values))) {
            case Outcome.Broke<Made> refused ->
                new Outcome.Broke<>(refused.reasons().stream()
                        .map(reason -> OtherValues.moment(values) + ": " + reason)
                        .toList());
            case Outcome.Held<Made> made ->
                new Outcome.Held<>(Optional.of(new Other(OtherValues.moment(values), made.value())));
        };
    }

    /** The parameters that change nothing about any service, whatever their value, nor about commands of {@code data} or what is provided. */
    List<String> unnoticed(ResolvedDistro distro, Made usual) {
        var provided = provided(distro.manifest().provides());
        return distro.manifest().parameters().entrySet().stream()
                .filter(parameter -> !provided.contains("parameters." + parameter.getKey()))
                .filter(parameter -> !isNoticed(
                        distro,
                        usual,
                        Map.of(parameter.getKey(), different(parameter.getValue(), usual, parameter.getKey()))))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Set<String> provided(Manifest.Provides provides) {
        return Stream.concat(
                        provides.outputs().values().stream(),
                        provides.endpoints().values().stream()
                                .flatMap(endpoint -> Stream.of(endpoint.publish(), endpoint.when())
                                        .flatMap(Optional::stream)))
                .flatMap(template -> template.references().stream())
                .collect(Collectors.toSet());
    }

    private static String different(Parameter parameter, Made usual, String name) {
        return switch (parameter.type()) {
            case STRING, SECRET -> usual.values().values().getOrDefault(name, "") + "-other";
            case INTEGER -> parameter.defaultValue().filter("7"::equals).isPresent() ? "8" : "7";
            case PORT, BOOLEAN, CHOICE ->
                parameter.other().orElseGet(() -> usual.values().values().getOrDefault(name, ""));
        };
    }

    /** Pure, and cheap: nothing is built or started. What can't be planned is noticed, too. */
    private boolean isNoticed(ResolvedDistro distro, Made usual, Map<String, String> values) {
        return !(plan(distro, with(values)) instanceof Outcome.Held<Made> held)
                || !held.value().plan().environment().equals(usual.plan().environment())
                || !held.value().plan().data().equals(usual.plan().data());
    }

    private Map<String, String> with(Map<String, String> values) {
        var all = new LinkedHashMap<>(values);
        all.putAll(request.parameters());
        return all;
    }

    private String secret(String path, String parameter) {
        return madeUp.computeIfAbsent(path + " " + parameter, _ -> Secrets.generate());
    }
}
