package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.MountReader;
import dev.softservice.manifest.compose.NestedFolders;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.MachinePath;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.SystemPlace;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.MachineFiles;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Puts named volumes in place of the folders of a machine that services of a Compose file keep their data in. */
final class MachineVolumes {
    private static final int SEGMENTS = 2;
    private static final Pattern DRIVE = Pattern.compile("([A-Za-z]):[\\\\/]([^:]*):(.+)");

    /** Where an installation has it is the engine's to say. */
    private static final String ENGINE_SOCKET = "/var/run/docker.sock";

    private static final String READ_ONLY = "ro";

    /** What is not had by being read: devices, and what other mounts have rules for. */
    private static final String UNREADABLE = "/dev(/.*)?|/etc/(localtime|timezone)|.*\\.sock";

    private final Context context;
    private final Set<String> declared;
    private final Map<String, String> values;
    private final Map<String, String> made = new LinkedHashMap<>();
    /** Folders that some service writes to: who only reads them reads its data. */
    private final Set<String> filled = new HashSet<>();

    private final List<ComposeChange> changes;

    /** {@code values}: of variables, by the environment file that Compose reads. */
    MachineVolumes(Context context, Set<String> declared, Map<String, String> values, List<ComposeChange> changes) {
        this.context = context;
        this.values = values;
        this.declared = declared;
        this.changes = changes;
    }

    /** Looks at the mounts of one service before any is read. */
    void look(List<Node> volumes) {
        for (var volume : volumes) {
            var parts = parts(volume);
            if (parts.size() > 1 && !isReadOnly(parts)) filled.add(MachineFiles.normal(parts.getFirst()));
        }
    }

    /** The volumes that have to be declared besides. */
    Set<String> made() {
        return new LinkedHashSet<>(made.values());
    }

    private static boolean isReadOnly(List<String> parts) {
        return parts.size() > 2 && List.of(parts.getLast().split(",")).contains("ro");
    }

    /** Mounts in a service what lies in a folder that it mounts and is a volume of its own. */
    List<Node> shared(List<Node> volumes) {
        var folders = made.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(entry.getValue()))
                .map(entry -> new NestedFolders.Folder(entry.getKey(), entry.getValue()))
                .toList();
        var mounted = new ArrayList<NestedFolders.Mounted>();
        var taken = new HashSet<String>();
        for (var volume : volumes) {
            var parts = parts(volume);
            if (parts.size() < 2) continue;
            taken.add(parts.get(1).replaceAll("/+$", ""));
            folders.stream()
                    .filter(folder -> folder.volume().equals(parts.getFirst()))
                    .forEach(folder ->
                            mounted.add(new NestedFolders.Mounted(folder.origin(), parts.get(1), isReadOnly(parts))));
        }
        var all = new ArrayList<>(volumes);
        for (var inner : NestedFolders.of(mounted, folders, taken)) {
            var mark = volumes.getFirst().mark();
            all.add(new ScalarNode(
                    mark,
                    inner.folder().volume() + ":" + inner.target() + (inner.readOnly() ? ":ro" : ""),
                    Node.ScalarType.TEXT));
            changes.add(new ComposeChange(
                    mark,
                    Quote.quote(inner.folder().origin())
                            + " lies in a folder that is mounted here; its volume is mounted at "
                            + Quote.quote(inner.target()) + ", too"));
        }
        return all;
    }

    /** Source, target and options of a volume in either form. */
    private static List<String> parts(Node volume) {
        if (volume instanceof ScalarNode scalar)
            return InterpolatedText.compose(scalar.text()).split(':');
        if (!(volume instanceof MapNode map)) return List.of();
        var texts = new ArrayList<String>();
        for (var key : List.of("source", "target"))
            map.get(key).filter(ScalarNode.class::isInstance).ifPresent(text -> texts.add(((ScalarNode) text).text()));
        map.get("read_only")
                .filter(value -> value instanceof ScalarNode flag && flag.text().equals("true"))
                .ifPresent(_ -> texts.add("ro"));
        return texts;
    }

    /** A path of Windows, as it is called where it is mounted into Linux. */
    private static List<String> onDrive(Matcher drive) {
        var path = "/" + drive.group(1).toLowerCase(Locale.ROOT) + "/"
                + drive.group(2).replace('\\', '/');
        return Stream.concat(Stream.of(path), Stream.of(drive.group(3).split(":")))
                .toList();
    }

    private static String onLinux(String source) {
        var drive = DRIVE.matcher(source + ":/");
        return drive.matches() ? onDrive(drive).getFirst() : source;
    }

    Node of(Node volume) {
        var socket = parts(volume);
        if (socket.size() > 1
                && socket.getFirst().indexOf('$') >= 0
                && MountReader.isEngineSocket(socket.getFirst(), socket.get(1)))
            return new ScalarNode(volume.mark(), ENGINE_SOCKET + ":" + socket.get(1), Node.ScalarType.TEXT);
        return switch (volume) {
            case ScalarNode scalar -> {
                var drive = DRIVE.matcher(scalar.text());
                var parts = drive.matches() && !declared.contains(drive.group(1))
                        ? onDrive(drive)
                        : InterpolatedText.compose(scalar.text()).split(':');
                if (parts.size() < 2) yield scalar;
                var behind = new ArrayList<>(parts.subList(1, parts.size()));
                if (behind.size() == 2) options(scalar, behind.removeLast()).ifPresent(behind::add);
                var place = place(scalar, parts.getFirst(), isReadOnly(parts));
                if (!isReadOnly(parts) && isRead(scalar.mark(), place)) behind.add(READ_ONLY);
                yield new ScalarNode(scalar.mark(), place + ":" + String.join(":", behind), scalar.type());
            }
            case MapNode map
            when map.get("source").isPresent() && map.get("source").get() instanceof ScalarNode source -> {
                var place = place(
                        source,
                        onLinux(source.text()),
                        map.get("read_only")
                                .filter(value -> value instanceof ScalarNode flag
                                        && flag.text().equals("true"))
                                .isPresent());
                Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
                if (!isReadOnly(parts(map)) && isRead(map.mark(), place)) {
                    var yes = new ScalarNode(map.mark(), "true", Node.ScalarType.BOOLEAN);
                    entries.put("read_only", new Entry(map.mark(), yes, false));
                    yield new MapNode(map.mark(), entries);
                }
                if (place.equals(source.text())) yield map;
                entries.replace(
                        "source",
                        new Entry(
                                Objects.requireNonNull(entries.get("source")).keyMark(),
                                new ScalarNode(source.mark(), place, source.type()),
                                false));
                boolean path = place.startsWith(".");
                entries.computeIfPresent(
                        "type",
                        (_, type) -> new Entry(
                                type.keyMark(),
                                new ScalarNode(type.value().mark(), path ? "bind" : "volume", Node.ScalarType.TEXT),
                                false));
                if (!path) entries.remove("bind");
                yield new MapNode(map.mark(), entries);
            }
            default -> volume;
        };
    }

    /** A place of the machine's system, which can be read at most. */
    private boolean isRead(Mark at, String place) {
        var path = MachineFiles.normal(place);
        boolean read = place.startsWith("/")
                && SystemPlace.isOfTheMachine(path)
                && MachineFiles.mayBeAskedFor(path)
                && !path.matches(UNREADABLE);
        if (read)
            changes.add(new ComposeChange(
                    at,
                    Quote.quote(place) + " belongs to the machine's system, so it is mounted read-only: what is"
                            + " written there WILL NOT REACH the machine"));
        return read;
    }

    /** Those that a mount may have: an option is no reason to lose what is kept there. */
    private Optional<String> options(ScalarNode mount, String written) {
        var all = List.of(written.split(","));
        var kept = all.stream().filter(MountReader::takes).toList();
        if (kept.size() < all.size())
            changes.add(new ComposeChange(
                    mount.mark(),
                    "the mount " + Quote.quote(mount.text()) + " is written without "
                            + Quote.listed(all.stream()
                                    .filter(option -> !kept.contains(option))
                                    .toList())
                            + ", which no mount can have"));
        return Optional.of(String.join(",", kept)).filter(text -> !text.isEmpty());
    }

    /** What takes the place of {@code written}; itself where it is none of the machine's, or one of the machine's own. */
    private String place(ScalarNode at, String written, boolean readOnly) {
        var source = given(at, written);
        if (source.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            if (declared.contains(source) || made.containsKey(source)) return source;
            made.put(source, source);
            changes.add(
                    new ComposeChange(at.mark(), "the volume " + Quote.quote(source) + " is not declared; it is now"));
            return source;
        }
        var machine = MachinePath.of(new ScalarNode(at.mark(), source, at.type()));
        if (machine.isPresent()) {
            var below = machine.get().below();
            var file = RepositoryPath.resolve(RepositoryPath.folderOf(at.mark().path()), "./" + below);
            boolean here = machine.get().variable().equals("PWD")
                    || !below.isEmpty()
                            && file.isPresent()
                            && context.kind(file.get())
                                    .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                                    .isPresent();
            return here
                    ? "./" + below
                    : named(at, source, below.isEmpty() ? machine.get().variable() : below);
        }
        if (source.startsWith(".")) {
            boolean inside = RepositoryPath.resolve(
                            RepositoryPath.folderOf(at.mark().path()), source)
                    .isPresent();
            return inside || NestedFolders.couldBeFile(source) ? source : named(at, source, source);
        }
        return source.matches("(/|~/).*")
                        && keepsData(
                                MachinePath.masked(source), readOnly && !filled.contains(MachineFiles.normal(source)))
                ? named(at, source, source)
                : source;
    }

    /** The environment file may say where on the machine a folder is. */
    private String given(ScalarNode at, String source) {
        var text = InterpolatedText.compose(source);
        boolean known = !text.variables().isEmpty()
                && text.variables().stream().allMatch(use -> values.containsKey(use.name()));
        if (!known) return source;
        var fixed = new LinkedHashMap<String, KnownNames.Fixed>();
        values.forEach((name, value) -> fixed.put(name, new KnownNames.Fixed(value, true)));
        var scope = KnownNames.EMPTY.with(new KnownNames.Variables(Map.of(), Set.of(), fixed));
        var path = new Interpolation(new Notes(), scope)
                .plain(new ScalarNode(at.mark(), source, at.type()))
                .orElse(source);
        return path.matches("[/.~].*") ? path : source;
    }

    /** A folder of an application's own below the system's is data as well, where a service may write to it. */
    private static boolean keepsData(String path, boolean readOnly) {
        if (!SystemPlace.is(path)) return true;
        return !readOnly && SystemPlace.isOfAnApplication(path) && !NestedFolders.couldBeFile(path);
    }

    private String named(ScalarNode at, String written, String path) {
        var source = written.replaceFirst("^\\$(HOME|\\{HOME\\})(?=/|$)", "~").replaceAll("(?<=.)/+$", "");
        var known = Optional.ofNullable(made.get(source));
        if (known.isPresent()) return known.get();
        var all = InterpolatedText.compose(path).split('/');
        int variable = all.size() - 1;
        while (variable >= 0 && all.get(variable).indexOf('$') < 0) variable--;
        var segments = all.subList(variable + 1, all.size()).stream()
                .filter(segment -> segment.matches("[^$~]*[A-Za-z0-9][^$~]*"))
                .toList();
        var name = String.join("-", segments.subList(Math.max(0, segments.size() - SEGMENTS), segments.size()))
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        if (name.isEmpty()) name = "data";
        // One letter before a colon is a drive to some.
        if (name.length() == 1) name += "-data";
        var free = name.substring(0, Math.min(40, name.length()));
        var base = free;
        for (int i = 2; declared.contains(free) || made.containsValue(free); i++) free = base + "-" + i;
        made.put(source, free);
        changes.add(new ComposeChange(
                at.mark(),
                Quote.quote(source) + " is a folder of the machine; the volume " + Quote.quote(free)
                        + " takes its place"));
        return free;
    }
}
