package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.MachinePath;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.fields.SystemPlace;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.MachineFiles;
import dev.softservice.manifest.model.Permission.OfTheMachine;
import dev.softservice.manifest.model.Permission.OwnFile;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.EngineSocketMount;
import dev.softservice.manifest.model.Service.MachineFileMount;
import dev.softservice.manifest.model.Service.Mount;
import dev.softservice.manifest.model.Service.RepositoryMount;
import dev.softservice.manifest.model.Service.TmpfsMount;
import dev.softservice.manifest.model.Service.VolumeMount;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code volumes} and {@code tmpfs} of one service, in every form that Compose has. */
public final class MountReader {
    private static final int MOST = 100;
    private static final long SMALLEST_TMPFS = 4096;
    private static final long LARGEST_TMPFS = 16L << 30;
    /** Where a container expects what somebody wrote for it, rather than an empty folder of its own. */
    private static final Pattern CONFIGURATION = Pattern.compile(
            "/etc/.*|.*\\.(conf|cnf|cfg|ini|ya?ml|json|toml|xml|sh|sql|properties|env|pem|crt|key|html|php)");

    private static final Set<String> HARMLESS = Set.of("rw", "z", "Z", "cached", "delegated", "consistent", "nocopy");

    /** The socket of an engine that speaks Docker's language, also as the default of a variable. */
    private static final Pattern ENGINE_SOCKET = Pattern.compile("(.*[/-])?(docker|podman)\\.sock}*");

    private static final String OVER_ALL = "/|/proc(/.*)?";
    private static final String OVER_THE_SYSTEM = "/|/(proc|sys|dev(?!/shm$))(/.*)?";

    private static final String TMPFS = "tmpfs";
    private static final String IDLE = "r?(shared|slave|private)|r?bind|U";

    private final Context context;
    private final NamedVolumes volumes;
    private final String service;
    private final Asking asking;
    private final Map<String, Placed> targets = new HashMap<>();
    private final List<Mount> mounts = new ArrayList<>();
    private String list = "";

    /** Which mount is at a place, where it is written, and in which list. */
    private record Placed(Mount mount, Mark mark, String list) {}

    /** @param permissions what the distro asks for */
    MountReader(Context context, NamedVolumes volumes, String service, Permissions permissions) {
        this.context = context;
        this.volumes = volumes;
        this.service = service;
        this.asking = new Asking(context, permissions);
    }

    /** Whether a mount may have {@code option}, with or without effect. */
    public static boolean takes(String option) {
        return option.equals("ro") || HARMLESS.contains(option) || option.matches(IDLE);
    }

    List<Mount> mounts() {
        return List.copyOf(mounts);
    }

    /** Of the mounts that follow. */
    MountReader of(String list) {
        this.list = list;
        return this;
    }

    void volumes(Node node) {
        var items = context.values.list(node, "volumes").orElse(List.of());
        if (items.size() > MOST) {
            context.error(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    "`volumes` has " + items.size() + " entries",
                    "at most " + MOST + " are accepted: mount a folder that holds them");
            return;
        }
        for (var item : items) {
            if (item instanceof MapNode map) longForm(map);
            else context.values.scalar(item, "volumes").ifPresent(this::shortForm);
        }
    }

    void tmpfs(Node node) {
        for (var item : context.values.oneOrMore(node, "tmpfs")) {
            var text = context.interpolation.plain(item);
            if (text.isEmpty()) continue;
            var parts = text.get().split(":", 2);
            var size = OptionalLong.empty();
            for (var option : parts.length < 2 ? new String[0] : parts[1].split(",")) {
                if (option.startsWith("size="))
                    size = context.values.bytesOf(
                            option.substring(5), item.mark(), "size", SMALLEST_TMPFS, LARGEST_TMPFS);
                else if (Set.of("exec", "suid", "dev").contains(option))
                    context.notes.refuse(item.mark(), RefusedKey.MOUNT_OPTION, Quote.quote(option));
                else if (option.matches("(mode|uid|gid)=\\d+") && !option.matches("mode=0?1777"))
                    context.error(
                            item.mark(),
                            Rule.IGNORED_VALUE,
                            "the option " + Quote.quote(option)
                                    + " has no effect here: everybody in the container may write there");
                else if (!option.matches("rw|noexec|nosuid|nodev|mode=0?1777"))
                    context.values.bad(item.mark(), "tmpfs", option, "the option size=…, such as /run:size=64M");
            }
            add(new TmpfsMount(parts[0], size), item.mark());
        }
    }

    /** Adds a mount unless its target is refused or taken. */
    void add(Mount mount, Mark mark) {
        var target = mount.target();
        if (!target.startsWith("/")
                || target.contains("//")
                || target.chars().anyMatch(c -> Character.isISOControl(c) || c == ',')
                || List.of(target.split("/")).contains("..")
                || target.length() > 1024) {
            context.values.bad(mark, "target", target, "an absolute path in the container, without `..`");
        } else if (target.matches(mount instanceof MachineFileMount ? OVER_ALL : OVER_THE_SYSTEM)
                || target.matches("(/var)?/run/docker\\.sock") && !(mount instanceof EngineSocketMount)) {
            context.notes.refuse(mark, RefusedKey.MOUNT_TARGET, Quote.quote(target));
        } else {
            var clean = target.replaceAll("/+$", "");
            var before = targets.put(clean, new Placed(mount, mark, list));
            if (before == null) mounts.add(mount);
            else if (!before.mount.equals(mount)) again(before, mount, mark);
        }
    }

    /** Of two in one list the later one counts, as in Compose; an engine takes no others. */
    private void again(Placed before, Mount mount, Mark mark) {
        if (before.list.equals(list) && !list.equals(TMPFS)) {
            mounts.set(mounts.indexOf(before.mount), mount);
            context.error(
                    before.mark,
                    Rule.IGNORED_KEY,
                    "this mount has no effect here: a later one is at " + Quote.quote(mount.target())
                            + ", and counts, as in Compose");
        } else {
            context.error(
                    mark,
                    Rule.NAME_TAKEN,
                    Quote.quote(mount.target()) + " is mounted already",
                    Remedy.keepOne(before.mark.line()));
        }
    }

    private void shortForm(ScalarNode node) {
        if (onTheMachine(node)) return;
        var text = context.interpolation.plain(node);
        if (text.isEmpty()) return;
        boolean drive = text.get().matches("[A-Za-z]:[\\\\/].*")
                && !volumes.declared().contains(text.get().substring(0, 1));
        if (drive) {
            context.notes.refuse(node.mark(), RefusedKey.HOST_PATH, Quote.quote(text.get()));
            return;
        }
        var parts = text.get().split(":", -1);
        if (parts.length > 3 || parts[0].isEmpty()) {
            context.values.bad(
                    node.mark(), "volumes", node.text(), "name:/path, ./file:/path or /path, with :ro for read-only");
            return;
        }
        boolean readOnly = false;
        for (var option : parts.length < 3 ? new String[0] : parts[2].split(",")) {
            if (option.equals("ro")) readOnly = true;
            else if (option.matches(IDLE))
                context.error(
                        node.mark(),
                        Rule.IGNORED_VALUE,
                        "the option " + Quote.quote(option) + " has no effect here: nothing of the host is mounted");
            else if (!HARMLESS.contains(option))
                context.notes.refuse(node.mark(), RefusedKey.MOUNT_OPTION, Quote.quote(option));
        }
        if (parts.length == 1) {
            add(new VolumeMount(volumes.derive(service + ":" + parts[0]), parts[0], false), node.mark());
        } else {
            source(parts[0], parts[1], readOnly, node.mark());
        }
    }

    /** {@code ${FOLDER}/data:/data[:ro]}: what only the machine knows can be no configuration, so it is data. */
    private boolean onTheMachine(ScalarNode node) {
        if (!node.mark().isCompose()) return false;
        var parts = InterpolatedText.compose(node.text()).split(':');
        if (parts.size() < 2 || parts.size() > 3) return false;
        var source = new ScalarNode(node.mark(), parts.getFirst(), node.type());
        if (isEngineSocket(source.text(), parts.get(1))) {
            context.interpolation
                    .plain(new ScalarNode(node.mark(), parts.get(1), node.type()))
                    .ifPresent(target -> socket(source.text(), target, node.mark()));
            return true;
        }
        if (source.text().startsWith("/") && Interpolation.asksTheMachine(source)) {
            context.notes.refuse(node.mark(), RefusedKey.HOST_PATH, Quote.quote(source.text()));
            return true;
        }
        var path = MachinePath.of(source);
        if (path.isEmpty()) return false;
        var target = context.interpolation.plain(new ScalarNode(node.mark(), parts.get(1), node.type()));
        boolean readOnly = parts.size() > 2 && List.of(parts.get(2).split(",")).contains("ro");
        target.ifPresent(folder -> machineBind(path.get(), source, folder, readOnly));
        return true;
    }

    private void machineBind(MachinePath path, ScalarNode source, String target, boolean readOnly) {
        var mark = source.mark();
        if (path.variable().equals("PWD")) {
            bind("./" + path.below(), target, readOnly, mark);
            return;
        }
        var file = RepositoryPath.resolve(RepositoryPath.folderOf(mark.path()), "./" + path.below());
        if (!path.below().isEmpty()
                && file.isPresent()
                && context.kind(file.get())
                        .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                        .isPresent()) {
            add(new RepositoryMount(file.get(), target), mark);
            return;
        }
        context.error(
                mark,
                Rule.BIND_BECOMES_VOLUME,
                Quote.quote(source.text()) + " is known on the machine alone, so a volume for data is mounted at "
                        + Quote.quote(target),
                "name a file of the repository by a relative path if it is configuration");
        add(
                new VolumeMount(
                        volumes.derive(("$" + path.variable() + "/" + path.below()).replaceAll("/+$", "")),
                        target,
                        readOnly),
                mark);
    }

    /** By its own name, or where only the machine knows that, by the name that the container has for it. */
    public static boolean isEngineSocket(String source, String target) {
        return ENGINE_SOCKET.matcher(source).matches()
                || source.startsWith("$") && ENGINE_SOCKET.matcher(target).matches();
    }

    private void socket(String source, String target, Mark mark) {
        if (asking.has(mark, RefusedKey.ENGINE_SOCKET, Quote.quote(source), OfTheMachine.SOCKET))
            add(new EngineSocketMount(target), mark);
    }

    private void source(String source, String target, boolean readOnly, Mark mark) {
        if (source.startsWith(".") || source.startsWith("/") || source.startsWith("~") || source.contains("\\"))
            bind(source, target, readOnly, mark);
        else named(source, target, readOnly, mark);
    }

    private void named(String name, String target, boolean readOnly, Mark mark) {
        if (!volumes.declared().contains(name)) {
            var near = Suggestion.didYouMean(name, volumes.declared());
            context.error(
                    mark,
                    Rule.UNKNOWN_VOLUME,
                    "the volume " + Quote.quote(name) + " is not declared",
                    (near.isEmpty()
                            ? "add it under the top-level `volumes`, or write ./" + Quote.cut(name) + " for a path"
                            : near));
            return;
        }
        add(new VolumeMount(name, target, readOnly), mark);
    }

    private void bind(String source, String target, boolean readOnly, Mark mark) {
        if (isEngineSocket(source, target)) {
            socket(source, target, mark);
            return;
        }
        if (source.endsWith("containerd.sock")) {
            context.notes.refuse(mark, RefusedKey.ENGINE_SOCKET, Quote.quote(source));
            return;
        }
        if (source.matches("/etc/(localtime|timezone)")) {
            context.error(
                    mark,
                    Rule.IGNORED_KEY,
                    Quote.quote(source) + " has no effect here: the machine's time zone is not visible",
                    "set TZ where the image" + " knows it");
            return;
        }
        if (!source.startsWith(".")) {
            ofTheMachine(source, target, readOnly, mark);
            return;
        }
        var path = RepositoryPath.resolve(RepositoryPath.folderOf(mark.path()), source);
        if (path.isEmpty()) {
            context.error(
                    mark,
                    Rule.PATH_OUTSIDE,
                    Quote.quote(source) + " is not inside the repository",
                    "copy the file in, or use a named volume for data");
            return;
        }
        boolean empty = context.isEmptyFolder(path.get());
        if (context.kind(path.get()).isPresent() && !empty) {
            add(new RepositoryMount(path.get(), target), mark);
            return;
        }
        if (empty || CONFIGURATION.matcher(target).matches()) {
            context.error(
                    mark,
                    Rule.BIND_BECOMES_VOLUME,
                    Quote.quote(path.get()) + (empty ? " is empty" : " is not")
                            + " in the repository, so a volume for data is mounted at " + Quote.quote(target),
                    empty ? "put it there if it is configuration" : "add it if it is configuration");
        }
        add(new VolumeMount(volumes.derive(path.get()), target, readOnly), mark);
    }

    /** What belongs to a machine's system can be read where the distro asks for that; a folder of data is a volume. */
    private void ofTheMachine(String source, String target, boolean readOnly, Mark mark) {
        var path = MachineFiles.normal(source);
        if (!SystemPlace.isOfTheMachine(path) || !MachineFiles.mayBeAskedFor(path))
            context.notes.refuse(mark, RefusedKey.HOST_PATH, Quote.quote(source));
        else if (!readOnly)
            context.notes.refuse(
                    mark,
                    RefusedKey.HOST_PATH,
                    Quote.quote(source),
                    "files of the machine can be read at most, and only where the distro asks for it",
                    Remedy.of("mount it with :ro and list it under permissions.machine-files, or use a named volume for"
                            + " data"));
        else if (asking.has(mark, RefusedKey.HOST_PATH, Quote.quote(source), new OwnFile(path)))
            add(new MachineFileMount(path, target), mark);
    }

    private void longForm(MapNode map) {
        var fields = new Fields(map, "a volume", context);
        fields.require("type", "target");
        var type = fields.plain("type");
        var machine = fields.node("source")
                .filter(ScalarNode.class::isInstance)
                .map(ScalarNode.class::cast)
                .filter(Interpolation::asksTheMachine);
        var source = machine.isPresent() ? Optional.<String>empty() : fields.plain("source");
        var target = fields.plain("target");
        boolean readOnly = fields.flag("read_only").orElse(false);
        fields.ignore("the platform decides", "consistency");
        fields.mapping("bind").ifPresent(bind -> {
            bind.ignore("nothing of the host is mounted, so nothing spreads", "propagation");
            bind.ignore("the platform decides", "create_host_path", "selinux", "recursive");
            bind.done();
        });
        refuseOptions(fields.mapping("volume"), "subpath");
        fields.mapping("volume").ifPresent(volume -> {
            volume.skip("subpath");
            volume.ignore("the platform decides", "nocopy", "labels");
            volume.done();
        });
        var size = fields.mapping("tmpfs")
                .map(tmpfs -> {
                    var bytes = tmpfs.node("size")
                            .map(node -> context.values.bytes(node, "size", SMALLEST_TMPFS, LARGEST_TMPFS))
                            .orElse(OptionalLong.empty());
                    tmpfs.ignore("the platform decides", "mode");
                    tmpfs.done();
                    return bytes;
                })
                .orElse(OptionalLong.empty());
        fields.done();
        if (type.isEmpty() || target.isEmpty()) return;
        var mark = fields.node("source").map(Node::mark).orElse(map.mark());
        if (machine.isPresent() && isEngineSocket(machine.get().text(), target.get())) {
            socket(machine.get().text(), target.get(), mark);
            return;
        }
        if (machine.isPresent()) {
            MachinePath.of(machine.get())
                    .ifPresentOrElse(
                            path -> machineBind(path, machine.get(), target.get(), readOnly),
                            () -> context.notes.refuse(
                                    mark,
                                    RefusedKey.HOST_PATH,
                                    Quote.quote(machine.get().text())));
            return;
        }
        if (source.isEmpty() && fields.has("source")) return;
        switch (type.get()) {
            case "tmpfs" -> add(new TmpfsMount(target.get(), size), mark);
            case "volume" ->
                source.ifPresentOrElse(
                        name -> named(name, target.get(), readOnly, mark),
                        () -> add(
                                new VolumeMount(volumes.derive(service + ":" + target.get()), target.get(), readOnly),
                                mark));
            case "bind" ->
                source.ifPresentOrElse(
                        path -> bind(
                                path.matches("[./~].*") || path.contains("\\") ? path : "./" + path,
                                target.get(),
                                readOnly,
                                mark),
                        () -> context.error(mark, Rule.MISSING_KEY, "a bind needs `source`"));
            default ->
                context.notes.refuse(fields.markOf("type"), RefusedKey.MOUNT_TYPE, "type " + Quote.quote(type.get()));
        }
    }

    private void refuseOptions(Optional<Fields> options, String key) {
        options.flatMap(fields -> fields.entry(key))
                .map(Entry::keyMark)
                .ifPresent(mark -> context.notes.refuse(mark, RefusedKey.MOUNT_OPTION, Quote.quote(key)));
    }
}
