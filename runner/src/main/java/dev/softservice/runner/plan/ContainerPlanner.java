package dev.softservice.runner.plan;

import dev.softservice.manifest.AcceptanceTest;
import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.Service;
import dev.softservice.manifest.Service.Condition;
import dev.softservice.manifest.Service.ImageSource;
import dev.softservice.manifest.Service.Resources;
import dev.softservice.manifest.Template;
import dev.softservice.runner.Limits;
import dev.softservice.runner.plan.ContainerPlan.Confinement;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.ContainerPlan.Copy;
import dev.softservice.runner.plan.ContainerPlan.Files;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.ContainerPlan.Process;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.ContainerPlan.RepositoryCopy;
import dev.softservice.runner.plan.ContainerPlan.Restart;
import dev.softservice.runner.plan.ContainerPlan.TextCopy;
import dev.softservice.runner.plan.ContainerPlan.Tmpfs;
import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Plans the containers of one distro: its services and its test containers. */
final class ContainerPlanner {
    private static final String DEFAULT_NETWORK = "default";
    private static final String EDGE_NETWORK = "edge";
    private static final long TMPFS_DEFAULT = 64L << 20;
    private static final long SHM_DEFAULT = 64L << 20;
    private static final int RESTARTS_IN_A_RUN = 5;
    private static final int RESTARTS_OF_A_JOB = 3;

    private final Manifest manifest;
    private final ResolvedDistro distro;
    private final Scope scope;
    private final Limits limits;
    private final Function<Template, String> resolve;
    private final Set<String> notes = new LinkedHashSet<>();

    ContainerPlanner(ResolvedDistro distro, Scope scope, Limits limits, Function<Template, String> resolve) {
        this.manifest = distro.manifest();
        this.distro = distro;
        this.scope = scope;
        this.limits = limits;
        this.resolve = resolve;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    Duration healthy() {
        return limits.healthy();
    }

    /** Every network that a service names, and for an installation one that published ports are reached through. */
    List<NetworkPlan> networks() {
        var route = manifest.permissions().internet() ? Route.INTERNET : Route.NONE;
        var names = new LinkedHashSet<String>();
        manifest.services().values().forEach(service -> names.addAll(networksOf(service)));
        if (names.isEmpty()) names.add(DEFAULT_NETWORK);
        var plans = new ArrayList<NetworkPlan>();
        names.forEach(name -> plans.add(new NetworkPlan(scope.nameOf(name), route)));
        // An engine does not publish ports of an internal network.
        if (route == Route.NONE && publishes()) plans.add(new NetworkPlan(scope.nameOf(EDGE_NETWORK), Route.INBOUND));
        return plans;
    }

    private boolean publishes() {
        return scope instanceof Scope.Installation && manifest.provides().endpoints().values().stream().anyMatch(endpoint -> endpoint.publish().isPresent());
    }

    private static List<String> networksOf(Service service) {
        return service.networks().isEmpty() ? List.of(DEFAULT_NETWORK) : service.networks();
    }

    /** One container for each replica. */
    List<ContainerPlan> service(String name, Service service) {
        return IntStream.rangeClosed(1, service.replicas()).mapToObj(replica -> replica(name, service, replica)).toList();
    }

    private ContainerPlan replica(String name, Service service, int replica) {
        var container = containerName(name, replica);
        var options = service.process();
        var labels = new LinkedHashMap<>(service.labels());
        labels.putAll(scope.labels("service"));
        var files = files(service);
        boolean readOnly = options.readOnly() && files.copies().isEmpty();
        if (readOnly != options.readOnly()) notes.add("service " + name + " has a writable root: an engine copies no files into a read-only one");
        return new ContainerPlan(container, scope.nameOf(container), image(service.image()),
                new Process(service.entrypoint().map(this::resolved), service.command().map(this::resolved), mapped(service.environment(), resolve),
                        options.user(), options.workingDir(), options.hostname().orElse(name), options.init(), readOnly,
                        options.stopSignal(), options.stopGracePeriod()),
                files, confinement(name, service), connections(name, service, replica), dependsOn(service), health(service),
                restart(name, service), labels);
    }

    private static String containerName(String service, int replica) {
        return replica == 1 ? service : service + "." + replica;
    }

    private Map<String, Condition> dependsOn(Service service) {
        var containers = new LinkedHashMap<String, Condition>();
        service.dependsOn().forEach((name, condition) -> {
            for (int replica = 1; replica <= manifest.services().get(name).replicas(); replica++) containers.put(containerName(name, replica), condition);
        });
        return containers;
    }

    /** The container of a {@code run} test; it reaches every network of the distro. */
    ContainerPlan test(AcceptanceTest.Run test) {
        // A dot, so that no service can have the name.
        var name = "test." + (manifest.tests().indexOf(test) + 1);
        return new ContainerPlan("test:" + test.name(), scope.nameOf(name), image(test.image()),
                new Process(Optional.empty(), test.command().map(this::resolved), mapped(test.environment(), resolve),
                        Optional.empty(), Optional.empty(), "test", true, false, Optional.empty(), Duration.ZERO),
                Files.NONE, new Confinement(limits.memory(), limits.cpus(), limits.pids(), SHM_DEFAULT, List.of(), Map.of()),
                new Connections(networks().stream().filter(network -> network.route() != Route.INBOUND).map(NetworkPlan::name).toList(), List.of(), List.of(), List.of()),
                Map.of(), Optional.empty(), Restart.NO, scope.labels("test"));
    }

    private ImagePlan image(ImageSource source) {
        return switch (source) {
            case Service.Pulled pulled -> new ImagePlan.Pulled(pulled.reference());
            case Service.Built built -> new ImagePlan.Built(distro.files(), built.context(), built.dockerfile(), mapped(built.args(), resolve), built.target());
        };
    }

    private Files files(Service service) {
        var volumes = new ArrayList<VolumeUse>();
        var copies = new ArrayList<Copy>();
        var tmpfs = new ArrayList<Tmpfs>();
        for (var mount : service.mounts()) {
            switch (mount) {
                case Service.VolumeMount volume -> volumes.add(new VolumeUse(scope.nameOf(volume.volume()), volume.target(), volume.readOnly()));
                case Service.RepositoryMount copy -> copies.add(new RepositoryCopy(distro.files(), copy.path(), copy.target()));
                case Service.ContentMount text -> copies.add(new TextCopy(resolve.apply(text.content()), text.target(), text.mode()));
                case Service.TmpfsMount memory -> tmpfs.add(new Tmpfs(memory.target(), Math.min(memory.size().orElse(TMPFS_DEFAULT), limits.memory())));
            }
        }
        return new Files(List.copyOf(volumes), List.copyOf(copies), List.copyOf(tmpfs));
    }

    private Confinement confinement(String name, Service service) {
        Resources asked = service.resources();
        long memory = memory(name, asked.memory());
        double cpus = Math.min(asked.cpus().orElse(limits.cpus()), limits.cpus());
        if (asked.cpus().orElse(0) > limits.cpus()) notes.add("service " + name + " asks for " + asked.cpus().getAsDouble() + " cpus and gets " + limits.cpus());
        long shm = Math.min(asked.shmSize().orElse(SHM_DEFAULT), memory);
        return new Confinement(memory, cpus, limits.pids(), shm, manifest.permissions().capabilities(), service.process().ulimits());
    }

    private long memory(String service, OptionalLong asked) {
        if (asked.isEmpty() || asked.getAsLong() <= limits.memory()) return asked.orElse(limits.memory());
        notes.add("service " + service + " asks for " + (asked.getAsLong() >> 20) + " MiB of memory and gets " + (limits.memory() >> 20));
        return limits.memory();
    }

    private Connections connections(String name, Service service, int replica) {
        var networks = new ArrayList<>(networksOf(service).stream().map(scope::nameOf).toList());
        var ready = new LinkedHashSet<>(service.expose());
        var published = new ArrayList<Publication>();
        manifest.provides().endpoints().forEach((endpointName, endpoint) -> {
            if (!endpoint.service().equals(name)) return;
            ready.add(endpoint.port());
            // Two containers can't hold one port of the host: the first replica has it.
            if (replica == 1 && endpoint.publish().isPresent() && scope instanceof Scope.Installation installation) {
                published.add(new Publication(installation.bind(), publishedPort(endpointName, endpoint.publish().get()), endpoint.port()));
            }
        });
        if (!published.isEmpty() && !manifest.permissions().internet()) networks.add(scope.nameOf(EDGE_NETWORK));
        var aliases = new LinkedHashSet<>(List.of(name));
        if (service.replicas() > 1) aliases.add(name + "-" + replica);
        return new Connections(List.copyOf(networks), List.copyOf(aliases), List.copyOf(ready), List.copyOf(published));
    }

    private Optional<Health> health(Service service) {
        return service.healthcheck().map(check -> {
            var asked = check.startPeriod().plus(check.interval().plus(check.timeout()).multipliedBy(check.retries()));
            var budget = asked.compareTo(limits.healthy()) < 0 ? asked : limits.healthy();
            return new Health(resolved(check.test()), check.shell(), check.interval(), check.timeout(), check.retries(), check.startPeriod(), budget);
        });
    }

    /** A job is a service that others wait for to complete: restarting it for ever would run it for ever. */
    private Restart restart(String name, Service service) {
        boolean job = manifest.services().values().stream().anyMatch(other -> other.dependsOn().get(name) == Condition.COMPLETED);
        if (scope instanceof Scope.Installation) return job ? new Restart(false, RESTARTS_OF_A_JOB) : new Restart(true, 0);
        return service.restart() == Service.Restart.NO ? Restart.NO : new Restart(false, RESTARTS_IN_A_RUN);
    }

    int publishedPort(String endpoint, Template publish) {
        var text = resolve.apply(publish);
        if (!ParameterValues.isPort(text)) throw new Planner.Unresolved("provides." + endpoint + ".publish is a port: a number from 1 to 65535, not '" + text + "'");
        return Integer.parseInt(text);
    }

    /** What a person on this machine types; an address that means all of them is none. */
    String bindHost() {
        var bind = ((Scope.Installation) scope).bind();
        return bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    }

    private List<String> resolved(List<Template> templates) {
        return templates.stream().map(resolve).toList();
    }

    static Map<String, String> mapped(Map<String, Template> templates, Function<Template, String> resolve) {
        var texts = new LinkedHashMap<String, String>();
        templates.forEach((name, template) -> texts.put(name, resolve.apply(template)));
        return texts;
    }
}
