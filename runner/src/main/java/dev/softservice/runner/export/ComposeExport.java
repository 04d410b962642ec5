package dev.softservice.runner.export;

import dev.softservice.manifest.model.Capabilities;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Service.Graphics;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.Dockerfile;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Turns a composed distro into one Compose file with its environment file and what it mounts and builds from. Pure: {@link Exported} is written by who asked. */
public final class ComposeExport {
    /** What the engine gives ports to; the runner's own networks for that have no way out either. */
    private static final String NO_WAY_OUT = "com.docker.network.bridge.enable_ip_masquerade";

    private final Plan plan;
    private final Manifest manifest;
    private final Variables variables;
    private final Map<String, Exported.Text> texts = new TreeMap<>();
    private final Map<String, Exported.Tree> trees = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    /** Conditions that are written weaker than they were. */
    private final java.util.SequencedSet<String> weaker = new java.util.LinkedHashSet<>();

    private ComposeExport(Plan plan, Manifest manifest, Variables variables) {
        this.plan = plan;
        this.manifest = manifest;
        this.variables = variables;
    }

    /** What came of it. */
    public sealed interface Outcome {}

    /** {@code reasons}: one line each, never empty. */
    public record Refused(List<String> reasons) implements Outcome {}

    /**
     * Everything that belongs into a folder of its own, by relative path.
     *
     * @param texts {@code compose.yaml}, {@code .env} and files that were written into the manifest
     * @param trees files and folders of distros
     * @param notes one sentence each: what is otherwise than in the distro, and what to know
     */
    public record Exported(Map<String, Text> texts, Map<String, Tree> trees, List<String> notes) implements Outcome {
        /** @param mode the file's permission bits */
        public record Text(String content, int mode) {}

        /** A file or folder at {@code path} below {@code root}. */
        public record Tree(Path root, String path) {}
    }

    /** @param given values of the distro's parameters; the rest takes defaults, secrets are made up */
    public static Outcome of(ResolvedDistro distro, Map<String, String> given) {
        return of(distro, given, Variables::withMadeUpSecrets);
    }

    static Outcome of(ResolvedDistro distro, Map<String, String> given, java.util.function.Supplier<Variables> fresh) {
        var real = ParameterValues.resolve(distro.manifest().parameters(), given, () -> "");
        if (!real.problems().isEmpty()) return new Refused(real.sentences());
        // A text that a used distro takes as a number or a port can't be a variable: secrets alone then are.
        Planning last = new Planning.Refused(List.of());
        for (boolean texts : new boolean[] {true, false}) {
            var variables = fresh.get();
            last = plan(distro, given, real, new Standing(variables, texts));
            if (last instanceof Planning.Planned planned)
                return new ComposeExport(planned.plan(), distro.manifest(), variables).exported();
        }
        return new Refused(((Planning.Refused) last).reasons());
    }

    /** @param texts whether texts are variables besides secrets */
    private record Standing(Variables variables, boolean texts) {}

    private static Planning plan(
            ResolvedDistro distro, Map<String, String> given, ParameterValues real, Standing standing) {
        var values = new LinkedHashMap<>(real.values());
        distro.manifest().parameters().forEach((name, parameter) -> {
            switch (parameter.type()) {
                case SECRET ->
                    values.put(
                            name,
                            Optional.ofNullable(given.get(name))
                                    .or(parameter::defaultValue)
                                    .map(value -> standing.variables().given(name, value))
                                    .orElseGet(() -> standing.variables().secret("", name)));
                case STRING -> {
                    if (standing.texts()
                            && !(Objects.requireNonNull(real.values().get(name)).isEmpty()
                                    && choosesByEmpty(distro.manifest(), name)))
                        values.put(
                                name,
                                standing.variables()
                                        .text(
                                                name,
                                                Objects.requireNonNull(
                                                        real.values().get(name))));
                }
                default -> {}
            }
        });
        var scope = new EnvironmentScope.Installation(distro.manifest().name(), "127.0.0.1");
        return Planner.plan(
                distro,
                new ParameterValues(values, real.secrets(), List.of()),
                scope,
                Limits.DEFAULT,
                standing.variables()::secret);
    }

    /** Where it is empty, something else stands for it: a variable would be empty there. */
    private static boolean choosesByEmpty(Manifest manifest, String parameter) {
        return manifest.services().toString().contains("${parameters." + parameter + ":");
    }

    private Outcome exported() {
        var services = new LinkedHashMap<String, Object>();
        plan.environment().containers().forEach(container -> services.put(container.name(), service(container)));
        var root = new LinkedHashMap<String, Object>();
        root.put("services", services);
        var networks = new LinkedHashMap<String, Object>();
        plan.environment().networks().forEach(network -> networks.put(key(network.name()), network(network)));
        root.put("networks", networks);
        var volumes = new LinkedHashMap<String, Object>();
        plan.environment().volumes().forEach(volume -> volumes.put(key(volume), Map.of()));
        if (!volumes.isEmpty()) root.put("volumes", volumes);
        var compose = head() + BlockYaml.of(root);
        texts.put("compose.yaml", new Exported.Text(compose, 0644));
        texts.put(
                ".env",
                new Exported.Text(variables.environmentFile(manifest.name(), compose, manifest.parameters()), 0600));
        var told = new ArrayList<>(plan.notes());
        told.addAll(notes);
        told.addAll(weaker);
        return new Exported(texts, trees, told);
    }

    private String head() {
        return "# " + manifest.name() + " " + manifest.version()
                + ", exported by softservice export compose. Settings and secrets are in .env.\n"
                + weaker.stream().map(line -> "# " + line + ".\n").collect(java.util.stream.Collectors.joining());
    }

    /** What Compose calls what the engine calls {@code softservice-NAME-KEY}. */
    private String key(String engineName) {
        var prefix = plan.environment().scope().nameOf("");
        return engineName.startsWith(prefix) ? engineName.substring(prefix.length()) : engineName;
    }

    private static Map<String, Object> network(NetworkPlan network) {
        return switch (network.route()) {
            case NONE -> Map.of("internal", true);
            case INBOUND -> Map.of("driver_opts", Map.of(NO_WAY_OUT, "false"));
            case INTERNET -> Map.of();
            case LOOPBACK -> throw new IllegalArgumentException(network.name() + " is a network of runs");
        };
    }

    private Map<String, Object> service(ContainerPlan container) {
        var service = new LinkedHashMap<String, Object>();
        image(container, service);
        var process = container.process();
        process.entrypoint().ifPresent(words -> service.put("entrypoint", referring(words)));
        process.command().ifPresent(words -> service.put("command", referring(words)));
        if (!process.environment().isEmpty()) {
            var environment = new LinkedHashMap<String, Object>();
            process.environment().forEach((name, value) -> environment.put(name, variables.referring(value)));
            service.put("environment", environment);
        }
        process.user().ifPresent(user -> service.put("user", user));
        process.workingDir().ifPresent(folder -> service.put("working_dir", variables.referring(folder)));
        service.put("hostname", process.hostname());
        if (process.init()) service.put("init", true);
        if (process.readOnlyRoot()) service.put("read_only", true);
        process.stopSignal().ifPresent(signal -> service.put("stop_signal", signal));
        service.put("stop_grace_period", text(process.stopGrace()));
        files(container, service);
        if (container.onTheMachine()) service.put("network_mode", "host");
        else connections(container, service);
        dependencies(container, service);
        health(container, service);
        service.put(
                "restart",
                container.restart().unlessStopped()
                        ? "unless-stopped"
                        : container.restart().onFailure() > 0
                                ? "on-failure:" + container.restart().onFailure()
                                : "no");
        confinement(container.confinement(), service);
        var labels = new LinkedHashMap<String, Object>();
        container.labels().forEach((name, value) -> {
            if (!name.startsWith("dev.softservice.")) labels.put(name, variables.referring(value));
        });
        if (!labels.isEmpty()) service.put("labels", labels);
        return service;
    }

    private List<String> referring(List<String> words) {
        return words.stream().map(variables::referring).toList();
    }

    private void image(ContainerPlan container, Map<String, Object> service) {
        switch (container.image()) {
            case ImagePlan.Pulled pulled -> service.put("image", pulled.reference());
            case ImagePlan.Exact exact ->
                service.put("image", exact.image().id().text());
            case ImagePlan.Built built -> {
                var folder = trees.entrySet().stream()
                        .filter(tree -> tree.getKey().startsWith("build/")
                                && tree.getValue().equals(new Exported.Tree(built.root(), built.context())))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse("build/" + container.name());
                trees.putIfAbsent(folder, new Exported.Tree(built.root(), built.context()));
                var build = new LinkedHashMap<String, Object>();
                build.put("context", "./" + folder);
                var dockerfile = Path.of(built.context())
                        .normalize()
                        .relativize(Path.of(built.dockerfile()).normalize())
                        .toString();
                build.put("dockerfile", built.context().equals(".") ? built.dockerfile() : dockerfile);
                if (!built.args().isEmpty()) {
                    var args = new LinkedHashMap<String, Object>();
                    built.args().forEach((name, value) -> args.put(name, variables.referring(value)));
                    build.put("args", args);
                }
                built.target().ifPresent(target -> build.put("target", target));
                service.put("build", build);
            }
        }
    }

    private void files(ContainerPlan container, Map<String, Object> service) {
        var volumes = new ArrayList<String>();
        container
                .files()
                .volumes()
                .forEach(volume ->
                        volumes.add(key(volume.volume()) + ":" + volume.target() + (volume.readOnly() ? ":ro" : "")));
        for (var copy : container.files().copies()) {
            var path = "files/" + container.name() + copy.target();
            switch (copy) {
                case ContainerPlan.RepositoryCopy file -> trees.put(path, new Exported.Tree(file.root(), file.path()));
                case ContainerPlan.TextCopy text -> {
                    texts.put(path, new Exported.Text(variables.plain(text.content()), text.mode()));
                    if (variables.holdsSecret(text.content()))
                        notes.add(path
                                + " holds a secret in clear, since Compose fills in no files: a change in .env"
                                + " does not reach it");
                }
            }
            volumes.add("./" + path + ":" + copy.target() + ":ro");
        }
        var granted = container.confinement().granted();
        granted.socket().ifPresent(target -> volumes.add("/var/run/docker.sock:" + target));
        granted.files().forEach((target, source) -> volumes.add(source + ":" + target + ":ro"));
        if (!volumes.isEmpty())
            service.put(
                    "volumes",
                    volumes.stream().map(volume -> volume.replace("$", "$$")).toList());
        var tmpfs = container.files().tmpfs().stream()
                .map(each -> each.target() + ":rw,nosuid,nodev,noexec,size=" + each.size())
                .toList();
        if (!tmpfs.isEmpty()) service.put("tmpfs", tmpfs);
    }

    private void connections(ContainerPlan container, Map<String, Object> service) {
        var connections = container.connections();
        var networks = new LinkedHashMap<String, Object>();
        var aliases = connections.aliases().stream()
                .filter(alias -> !alias.equals(container.name()))
                .toList();
        connections
                .networks()
                .forEach(network ->
                        networks.put(key(network), aliases.isEmpty() ? Map.of() : Map.of("aliases", aliases)));
        service.put("networks", networks);
        // Names that this service alone knows others by. Ordinary links would wait for each other in a circle.
        var links = new ArrayList<String>();
        connections
                .names()
                .forEach((name, alias) -> owner(alias)
                        .filter(owner -> !owner.equals(container.name()))
                        .ifPresent(owner -> links.add(containerName(owner) + ":" + name)));
        if (!links.isEmpty()) service.put("external_links", links);
        if (linked(container)) service.put("container_name", containerName(container.name()));
        var ports = connections.published().stream()
                .map(port -> port.bind() + ":" + publishedPort(port) + ":" + port.port()
                        + (port.protocol() == Protocol.UDP ? "/udp" : ""))
                .toList();
        if (!ports.isEmpty()) service.put("ports", ports);
    }

    private boolean linked(ContainerPlan container) {
        return plan.environment().containers().stream()
                .filter(other -> other != container)
                .flatMap(other -> other.connections().names().values().stream())
                .anyMatch(alias -> container.connections().aliases().contains(alias));
    }

    private Optional<String> owner(String alias) {
        return plan.environment().containers().stream()
                .filter(other -> other.connections().aliases().contains(alias))
                .map(ContainerPlan::name)
                .findFirst();
    }

    private static String containerName(String service) {
        return "${COMPOSE_PROJECT_NAME}-" + service;
    }

    /** A variable where the manifest says that the port is a parameter. */
    private String publishedPort(ContainerPlan.Publication published) {
        return manifest.provides().endpoints().values().stream()
                .filter(endpoint -> endpoint.port() == published.port() && endpoint.protocol() == published.protocol())
                .flatMap(endpoint -> endpoint.publish().stream())
                .map(template -> template.source().strip())
                .filter(source -> source.matches("\\$\\{parameters\\.[^}]+}"))
                .map(source -> source.substring("${parameters.".length(), source.length() - 1))
                .findFirst()
                .map(parameter -> variables.named(parameter, Integer.toString(published.hostPort())))
                .orElse(Integer.toString(published.hostPort()));
    }

    /**
     * The conditions as they were written. A check may stand in the image, so nobody can tell here that there is none; Compose refuses to start where there
     * is. A use's name stands for all its services, for which nobody wrote a condition: those without a check count as ready once they are started.
     */
    private void dependencies(ContainerPlan container, Map<String, Object> service) {
        var depends = new LinkedHashMap<String, Object>();
        container.dependsOn().forEach((name, condition) -> {
            var other = plan.environment().containers().stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst();
            var health = other.flatMap(ContainerPlan::health);
            boolean disabled = health.filter(ContainerPlan.Health::isDisabled).isPresent()
                    || health.filter(check -> !check.isTheImages()).isEmpty()
                            && other.filter(ComposeExport::hasNoneInItsImage).isPresent();
            boolean healthy = !disabled && (health.isPresent() || isWritten(container.name(), name));
            if (condition == Service.Condition.HEALTHY && !healthy)
                weaker.add(container.name() + " waits for " + name + " to be started, not to be healthy: "
                        + (disabled ? "its healthcheck is off" : "it has no healthcheck that the distro knows of"));
            depends.put(
                    name,
                    Map.of(
                            "condition",
                            switch (condition) {
                                case COMPLETED -> "service_completed_successfully";
                                case HEALTHY -> healthy ? "service_healthy" : "service_started";
                                case STARTED -> "service_started";
                            }));
        });
        if (!depends.isEmpty()) service.put("depends_on", depends);
    }

    /** {@code HEALTHCHECK NONE} takes away what the image builds on. */
    private static boolean hasNoneInItsImage(ContainerPlan container) {
        if (!(container.image() instanceof ImagePlan.Built built)) return false;
        try {
            return Dockerfile.parse(Files.readString(built.root().resolve(built.dockerfile())))
                    .hasNoHealthcheck(built.target());
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** The service of this name says itself that it waits for the other one. */
    private boolean isWritten(String container, String other) {
        var service = manifest.services().get(container.replaceFirst("\\.\\d+$", ""));
        return service != null
                && service.dependsOn().containsKey(other.replaceFirst("\\.\\d+$", ""))
                && !manifest.uses().containsKey(other);
    }

    private void health(ContainerPlan container, Map<String, Object> service) {
        container.health().ifPresent(health -> {
            var check = new LinkedHashMap<String, Object>();
            if (health.isDisabled()) {
                check.put("disable", true);
                service.put("healthcheck", check);
                return;
            }
            if (!health.isTheImages())
                check.put(
                        "test",
                        Stream.concat(
                                        Stream.of(health.shell() ? "CMD-SHELL" : "CMD"),
                                        referring(health.command()).stream())
                                .toList());
            boolean all = !health.isTheImages();
            if (all || !health.interval().isZero()) check.put("interval", text(health.interval()));
            if (all || !health.timeout().isZero()) check.put("timeout", text(health.timeout()));
            if (all || health.retries() > 0) check.put("retries", health.retries());
            if (all || !health.startPeriod().isZero()) check.put("start_period", text(health.startPeriod()));
            if (!check.isEmpty()) service.put("healthcheck", check);
        });
    }

    private static void confinement(ContainerPlan.Confinement confinement, Map<String, Object> service) {
        if (confinement.granted().privileged()) {
            service.put("privileged", true);
        } else {
            service.put("cap_drop", List.of("ALL"));
            service.put(
                    "cap_add",
                    Stream.of(
                                    Capabilities.DEFAULT,
                                    confinement.capabilities(),
                                    confinement.granted().capabilities())
                            .flatMap(List::stream)
                            .distinct()
                            .toList());
            service.put("security_opt", List.of("no-new-privileges:true"));
        }
        var devices = confinement.granted().devices().stream()
                .map(device -> device.source() + ":" + device.target() + ":" + (device.readOnly() ? "r" : "rw"))
                .toList();
        if (!devices.isEmpty()) service.put("devices", devices);
        var granted = confinement.granted();
        if (!granted.gateways().isEmpty())
            service.put(
                    "extra_hosts",
                    granted.gateways().stream()
                            .map(name -> name + ":host-gateway")
                            .toList());
        granted.graphics().ifPresent(cards -> service.put("gpus", List.of(request(cards))));
        if (granted.processes()) service.put("pid", "host");
        service.put("mem_limit", confinement.memory());
        service.put("memswap_limit", confinement.memory());
        service.put("cpus", confinement.cpus());
        service.put("pids_limit", confinement.pids());
        service.put("shm_size", confinement.shmSize());
        var ulimits = new LinkedHashMap<String, Object>();
        new TreeMap<>(confinement.ulimits()).forEach((name, limit) -> {
            var bounds = new LinkedHashMap<String, Object>();
            bounds.put("soft", limit.soft());
            bounds.put("hard", limit.hard());
            ulimits.put(name, bounds);
        });
        if (!ulimits.isEmpty()) service.put("ulimits", ulimits);
        var logging = new LinkedHashMap<String, Object>();
        logging.put("driver", "json-file");
        logging.put("options", new TreeMap<>(Map.of("max-size", "16m", "max-file", "2")));
        service.put("logging", logging);
    }

    private static Map<String, Object> request(Graphics cards) {
        var request = new LinkedHashMap<String, Object>();
        request.put("driver", "nvidia");
        if (cards.ids().isEmpty()) request.put("count", cards.count() == Graphics.ALL ? "all" : cards.count());
        else request.put("device_ids", cards.ids());
        request.put("capabilities", cards.capabilities());
        return request;
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
