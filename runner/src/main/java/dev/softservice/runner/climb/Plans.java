package dev.softservice.runner.climb;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.plan.Scope;
import dev.softservice.runner.secret.Secrets;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        var scope = new Scope.Run(request.hub(), request.id(), request.keep());
        var planning = Planner.plan(distro, values, scope, request.limits(), this::secret);
        secrets.addAll(
                planning instanceof Planning.Planned planned ? planned.plan().secrets() : values.secrets());
        log.mask(Set.copyOf(secrets));
        return switch (planning) {
            case Planning.Refused refused -> new Outcome.Broke<>(refused.reasons());
            case Planning.Planned planned -> new Outcome.Held<>(new Made(planned.plan(), values));
        };
    }

    private String secret(String path, String parameter) {
        return madeUp.computeIfAbsent(path + " " + parameter, _ -> Secrets.generate());
    }
}
