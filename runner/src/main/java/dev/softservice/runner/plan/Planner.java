package dev.softservice.runner.plan;

import dev.softservice.manifest.model.AcceptanceTest;
import dev.softservice.manifest.model.Capabilities;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Template;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.Plan.Endpoint;
import dev.softservice.runner.plan.Plan.Suite;
import dev.softservice.runner.plan.PlannedTest.ExecExpectation;
import dev.softservice.runner.plan.PlannedTest.Expectation;
import dev.softservice.runner.plan.PlannedTest.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A distro, resolved, + parameter values + purpose → plan. Pure: no I/O, no clock, no chance. */
public final class Planner {
    /** What an endpoint is called that speaks HTTP. */
    private static final String HTTP = "http";

    private static final String LOOPBACK = "127.0.0.1";

    private final Instance root;
    private final EnvironmentScope scope;
    private final Limits limits;
    private final Map<Instance.Behind, List<Publication>> published;
    private final BackupVolumes backups;

    private Planner(Instance root, EnvironmentScope scope, Limits limits) {
        this.root = root;
        this.scope = scope;
        this.limits = limits;
        this.published = published();
        this.backups = BackupVolumes.of(root, scope);
    }

    /**
     * Plans an environment for {@code scope}.
     *
     * @param parameters the root's
     * @param limits     ceilings for every container; what the manifest asks beyond them is cut and noted
     * @param secrets    for used distros
     */
    public static Planning plan(
            ResolvedDistro distro,
            ParameterValues parameters,
            EnvironmentScope scope,
            Limits limits,
            SecretSource secrets) {
        if (!parameters.problems().isEmpty()) return new Planning.Refused(parameters.sentences());
        try {
            var root = Instance.root(distro, parameters, secrets);
            var refused = root.all()
                    .flatMap(instance -> ServiceDependencies.cycle(
                            instance.manifest().services(),
                            instance.manifest().uses().keySet())
                            .map(sentence ->
                                    instance.isRoot() ? sentence : "uses." + instance.title() + ": " + sentence)
                            .stream())
                    .toList();
            if (!refused.isEmpty()) return new Planning.Refused(refused);
            var unreachable = root.all().flatMap(Planner::unreachable).toList();
            if (!unreachable.isEmpty()) return new Planning.Refused(unreachable);
            var plan = new Planner(root, scope, limits).plan();
            return clash(plan)
                    .<Planning>map(sentence -> new Planning.Refused(List.of(sentence)))
                    .orElseGet(() -> new Planning.Planned(plan));
        } catch (Unresolved e) {
            return new Planning.Refused(List.of(e.getMessage()));
        }
    }

    /** Where a use answers on the machine's network, no installation has a name for it. */
    private static Stream<String> unreachable(Instance instance) {
        if (instance.isRoot()) return Stream.of();
        return instance.manifest().provides().endpoints().entrySet().stream()
                .filter(endpoint -> {
                    var service = instance.manifest()
                            .services()
                            .get(endpoint.getValue().service());
                    return service != null && service.machine().network();
                })
                .map(endpoint -> "uses." + instance.title() + ": provides." + endpoint.getKey() + " is a service on the"
                        + " machine's network, which no other distro reaches by name; install that distro by itself");
    }

    /** A service {@code a-b} and the service b of a use a would have one name. */
    private static Optional<String> clash(Plan plan) {
        var names = new HashSet<String>();
        return plan.environment().containers().stream()
                .map(ContainerPlan::name)
                .filter(name -> !names.add(name))
                .findFirst()
                .map(name -> "two services would be called " + name
                        + " here, one of them through uses; rename the service or the use");
    }

    private Plan plan() {
        var networks = new LinkedHashSet<EnvironmentPlan.NetworkPlan>();
        var volumes = new ArrayList<String>();
        var containers = new ArrayList<ContainerPlan>();
        var suites = new ArrayList<Suite>();
        var data = new ArrayList<DataPlan>();
        var restless = new HashSet<String>();
        var secrets = new HashSet<String>();
        var notes = new ArrayList<String>();
        root.all().forEach(instance -> {
            var planner = new ContainerPlanner(instance, scope, limits, published, backups);
            networks.addAll(planner.networks());
            volumes.addAll(planner.volumes());
            data.add(data(instance, planner.volumes()));
            instance.manifest().services().forEach((name, service) -> {
                var planned = planner.service(name, service);
                containers.addAll(planned);
                if (service.restartsExpected()) planned.forEach(container -> restless.add(container.name()));
            });
            suites.add(new Suite(
                    instance.title(),
                    instance.names(),
                    instance.manifest().tests().stream()
                            .map(test -> test(instance, planner, test))
                            .toList(),
                    instance.manifest().live()));
            secrets.addAll(instance.parameters().secrets());
            notes.addAll(planner.notes());
            notes.addAll(permissions(instance));
        });
        backups.volumes().stream().filter(volume -> !volumes.contains(volume)).forEach(volumes::add);
        var environment = new EnvironmentPlan(
                scope,
                List.copyOf(networks),
                List.copyOf(volumes),
                List.copyOf(containers),
                limits,
                Set.copyOf(restless));
        var endpoints = endpoints();
        return new Plan(
                environment,
                List.copyOf(suites),
                List.copyOf(data),
                endpoints,
                promises(),
                outputs(endpoints),
                Set.copyOf(secrets),
                List.copyOf(notes));
    }

    private static List<String> permissions(Instance instance) {
        var asked = instance.manifest().permissions();
        var who = instance.isRoot() ? "the distro" : "uses." + instance.title();
        var notes = new ArrayList<String>();
        if (asked.internet()) notes.add(who + " asks for the internet");
        var capabilities = asked.capabilities().stream()
                .filter(capability -> !Capabilities.INSTALLED.containsKey(capability))
                .toList();
        if (!capabilities.isEmpty()) notes.add(who + " asks for " + String.join(", ", capabilities));
        instance.manifest()
                .notShown()
                .forEach(thing -> notes.add(
                        "not shown here: " + (instance.isRoot() ? "" : "uses." + instance.title() + ": ") + thing));
        return notes;
    }

    /** Only the root's endpoints are published, and only once installed; a use may be what answers. */
    private Map<Instance.Behind, List<Publication>> published() {
        var published = new HashMap<Instance.Behind, List<Publication>>();
        if (!(scope instanceof EnvironmentScope.Installation installation)) return published;
        root.manifest()
                .provides()
                .endpoints()
                .forEach((name, endpoint) -> endpoint.publish()
                        .filter(_ -> root.isThere(endpoint))
                        .ifPresent(port -> published
                                .computeIfAbsent(root.behind(endpoint), _ -> new ArrayList<>())
                                .add(new Publication(
                                        installation.bind(),
                                        publishedPort(name, port),
                                        endpoint.port(),
                                        endpoint.protocol()))));
        return published;
    }

    private int publishedPort(String endpoint, Template publish) {
        var text = root.resolve(publish);
        if (!ParameterValues.isPort(text))
            throw new Unresolved(
                    "provides." + endpoint + ".publish is a port: a number from 1 to 65535, not '" + text + "'");
        return Integer.parseInt(text);
    }

    private List<Plan.Promise> promises() {
        var promises = new ArrayList<Plan.Promise>();
        root.all()
                .forEach(instance -> instance.manifest().provides().endpoints().forEach((name, endpoint) -> {
                    if (!instance.isThere(endpoint) || endpoint.protocol() == Protocol.UDP) return;
                    var behind = instance.behind(endpoint);
                    promises.add(new Plan.Promise(
                            (instance.isRoot() ? "" : "uses." + instance.title() + ": ") + "provides." + name,
                            new Endpoint(behind.instance().prefix() + behind.service(), endpoint.port()),
                            speaksHttp(instance.manifest().provides(), name),
                            instance.isRoot() && endpoint.publish().isPresent()));
                }));
        return List.copyOf(promises);
    }

    /** Called {@code http}, or an output makes an address of that kind of it. */
    private static boolean speaksHttp(Manifest.Provides provides, String name) {
        if (name.equals(HTTP)) return true;
        boolean first = provides.endpoints().keySet().iterator().next().equals(name);
        return provides.outputs().values().stream()
                .map(output -> output.resolve(reference -> "${" + reference + "}"))
                .anyMatch(output -> output.startsWith("http://${" + name + ".host}")
                        || first && output.startsWith("http://${host}"));
    }

    private Map<String, Endpoint> endpoints() {
        var endpoints = new LinkedHashMap<String, Endpoint>();
        root.manifest()
                .provides()
                .endpoints()
                .forEach((name, endpoint) -> endpoints.put(
                        name,
                        scope instanceof EnvironmentScope.Installation installation && root.isThere(endpoint)
                                ? installed(installation, name, endpoint)
                                : new Endpoint(endpoint.service(), endpoint.port())));
        return endpoints;
    }

    private Endpoint installed(EnvironmentScope.Installation installation, String name, Manifest.Endpoint endpoint) {
        if (endpoint.publish().isPresent())
            return new Endpoint(
                    host(installation.bind()),
                    publishedPort(name, endpoint.publish().get()));
        var service = root.manifest().services().get(endpoint.service());
        return new Endpoint(
                service != null && service.machine().network() ? LOOPBACK : endpoint.service(), endpoint.port());
    }

    /** What a person on this machine types; an address that means all of them is none. */
    private static String host(String bind) {
        return bind.equals("0.0.0.0") || bind.equals("::") ? LOOPBACK : bind;
    }

    /** Outputs may name {@code host} and {@code port}, meaning the first endpoint, and {@code NAME.host} and {@code NAME.port}. */
    private Map<String, String> outputs(Map<String, Endpoint> endpoints) {
        var names = new LinkedHashMap<String, String>();
        endpoints.forEach((name, endpoint) -> {
            names.putIfAbsent("host", endpoint.host());
            names.putIfAbsent("port", Integer.toString(endpoint.port()));
            names.put(name + ".host", endpoint.host());
            names.put(name + ".port", Integer.toString(endpoint.port()));
        });
        var outputs = new LinkedHashMap<String, String>();
        root.manifest()
                .provides()
                .outputs()
                .forEach((name, template) -> outputs.put(
                        name,
                        template.resolve(reference ->
                                names.containsKey(reference) ? names.get(reference) : root.value(reference))));
        return outputs;
    }

    private DataPlan data(Instance instance, List<String> volumes) {
        var hooks = instance.manifest().data();
        var backup = hooks.backup().map(hook -> hook(instance, hook));
        var saving = backup.flatMap(saves -> backups.of(saves.container())
                .map(volume -> new DataPlan.Saving(
                        saves, hook(instance, hooks.restore().orElseThrow()), volume)));
        return new DataPlan(
                instance.path(),
                instance.title(),
                hooks.seed().map(hook -> hook(instance, hook)),
                hooks.check().map(hook -> hook(instance, hook)),
                saving,
                volumes,
                hooks.scratch().stream().map(name -> named(instance, name)).toList(),
                dropped(instance));
    }

    private Map<String, String> dropped(Instance instance) {
        var dropped = new LinkedHashMap<String, String>();
        instance.manifest().data().dropped().forEach(gone -> dropped.put(named(instance, gone.name()), gone.reason()));
        return dropped;
    }

    private String named(Instance instance, String volume) {
        return scope.nameOf(instance.prefix() + volume);
    }

    private static DataPlan.Hook hook(Instance in, Manifest.Hook hook) {
        return new DataPlan.Hook(in.member(hook.service()), in.resolve(hook.command()));
    }

    private static PlannedTest test(Instance in, ContainerPlanner containers, AcceptanceTest test) {
        return switch (test) {
            case AcceptanceTest.Http http ->
                new PlannedTest.Http(
                        http.name(),
                        new Request(
                                http.method(),
                                in.resolve(http.url()),
                                in.resolve(http.headers()),
                                http.body().map(in::resolve),
                                http.follow()),
                        new Expectation(
                                http.expect().status(),
                                in.resolve(http.expect().contains()),
                                in.resolve(http.expect().matches()),
                                in.resolveJson(http.expect().json()),
                                in.resolve(http.expect().headers())),
                        http.within());
            case AcceptanceTest.Tcp tcp ->
                new PlannedTest.Tcp(tcp.name(), in.resolve(tcp.host()), tcp.port(), tcp.within());
            case AcceptanceTest.Exec exec ->
                new PlannedTest.Exec(
                        exec.name(),
                        in.member(exec.service()),
                        in.resolve(exec.command()),
                        new ExecExpectation(
                                exec.expect().exit(),
                                in.resolve(exec.expect().contains()),
                                in.resolve(exec.expect().matches())),
                        exec.within());
            case AcceptanceTest.Run run ->
                new PlannedTest.Run(run.name(), containers.test(run), run.results(), run.timeout());
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
