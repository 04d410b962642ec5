package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.Pairs;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.fields.Values;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.manifest.model.Service.ProcessOptions;
import dev.softservice.manifest.model.ShellWords;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one service: every key that a distro may set, and why the others may not be. */
public final class ServiceReader {
    /** Real Compose files have these; they change nothing that is verified. */
    private static final String[] WITHOUT_EFFECT = {
        "attach",
        "annotations",
        "cap_drop",
        "cpu_count",
        "cpu_percent",
        "cpu_period",
        "cpu_quota",
        "cpu_shares",
        "mem_reservation",
        "mem_swappiness",
        "memswap_limit",
        "pids_limit",
        "platform",
        "pull_policy",
        "stdin_open",
        "tty"
    };

    public static final Duration LONGEST_GRACE = Duration.ofMinutes(10);
    private static final List<RefusedKey> ALWAYS = List.of(
            RefusedKey.DEVICE_CGROUP_RULES,
            RefusedKey.IPC,
            RefusedKey.UTS,
            RefusedKey.USERNS_MODE,
            RefusedKey.CGROUP,
            RefusedKey.CGROUP_PARENT,
            RefusedKey.SYSCTLS,
            RefusedKey.OOM_KILL_DISABLE,
            RefusedKey.OOM_SCORE_ADJ,
            RefusedKey.EXTERNAL_LINKS,
            RefusedKey.VOLUMES_FROM,
            RefusedKey.VOLUME_DRIVER,
            RefusedKey.RUNTIME,
            RefusedKey.GROUP_ADD,
            RefusedKey.STORAGE_OPT,
            RefusedKey.CREDENTIAL_SPEC,
            RefusedKey.USE_API_SOCKET,
            RefusedKey.PROVIDER,
            RefusedKey.MODELS,
            RefusedKey.POST_START,
            RefusedKey.PRE_STOP,
            RefusedKey.LABEL_FILE);

    /** Values that say what holds without them, as tools write them that write every key. */
    private static final Map<RefusedKey, List<String>> TRUE_ANYWAY = Map.of(
            RefusedKey.IPC, List.of("", "private", "shareable"),
            RefusedKey.CGROUP, List.of("", "private"),
            RefusedKey.RUNTIME, List.of("", "runc"),
            RefusedKey.OOM_KILL_DISABLE, List.of("", "false"),
            RefusedKey.OOM_SCORE_ADJ, List.of("", "0"));

    /** What reaches for the host and is done without: a service runs as it would with it. By the reason. */
    private static final Map<String, List<String>> DONE_WITHOUT = Map.of(
            "names are answered by the engine", List.of("dns", "dns_opt", "dns_search", "domainname"),
            "the engine gives out addresses", List.of("mac_address"),
            "the platform limits the disk", List.of("blkio_config"),
            "real-time scheduling is the host's", List.of("cpu_rt_period", "cpu_rt_runtime"),
            "the platform places services on processors", List.of("cpuset"),
            "the platform chooses the isolation", List.of("isolation"),
            "a distro is what runs, not what is developed", List.of("develop"));

    private static final java.util.Set<String> KEYS = java.util.stream.Stream.of(
                    java.util.Arrays.stream(WITHOUT_EFFECT),
                    DONE_WITHOUT.values().stream().flatMap(List::stream),
                    ALWAYS.stream().map(RefusedKey::subject),
                    java.util.stream.Stream.of(
                            "image",
                            "build",
                            "command",
                            "entrypoint",
                            "environment",
                            "env_file",
                            "expose",
                            "ports",
                            "volumes",
                            "tmpfs",
                            "configs",
                            "secrets",
                            "depends_on",
                            "healthcheck",
                            "deploy",
                            "scale",
                            "mem_limit",
                            "cpus",
                            "restart",
                            "restarts",
                            "user",
                            "working_dir",
                            "hostname",
                            "init",
                            "labels",
                            "shm_size",
                            "stop_signal",
                            "stop_grace_period",
                            "read_only",
                            "ulimits",
                            "networks",
                            "network_mode",
                            "profiles",
                            "extends",
                            "container_name",
                            "links",
                            "logging",
                            "privileged",
                            "cap_add",
                            "devices",
                            "extra_hosts",
                            "gpus",
                            "pid",
                            "security_opt"))
            .flatMap(keys -> keys)
            .collect(java.util.stream.Collectors.toUnmodifiableSet());

    private final Context context;
    private final ServiceScope scope;

    ServiceReader(Context context, ServiceScope scope) {
        this.context = context;
        this.scope = scope;
    }

    /** What a service may name besides its own; {@code leftOut}: services that are left out, each with what it has that leaves it out. */
    record ServiceScope(
            java.util.Set<String> hosts,
            Map<String, String> leftOut,
            java.util.Set<String> networks,
            NamedVolumes volumes,
            ConfigReader configs,
            ConfigReader secrets,
            Permissions permissions) {}

    Optional<Service> read(String name, MapNode map) {
        var fields = new Fields(map, "a service", context);
        var image = new ImageReader(context).read(fields, "the service " + Quote.quote(name));
        var environment = environment(fields);
        var ports = new PortsReader(context);
        fields.node("expose").ifPresent(ports::expose);
        fields.node("ports").ifPresent(ports::publish);
        var mounts = mounts(name, fields);
        var command = fields.node("command").flatMap(node -> command(node, "command"));
        var entrypoint = fields.node("entrypoint").flatMap(node -> command(node, "entrypoint"));
        var dependsOn =
                fields.node("depends_on").map(node -> dependsOn(name, node)).orElse(Map.of());
        var healthcheck = fields.node("healthcheck").flatMap(node -> new HealthcheckReader(context).read(node));
        var resources = new ResourcesReader(context).read(fields);
        var restarts = new RestartReader(context);
        var restart = restarts.policy(fields);
        boolean restartsExpected = restarts.areExpected(fields, restart);
        var process = process(fields);
        var networks = fields.node("networks").map(this::networks).orElse(List.of());
        var labels = fields.node("labels")
                .map(node -> new Pairs(context).texts(node, "labels"))
                .orElse(Map.of());
        var machine = new MachineReader(context, scope.permissions, scope.hosts).read(fields);
        refusals(fields);
        fields.ignore(
                "a container's name is the platform's; services reach each other by service name", "container_name");
        fields.ignore("it changes nothing that is verified", WITHOUT_EFFECT);
        fields.skip("profiles", "extends");
        fields.done();
        return image.map(source -> new Service(
                source,
                command,
                entrypoint,
                environment,
                ports.ports(),
                mounts,
                dependsOn,
                healthcheck,
                resources.replicas(),
                resources.limits(),
                restart,
                restartsExpected,
                process,
                networks,
                labels,
                machine));
    }

    /** Of the keys of a service, or near enough to be meant as one. */
    static boolean isKey(String key) {
        return key.startsWith("x-")
                || KEYS.contains(key)
                || !Suggestion.didYouMean(key, KEYS).isEmpty();
    }

    /** Null leaves it to the image; an empty list or text puts nothing in its place. */
    private Optional<List<Template>> command(Node node, String key) {
        if (node instanceof ScalarNode scalar && scalar.isNull()) return Optional.empty();
        boolean nothing = node instanceof ListNode list && list.items().isEmpty()
                || node instanceof ScalarNode scalar && scalar.text().isBlank();
        return nothing ? Optional.of(List.of()) : context.values.command(withoutShell(node, key), key);
    }

    /** One line without what only a shell would understand, and all that follows: Compose does not hand it over. */
    private Node withoutShell(Node node, String key) {
        if (!(node instanceof ScalarNode scalar)) return node;
        int end = InterpolatedText.of(scalar.text(), scalar.mark().isCompose()).literally(ShellWords::operator);
        if (end < 0 || scalar.text().substring(0, end).isBlank()) return node;
        context.error(
                scalar.mark(),
                Rule.SHELL_WORDS,
                "no shell reads this " + Quote.quote(key) + ", so "
                        + Quote.quote(scalar.text().substring(end).strip()) + " is left out, as in Compose",
                "write [sh, -c, \"…\"] if a shell is to read it");
        return new ScalarNode(scalar.mark(), scalar.text().substring(0, end).stripTrailing(), scalar.type());
    }

    private Map<String, Template> environment(Fields fields) {
        Map<String, Template> environment = new LinkedHashMap<>();
        fields.node("env_file").ifPresent(node -> environment.putAll(new EnvFile(context).read(node)));
        fields.node("environment")
                .ifPresent(node -> environment.putAll(new Pairs(context).templates(node, "environment")));
        return java.util.Collections.unmodifiableMap(environment);
    }

    private List<Service.Mount> mounts(String name, Fields fields) {
        var mounts = new MountReader(context, scope.volumes, name, scope.permissions);
        fields.node("volumes").ifPresent(mounts.of("volumes")::volumes);
        fields.node("tmpfs").ifPresent(mounts.of("tmpfs")::tmpfs);
        fields.node("configs").ifPresent(node -> scope.configs.use(node, mounts.of("configs")));
        fields.node("secrets").ifPresent(node -> scope.secrets.use(node, mounts.of("secrets")));
        return mounts.mounts();
    }

    private Map<String, Condition> dependsOn(String service, Node node) {
        Map<String, Condition> conditions = new LinkedHashMap<>();
        if (node instanceof MapNode map) {
            map.entries().forEach((name, entry) -> {
                boolean required = !(entry.value() instanceof MapNode dependency
                        && dependency.get("required").filter(Values::isOff).isPresent());
                var condition = condition(entry.value());
                if (known(service, name, required, entry.keyMark())) conditions.put(name, condition);
            });
        } else {
            for (var item : context.values.list(node, "depends_on").orElse(List.of())) {
                context.values
                        .plain(item, "depends_on")
                        .filter(name -> known(service, name, true, item.mark()))
                        .ifPresent(name -> conditions.put(name, Condition.STARTED));
            }
        }
        return java.util.Collections.unmodifiableMap(conditions);
    }

    private boolean known(String service, String name, boolean required, Mark mark) {
        if (name.equals(service)) {
            context.error(
                    mark, Rule.CYCLE, "the service " + Quote.quote(name) + " depends on itself", "remove the line");
            return false;
        }
        if (scope.hosts.contains(name)) return true;
        var out = Optional.ofNullable(scope.leftOut.get(name));
        var why = out.map(has -> " has " + has + " and is left out")
                .orElse(" is neither a service nor a use of this distro");
        if (!required) {
            context.error(
                    mark,
                    Rule.OPTIONAL_DEPENDENCY,
                    Quote.quote(name) + why + ", so the dependency on it, which is not required, is left out, too");
            return false;
        }
        var near = Suggestion.didYouMean(name, scope.hosts);
        context.error(
                mark,
                Rule.UNKNOWN_SERVICE,
                Quote.quote(name) + why,
                (out.isPresent()
                        ? "remove its " + out.get().replace("profiles", "`profiles`")
                                + ", or write `required: false` for the dependency"
                        : near.isEmpty() ? "known are " + Quote.listed(scope.hosts) : near));
        return false;
    }

    private Condition condition(Node node) {
        if (node instanceof ScalarNode scalar && scalar.isNull()) return Condition.STARTED;
        var fields = Fields.of(node, "a dependency", context).orElse(null);
        if (fields == null) return Condition.STARTED;
        var condition = fields.choice(
                "condition", List.of("service_started", "service_healthy", "service_completed_successfully"));
        fields.flag("required");
        fields.flag("restart");
        fields.done();
        return switch (condition.orElse("service_started")) {
            case "service_healthy" -> Condition.HEALTHY;
            case "service_completed_successfully" -> Condition.COMPLETED;
            default -> Condition.STARTED;
        };
    }

    private ProcessOptions process(Fields fields) {
        var user = matching(
                fields,
                "user",
                "[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,31})?",
                "a user or user:group");
        var workingDir =
                matching(fields, "working_dir", "/[^\\x00-\\x1f\\x7f]{0,1023}", "an absolute path in the container");
        var hostname = hostname(fields);
        var signal = matching(fields, "stop_signal", "(SIG)?[A-Z][A-Z0-9+-]{1,9}", "a signal's name such as SIGTERM")
                .map(name -> name.startsWith("SIG") ? name : "SIG" + name);
        return new ProcessOptions(
                user,
                workingDir,
                hostname,
                fields.flag("init").orElse(false),
                fields.flag("read_only").orElse(false),
                signal,
                fields.durationAtMost("stop_grace_period", Duration.ZERO, LONGEST_GRACE)
                        .orElse(Duration.ofSeconds(10)),
                new ResourcesReader(context).ulimits(fields));
    }

    private Optional<String> hostname(Fields fields) {
        var node = fields.node("hostname");
        if (node.isPresent() && node.get() instanceof ScalarNode scalar && Interpolation.asksTheMachine(scalar)) {
            fields.ignore("its value is known on the machine alone; the service is named after itself", "hostname");
            return Optional.empty();
        }
        return matching(
                fields,
                "hostname",
                "[A-Za-z0-9][A-Za-z0-9_-]{0,62}(\\.[A-Za-z0-9_-]{1,63}){0,8}",
                "letters, digits and dashes");
    }

    /** An empty text says nothing, as in Compose, where it is what a variable without a value leaves. */
    private Optional<String> matching(Fields fields, String key, String pattern, String wanted) {
        return (key.equals("user") ? fields.plain(key) : fields.plainText(key)).filter(text -> {
            if (text.isEmpty()) return false;
            if (text.matches(pattern)) return true;
            context.values.bad(fields.node(key).orElseThrow().mark(), key, text, wanted);
            return false;
        });
    }

    private List<String> networks(Node node) {
        var names = new ArrayList<String>();
        if (node instanceof MapNode map) {
            map.entries().forEach((name, entry) -> {
                network(name, entry.keyMark(), names);
                if (entry.value() instanceof ScalarNode scalar && scalar.isNull()) return;
                Fields.of(entry.value(), "a network", context).ifPresent(fields -> {
                    fields.entry("aliases")
                            .ifPresent(aliases ->
                                    context.notes.refuse(aliases.keyMark(), RefusedKey.NETWORK_ALIAS, "`aliases`"));
                    fields.ignore(
                            "the engine gives out addresses",
                            "ipv4_address",
                            "ipv6_address",
                            "link_local_ips",
                            "mac_address",
                            "priority",
                            "gw_priority",
                            "interface_name",
                            "driver_opts");
                    fields.done();
                });
            });
        } else {
            for (var item : context.values.list(node, "networks").orElse(List.of())) {
                context.values.plain(item, "networks").ifPresent(name -> network(name, item.mark(), names));
            }
        }
        return List.copyOf(names);
    }

    private void network(String name, Mark mark, List<String> names) {
        if (name.equals("default") || scope.networks.contains(name)) {
            if (!names.contains(name)) names.add(name);
            return;
        }
        var near = Suggestion.didYouMean(name, scope.networks);
        context.error(
                mark,
                Rule.UNKNOWN_NETWORK,
                "the network " + Quote.quote(name) + " is not declared",
                (near.isEmpty() ? "add it under the top-level `networks`" : near));
    }

    /** A link that gives no further name says what holds anyway. */
    private void links(Fields fields) {
        fields.entry("links").filter(entry -> !saysNothing(entry.value())).ifPresent(entry -> {
            boolean names = ComposeLoader.itemsOf(entry.value()).stream()
                    .allMatch(item -> item instanceof ScalarNode scalar
                            && scope.hosts.contains(scalar.text().replaceFirst("^([^:]+):\\1$", "$1")));
            if (names) fields.ignore("services reach each other by name; use depends_on for the order", "links");
            else context.notes.refuse(entry.keyMark(), RefusedKey.LINKS, "`links`");
        });
    }

    /** An empty list or mapping, as tools write them that write every key. */
    public static boolean saysNothing(Node node) {
        return switch (node) {
            case ListNode list -> list.items().isEmpty();
            case MapNode map -> map.entries().isEmpty();
            case ScalarNode scalar -> scalar.isNull();
        };
    }

    private static boolean isGraphics(Node runtime) {
        return runtime instanceof ScalarNode scalar && scalar.text().equals(GraphicsReader.RUNTIME);
    }

    private void refusals(Fields fields) {
        for (var refusal : ALWAYS) {
            var entry = fields.entry(refusal.subject()).filter(found -> !saysNothing(found.value()));
            if (entry.isEmpty()
                    || refusal == RefusedKey.RUNTIME && isGraphics(entry.get().value())) continue;
            if (entry.get().value() instanceof ScalarNode scalar
                    && TRUE_ANYWAY.getOrDefault(refusal, List.of("")).contains(scalar.text())) {
                fields.ignore("it is so anyway", refusal.subject());
                continue;
            }
            var mark = entry.get().keyMark();
            context.notes.refuse(mark, refusal, Quote.quote(refusal.subject()));
        }
        DONE_WITHOUT.forEach((why, keys) -> keys.stream()
                .filter(key -> fields.entry(key)
                        .filter(entry -> !saysNothing(entry.value()))
                        .isPresent())
                .forEach(key -> fields.ignore(why, key)));
        links(fields);
        fields.node("security_opt").ifPresent(node -> {
            for (var item : ComposeLoader.itemsOf(node)) {
                boolean on = item instanceof ScalarNode scalar && scalar.text().matches("no-new-privileges([:=]true)?");
                if (!on) context.notes.refuse(item.mark(), RefusedKey.SECURITY_OPT, "`security_opt`");
            }
        });
        fields.entry("logging").ifPresent(entry -> {
            boolean local = entry.value() instanceof MapNode map
                    && map.get("driver")
                            .map(driver -> driver instanceof ScalarNode scalar
                                    && List.of("json-file", "local").contains(scalar.text()))
                            .orElse(true);
            if (local) fields.ignore("the platform keeps the logs, bounded", "logging");
            else context.notes.refuse(entry.keyMark(), RefusedKey.LOGGING, "`logging`");
        });
    }
}
