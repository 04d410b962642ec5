package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.InterpolatedText.Operator;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds every variable of a Compose file, with the files that its services take their environment from. */
public final class ComposeVariables {
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]*";
    private static final int LARGEST = 256 << 10;
    private static final Set<String> FIXED_KEYS = Set.of(
            "image",
            "expose",
            "tmpfs",
            "configs",
            "secrets",
            "deploy",
            "scale",
            "mem_limit",
            "cpus",
            "restart",
            "user",
            "working_dir",
            "stop_signal",
            "stop_grace_period",
            "shm_size",
            "ulimits",
            "networks",
            "depends_on");

    /** Where a variable stands. */
    public enum Place {
        /** Its value may differ from installation to installation. */
        FREE,
        /** The whole value of an environment entry, free as well. */
        ENTRY,
        /** Fixed when the distro is released. */
        FIXED,
        /** The machine's side of a port. */
        PUBLISHED,
        /** What is mounted. */
        SOURCE
    }

    /** @param text all that stands there */
    public record Use(Reference reference, String text, Place place, String service, Mark mark) {
        public String name() {
            return reference.name();
        }
    }

    private final Context context;
    private final List<Use> uses = new ArrayList<>();
    private String service = "";

    private ComposeVariables(Context context) {
        this.context = context;
    }

    /** In the order of the file; services that are left out not looked at. */
    public static List<Use> of(ComposeModel model, Context context) {
        var variables = new ComposeVariables(context);
        model.services().forEach((name, entry) -> {
            variables.service = name;
            if (entry.value() instanceof MapNode map && !CompositionReader.isLeftOut(entry)) variables.service(map);
        });
        variables.service = "";
        for (var section : List.of(model.configs(), model.secrets()))
            section.values().forEach(variables::content);
        return List.copyOf(variables.uses);
    }

    private void service(MapNode map) {
        map.entries().forEach((key, entry) -> {
            var node = entry.value();
            switch (key) {
                case "environment" -> pairs(node);
                case "command", "entrypoint" -> all(node, Place.FREE);
                case "healthcheck" -> each(node, "test", Place.FREE);
                case "build" -> build(node);
                case "ports" -> ComposeLoader.itemsOf(node).forEach(this::port);
                case "volumes" -> ComposeLoader.itemsOf(node).forEach(this::volume);
                case "env_file" -> {
                    var above = new HashSet<String>();
                    ComposeLoader.itemsOf(node).forEach(item -> environmentFile(item, above));
                }
                default -> {
                    if (FIXED_KEYS.contains(key)) all(node, Place.FIXED);
                }
            }
        });
    }

    private void content(Entry entry) {
        if (!(entry.value() instanceof MapNode map)) return;
        map.get("content").ifPresent(node -> all(node, Place.FREE));
        map.get("file").ifPresent(node -> all(node, Place.FIXED));
        map.get("environment")
                .filter(ScalarNode.class::isInstance)
                .ifPresent(node -> bare(((ScalarNode) node).text(), node.mark()));
    }

    /** What stands under {@code key} is at {@code place}; everything beside it is fixed. */
    private void each(Node node, String key, Place place) {
        if (node instanceof MapNode map)
            map.entries().forEach((name, entry) -> all(entry.value(), name.equals(key) ? place : Place.FIXED));
    }

    private void build(Node node) {
        if (!(node instanceof MapNode map)) {
            all(node, Place.FIXED);
            return;
        }
        map.entries().forEach((key, entry) -> {
            if (key.equals("args")) pairs(entry.value());
            else if (Set.of("context", "dockerfile", "target").contains(key)) all(entry.value(), Place.FIXED);
        });
    }

    private void pairs(Node node) {
        ComposeMerge.asMap(node)
                .ifPresent(map -> map.entries().forEach((name, entry) -> {
                    if (entry.value() instanceof ScalarNode scalar && scalar.isNull()) bare(name, entry.keyMark());
                    else all(entry.value(), Place.ENTRY);
                }));
    }

    private void port(Node item) {
        PortsReader.machineSide(item).ifPresent(text -> text(text, item.mark(), Place.PUBLISHED));
        PortsReader.containerSide(item).ifPresent(text -> text(text, item.mark(), Place.FIXED));
    }

    private void volume(Node item) {
        if (item instanceof MapNode map) {
            map.get("source").ifPresent(node -> all(node, Place.SOURCE));
            map.get("target").ifPresent(node -> all(node, Place.FIXED));
        } else if (item instanceof ScalarNode scalar) {
            var sides = InterpolatedText.compose(scalar.text()).split(':');
            if (sides.size() > 1) text(sides.getFirst(), scalar.mark(), Place.SOURCE);
            sides.stream().skip(sides.size() > 1 ? 1 : 0).forEach(side -> text(side, scalar.mark(), Place.FIXED));
        }
    }

    private void environmentFile(Node item, Set<String> above) {
        var path = item instanceof MapNode map ? map.get("path").orElse(map) : item;
        all(path, Place.FIXED);
        if (!(path instanceof ScalarNode scalar)) return;
        var folder = RepositoryPath.folderOf(scalar.mark().path());
        new Interpolation(new Notes(), context.scope)
                .plain(scalar)
                .flatMap(text -> RepositoryPath.resolve(folder, text))
                .ifPresent(file -> linesOf(file, EnvFile.isRaw(item), above));
    }

    /** {@code above}: what is set already, in this file or an earlier one. */
    private void linesOf(String path, boolean raw, Set<String> above) {
        try {
            var text = new String(context.files.read(path, LARGEST), StandardCharsets.UTF_8);
            for (var line : EnvFile.lines(path, text, raw, new Notes())) {
                int before = uses.size();
                if (line.value().isEmpty()) bare(line.name(), line.mark());
                else if (!line.literal()) text(line.value().get(), line.mark(), Place.ENTRY);
                uses.subList(before, uses.size()).removeIf(use -> above.contains(use.name()));
                above.add(line.name());
            }
        } catch (IOException _) {
            // Reading the file says so.
        }
    }

    private void bare(String name, Mark mark) {
        if (name.matches(NAME)) text("${" + name + "}", mark, Place.ENTRY);
    }

    private void all(Node node, Place place) {
        switch (node) {
            case MapNode map -> map.entries().values().forEach(entry -> all(entry.value(), place));
            case ListNode list -> list.items().forEach(item -> all(item, place));
            case ScalarNode scalar -> text(scalar.text(), scalar.mark(), place);
        }
    }

    private void text(String text, Mark mark, Place place) {
        if (text.indexOf('$') < 0) return;
        var parsed = InterpolatedText.compose(text);
        boolean embedded = parsed.parts().size() > 1;
        for (var reference : parsed.variables())
            uses.add(new Use(reference, text, place == Place.ENTRY && embedded ? Place.FREE : place, service, mark));
    }

    /** Every variable's name, wherever it stands, those of services with profiles and of comments' neighbours included. */
    public static Set<String> names(Map<String, Entry> services) {
        var names = new java.util.TreeSet<String>();
        services.values().forEach(entry -> names(entry.value(), names));
        return names;
    }

    private static void names(Node node, Set<String> names) {
        switch (node) {
            case MapNode map ->
                map.entries().forEach((key, entry) -> {
                    if (entry.value() instanceof ScalarNode scalar && scalar.isNull()) names.add(key);
                    names(entry.value(), names);
                });
            case ListNode list -> list.items().forEach(item -> names(item, names));
            case ScalarNode scalar -> {
                if (scalar.text().matches(NAME)) names.add(scalar.text());
                InterpolatedText.compose(scalar.text()).variables().forEach(use -> names.add(use.name()));
            }
        }
    }

    public static boolean isDefault(Use use) {
        return use.reference().operator().isDefault();
    }

    static boolean isBare(Use use) {
        return use.reference().operator() == Operator.NONE;
    }
}
