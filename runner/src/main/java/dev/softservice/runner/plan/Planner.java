package dev.softservice.runner.plan;

import dev.softservice.manifest.AcceptanceTest;
import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.Template;
import dev.softservice.runner.Limits;
import dev.softservice.runner.plan.Plan.Endpoint;
import dev.softservice.runner.plan.PlannedTest.ExecExpectation;
import dev.softservice.runner.plan.PlannedTest.Expectation;
import dev.softservice.runner.plan.PlannedTest.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ResolvedDistro + parameter values + purpose → plan. Pure: no I/O, no clock, no chance. */
public final class Planner {
    private final ResolvedDistro distro;
    private final ParameterValues parameters;
    private final ContainerPlanner containers;
    private final Scope scope;

    private Planner(ResolvedDistro distro, ParameterValues parameters, Scope scope, Limits limits) {
        this.distro = distro;
        this.parameters = parameters;
        this.scope = scope;
        this.containers = new ContainerPlanner(distro, scope, limits, this::resolve);
    }

    /**
     * Plans an environment for {@code scope}.
     *
     * @param limits ceilings for every container; what the manifest asks beyond them is cut and noted
     */
    public static Planning plan(ResolvedDistro distro, ParameterValues parameters, Scope scope, Limits limits) {
        if (!parameters.problems().isEmpty()) return new Planning.Refused(parameters.problems());
        var uses = distro.manifest().uses();
        if (!uses.isEmpty()) {
            return new Planning.Refused(List.of("uses." + uses.keySet().iterator().next()
                    + " is not resolved: this runner plans distros that stand alone; put its services into this manifest for now"));
        }
        var cycle = Dependencies.cycle(distro.manifest().services());
        if (cycle.isPresent()) return new Planning.Refused(List.of(cycle.get()));
        try {
            return new Planning.Planned(new Planner(distro, parameters, scope, limits).plan());
        } catch (Unresolved e) {
            return new Planning.Refused(List.of(e.getMessage()));
        }
    }

    private Plan plan() {
        var manifest = distro.manifest();
        var services = manifest.services().entrySet().stream().flatMap(service -> containers.service(service.getKey(), service.getValue()).stream()).toList();
        var environment = new EnvironmentPlan(scope, containers.networks(), manifest.volumes().stream().map(scope::nameOf).toList(), services,
                containers.healthy());
        var endpoints = endpoints(manifest);
        return new Plan(environment, manifest.tests().stream().map(this::test).toList(), endpoints, outputs(manifest, endpoints),
                parameters.secrets(), containers.notes());
    }

    private Map<String, Endpoint> endpoints(Manifest manifest) {
        var endpoints = new LinkedHashMap<String, Endpoint>();
        manifest.provides().endpoints().forEach((name, endpoint) -> endpoints.put(name,
                scope instanceof Scope.Installation && endpoint.publish().isPresent()
                        ? new Endpoint(containers.bindHost(), containers.publishedPort(name, endpoint.publish().get()))
                        : new Endpoint(endpoint.service(), endpoint.port())));
        return endpoints;
    }

    /** Outputs may name {@code host} and {@code port}, meaning the first endpoint, and {@code NAME.host} and {@code NAME.port}. */
    private Map<String, String> outputs(Manifest manifest, Map<String, Endpoint> endpoints) {
        var names = new LinkedHashMap<String, String>();
        endpoints.forEach((name, endpoint) -> {
            names.putIfAbsent("host", endpoint.host());
            names.putIfAbsent("port", Integer.toString(endpoint.port()));
            names.put(name + ".host", endpoint.host());
            names.put(name + ".port", Integer.toString(endpoint.port()));
        });
        var outputs = new LinkedHashMap<String, String>();
        manifest.provides().outputs().forEach((name, template) ->
                outputs.put(name, template.resolve(reference -> names.containsKey(reference) ? names.get(reference) : value(reference))));
        return outputs;
    }

    private PlannedTest test(AcceptanceTest test) {
        return switch (test) {
            case AcceptanceTest.Http http -> new PlannedTest.Http(http.name(),
                    new Request(http.method(), resolve(http.url()), resolve(http.headers()), http.body().map(this::resolve), http.follow()),
                    new Expectation(http.expect().status(), resolve(http.expect().contains()), resolve(http.expect().matches()),
                            resolve(http.expect().json()), resolve(http.expect().headers())), http.within());
            case AcceptanceTest.Tcp tcp -> new PlannedTest.Tcp(tcp.name(), resolve(tcp.host()), tcp.port(), tcp.within());
            case AcceptanceTest.Exec exec -> new PlannedTest.Exec(exec.name(), exec.service(), resolve(exec.command()),
                    new ExecExpectation(exec.expect().exit(), resolve(exec.expect().contains()), resolve(exec.expect().matches())), exec.within());
            case AcceptanceTest.Run run -> new PlannedTest.Run(run.name(), containers.test(run), run.results(), run.timeout());
        };
    }

    private String resolve(Template template) {
        return template.resolve(this::value);
    }

    private List<String> resolve(List<Template> templates) {
        return templates.stream().map(this::resolve).toList();
    }

    private Map<String, String> resolve(Map<String, Template> templates) {
        return ContainerPlanner.mapped(templates, this::resolve);
    }

    private String value(String reference) {
        var scoped = reference.split("\\.", 2);
        if (scoped[0].equals("parameters") && scoped.length == 2 && parameters.values().containsKey(scoped[1])) return parameters.values().get(scoped[1]);
        return switch (reference) {
            case "release.version" -> distro.manifest().version().toString();
            case "release.name" -> distro.manifest().name();
            default -> throw new Unresolved("${" + reference + "} has no value here");
        };
    }

    /** Carries one sentence out of a template's resolution. */
    static final class Unresolved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unresolved(String message) {
            super(message, null, false, false);
        }
    }

}
