package dev.softservice.runner.plan;

import dev.softservice.manifest.model.AcceptanceTest;
import dev.softservice.manifest.model.Capabilities;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.manifest.model.Service.ImageSource;
import dev.softservice.manifest.model.Service.Resources;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.plan.ContainerPlan.Confinement;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.ContainerPlan.Copy;
import dev.softservice.runner.plan.ContainerPlan.Files;
import dev.softservice.runner.plan.ContainerPlan.Granted;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Plans the containers of one distro in a composition: its services and its test containers. */
final class ContainerPlanner {
    private static final int LONGEST_HOSTNAME = 63;
    private static final String DEFAULT_NETWORK = "default";
    private static final String EDGE_NETWORK = "edge";
    private static final String INTERNET_NETWORK = "internet";
    private static final long TMPFS_DEFAULT = 64L << 20;
    private static final long SHM_DEFAULT = 64L << 20;
    private static final int SOCKET_OF_NOBODY = 0666;
    private static final int RESTARTS_IN_A_RUN = 5;
    private static final int EXPECTED_RESTARTS = 1000;
    private static final int RESTARTS_OF_A_JOB = 3;

    private final Instance instance;
    private final Manifest manifest;
    private final EnvironmentScope scope;
    private final Limits limits;
    private final Map<Instance.Behind, List<Publication>> published;
    private final BackupVolumes backups;
    private final Set<String> notes = new LinkedHashSet<>();

    /** @param published of all instances, by the service that answers */
    ContainerPlanner(
            Instance instance,
            EnvironmentScope scope,
            Limits limits,
            Map<Instance.Behind, List<Publication>> published,
            BackupVolumes backups) {
        this.instance = instance;
        this.manifest = instance.manifest();
        this.scope = scope;
        this.limits = limits;
        this.published = published;
        this.backups = backups;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Every network that a service names. In a composition all services meet on one network besides, which leads nowhere: the internet is for the instances
     * that ask for it.
     */
    List<NetworkPlan> networks() {
        boolean internet = manifest.permissions().internet();
        var route = internet && !instance.isComposed() ? Route.INTERNET : Route.NONE;
        var plans = new LinkedHashSet<NetworkPlan>();
        manifest.services()
                .values()
                .forEach(service -> networksOf(service).forEach(name -> plans.add(new NetworkPlan(name, route))));
        if (plans.isEmpty()) plans.add(new NetworkPlan(scope.nameOf(DEFAULT_NETWORK), route));
        if (internet && instance.isComposed()) plans.add(new NetworkPlan(named(INTERNET_NETWORK), Route.INTERNET));
        // An engine does not publish ports of an internal network.
        boolean gateway = manifest.services().values().stream()
                .anyMatch(service -> !granted(service).gateways().isEmpty());
        if (route == Route.NONE && (gateway || !published.isEmpty()))
            plans.add(new NetworkPlan(scope.nameOf(EDGE_NETWORK), Route.INBOUND));
        return List.copyOf(plans);
    }

    List<String> volumes() {
        return manifest.volumes().stream().map(this::named).toList();
    }

    /** On the engine. */
    private String named(String resource) {
        return scope.nameOf(instance.prefix() + resource);
    }

    private List<String> networksOf(Service service) {
        var names = new ArrayList<>(service.networks().stream().map(this::named).toList());
        if (names.isEmpty() || instance.isComposed()) names.add(scope.nameOf(DEFAULT_NETWORK));
        return names;
    }

    /** One container for each replica. */
    List<ContainerPlan> service(String name, Service service) {
        return IntStream.rangeClosed(1, service.replicas())
                .mapToObj(replica -> replica(name, service, replica))
                .toList();
    }

    private ContainerPlan replica(String name, Service service, int replica) {
        var container = containerName(name, replica);
        var options = service.process();
        var labels = new LinkedHashMap<>(service.labels());
        labels.putAll(scope.labels("service"));
        var files = files(container, service);
        boolean readOnly = options.readOnly() && files.copies().isEmpty();
        if (readOnly != options.readOnly())
            notes.add("service " + instance.prefix() + name
                    + " has a writable root: an engine copies no files into a read-only one");
        return new ContainerPlan(
                container,
                scope.nameOf(container),
                image(service.image()),
                new Process(
                        service.entrypoint().map(instance::resolve),
                        service.command().map(instance::resolve),
                        instance.resolve(service.environment()),
                        options.user(),
                        options.workingDir(),
                        hostname(name, options.hostname()),
                        options.init(),
                        readOnly,
                        options.stopSignal(),
                        options.stopGracePeriod()),
                files,
                confinement(name, service),
                connections(name, service, replica),
                dependsOn(service),
                health(service),
                restart(name, service),
                labels);
    }

    /** An engine answers for a container's host name, too: on the one network of a composition it has to be nobody else's. */
    private String hostname(String service, Optional<String> asked) {
        if (instance.isRoot()) return asked.orElse(service);
        var alias = instance.prefix() + service;
        return alias.length() <= LONGEST_HOSTNAME ? alias : "c" + Integer.toHexString(alias.hashCode());
    }

    String containerName(String service, int replica) {
        return instance.prefix() + service + (replica == 1 ? "" : "." + replica);
    }

    private Stream<String> containerNames(Instance of, String service) {
        var planner = new ContainerPlanner(of, scope, limits, published, backups);
        return IntStream.rangeClosed(
                        1,
                        Objects.requireNonNull(of.manifest().services().get(service))
                                .replicas())
                .mapToObj(replica -> planner.containerName(service, replica));
    }

    /** A use's name stands for all its services, and for those of what it uses. */
    private Map<String, Condition> dependsOn(Service service) {
        var containers = new LinkedHashMap<String, Condition>();
        service.dependsOn().forEach((name, condition) -> {
            if (manifest.services().containsKey(name))
                containerNames(instance, name).forEach(container -> containers.put(container, condition));
            else
                instance.use(name)
                        .all()
                        .forEach(used -> used.manifest()
                                .services()
                                .keySet()
                                .forEach(inside -> containerNames(used, inside)
                                        .forEach(container -> containers.put(
                                                container,
                                                isJob(used.manifest(), inside) ? Condition.COMPLETED : condition))));
        });
        return containers;
    }

    /** Something that is waited for until it has ended. */
    private static boolean isJob(Manifest manifest, String service) {
        return manifest.services().values().stream()
                .anyMatch(other -> other.dependsOn().get(service) == Condition.COMPLETED);
    }

    /** The container of a {@code run} test; it reaches every network of the distro. */
    ContainerPlan test(AcceptanceTest.Run test) {
        int number = manifest.tests().indexOf(test) + 1;
        var name = instance.prefix() + "test-" + number;
        return new ContainerPlan(
                Report.TEST_IMAGE + test.name(),
                scope.nameOf(name),
                image(test.image()),
                new Process(
                        Optional.empty(),
                        test.command().map(instance::resolve),
                        instance.resolve(test.environment()),
                        Optional.empty(),
                        Optional.empty(),
                        name,
                        true,
                        false,
                        Optional.empty(),
                        Duration.ZERO),
                Files.NONE,
                new Confinement(limits.memory(), limits.cpus(), limits.pids(), SHM_DEFAULT, List.of(), Map.of()),
                new Connections(
                        networks().stream()
                                .filter(network -> network.route() != Route.INBOUND)
                                .map(NetworkPlan::name)
                                .toList(),
                        List.of(),
                        instance.names(),
                        List.of(),
                        List.of()),
                Map.of(),
                Optional.empty(),
                Restart.NO,
                scope.labels("test"));
    }

    private ImagePlan image(ImageSource source) {
        return switch (source) {
            case Service.Pulled pulled -> new ImagePlan.Pulled(pulled.reference());
            case Service.Built built ->
                new ImagePlan.Built(
                        instance.distro().files(),
                        built.context(),
                        built.dockerfile(),
                        instance.resolve(built.args()),
                        built.target());
        };
    }

    private Files files(String container, Service service) {
        var volumes = new ArrayList<VolumeUse>();
        var copies = new ArrayList<Copy>();
        var tmpfs = new ArrayList<Tmpfs>();
        for (var mount : service.mounts()) {
            switch (mount) {
                case Service.VolumeMount volume ->
                    volumes.add(new VolumeUse(named(volume.volume()), volume.target(), volume.readOnly()));
                case Service.RepositoryMount copy ->
                    copies.add(new RepositoryCopy(instance.distro().files(), copy.path(), copy.target()));
                case Service.ContentMount text ->
                    copies.add(new TextCopy(instance.resolve(text.content()), text.target(), text.mode()));
                case Service.EngineSocketMount socket -> {
                    // No connection is made to what is no socket, so whoever tries is refused at once.
                    if (scope instanceof EnvironmentScope.Run)
                        copies.add(new TextCopy("", socket.target(), SOCKET_OF_NOBODY));
                }
                case Service.MachineFileMount _ -> {
                    // An installation has it by what its user has agreed to; in a run the image's own stands there.
                }
                case Service.TmpfsMount memory ->
                    tmpfs.add(
                            new Tmpfs(memory.target(), Math.min(memory.size().orElse(TMPFS_DEFAULT), limits.memory())));
            }
        }
        backups.of(container)
                .filter(_ ->
                        volumes.stream().noneMatch(volume -> volume.target().equals(BackupVolumes.TARGET)))
                .ifPresent(backup -> volumes.add(new VolumeUse(backup, BackupVolumes.TARGET, false)));
        return new Files(List.copyOf(volumes), List.copyOf(copies), List.copyOf(tmpfs));
    }

    private Confinement confinement(String name, Service service) {
        Resources asked = service.resources();
        long memory = memory(name, asked.memory());
        double cpus = Math.min(asked.cpus().orElse(limits.cpus()), limits.cpus());
        if (asked.cpus().orElse(0) > limits.cpus())
            notes.add("service " + instance.prefix() + name + " asks for "
                    + asked.cpus().getAsDouble() + " cpus and gets " + limits.cpus());
        long shm = Math.min(asked.shmSize().orElse(SHM_DEFAULT), memory);
        return new Confinement(
                memory,
                cpus,
                limits.pids(),
                shm,
                manifest.permissions().capabilities().stream()
                        .filter(capability -> !Capabilities.INSTALLED.containsKey(capability))
                        .toList(),
                service.process().ulimits(),
                granted(service));
    }

    /** What the user of an installation has agreed to; in a run there is nothing of it. */
    private Granted granted(Service service) {
        var machine = service.machine();
        return scope instanceof EnvironmentScope.Installation
                ? new Granted(
                        machine.capabilities(),
                        machine.devices(),
                        machine.gateways(),
                        machine.graphics(),
                        machine.network(),
                        machine.processes(),
                        machine.privileged(),
                        service.mounts().stream()
                                .filter(Service.EngineSocketMount.class::isInstance)
                                .map(Service.Mount::target)
                                .findFirst(),
                        service.mounts().stream()
                                .filter(Service.MachineFileMount.class::isInstance)
                                .map(Service.MachineFileMount.class::cast)
                                .collect(Collectors.toMap(
                                        Service.MachineFileMount::target,
                                        Service.MachineFileMount::source,
                                        (one, _) -> one,
                                        LinkedHashMap::new)))
                : Granted.NONE;
    }

    private long memory(String service, OptionalLong asked) {
        if (asked.isEmpty() || asked.getAsLong() <= limits.memory()) return asked.orElse(limits.memory());
        notes.add("service " + instance.prefix() + service + " asks for " + (asked.getAsLong() >> 20)
                + " MiB of memory and gets " + (limits.memory() >> 20));
        return limits.memory();
    }

    private Connections connections(String name, Service service, int replica) {
        var networks = new LinkedHashSet<>(networksOf(service));
        if (manifest.permissions().internet() && instance.isComposed()) networks.add(named(INTERNET_NETWORK));
        var ready = new LinkedHashSet<>(service.expose());
        manifest.provides().endpoints().values().stream()
                .filter(endpoint -> endpoint.service().equals(name)
                        && endpoint.protocol() == Protocol.TCP
                        && instance.isThere(endpoint))
                .forEach(endpoint -> ready.add(endpoint.port()));
        // Two containers can't hold one port of the host: the first replica has it.
        var ports = replica == 1
                ? published.getOrDefault(new Instance.Behind(instance, name), List.of())
                : List.<Publication>of();
        boolean open = manifest.permissions().internet() && !instance.isComposed();
        if ((!ports.isEmpty() || !granted(service).gateways().isEmpty()) && !open)
            networks.add(scope.nameOf(EDGE_NETWORK));
        var alias = instance.prefix() + name;
        var aliases = new LinkedHashSet<>(List.of(alias));
        if (service.replicas() > 1) aliases.add(alias + "-" + replica);
        instance.standsFor(name).forEach(aliases::add);
        return new Connections(
                List.copyOf(networks), List.copyOf(aliases), instance.names(), List.copyOf(ready), ports);
    }

    private Optional<Health> health(Service service) {
        return service.healthcheck().map(check -> {
            var asked = check.startPeriod()
                    .plus(check.interval().plus(check.timeout()).multipliedBy(check.retries()));
            var budget = asked.compareTo(limits.healthy()) < 0 ? asked : limits.healthy();
            return new Health(
                    instance.resolve(check.test()),
                    check.shell(),
                    check.interval(),
                    check.timeout(),
                    check.retries(),
                    check.startPeriod(),
                    budget);
        });
    }

    /** A job is a service that others wait for to complete: restarting it for ever would run it for ever. */
    private Restart restart(String name, Service service) {
        boolean job = isJob(manifest, name);
        if (scope instanceof EnvironmentScope.Installation)
            return job ? new Restart(false, RESTARTS_OF_A_JOB) : new Restart(true, 0);
        if (service.restart() == Service.Restart.NO) return Restart.NO;
        if (!service.restartsExpected()) return new Restart(false, RESTARTS_IN_A_RUN);
        // What is to end and to be started again needs an engine that does so, for as long as the run takes.
        return service.restart() == Service.Restart.ON_FAILURE
                ? new Restart(false, EXPECTED_RESTARTS)
                : new Restart(true, 0);
    }
}
