package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Documents;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.SourceFile;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Gathers the sections of a Compose file and of those that it includes, with every {@code extends} followed. */
public final class ComposeLoader {
    private static final int LONGEST_CHAIN = 16;

    private final Context context;
    private final Documents documents;
    private final SettingsFiles settings;
    private final Deque<String> including = new ArrayDeque<>();

    public ComposeLoader(Context context, Documents documents) {
        this.context = context;
        this.documents = documents;
        this.settings = new SettingsFiles(context);
    }

    /** The sections that stand in the manifest itself. */
    public ComposeModel inline(Fields manifest) {
        var model = new ComposeModel();
        for (var section : ComposeModel.SECTIONS) model.section(section).putAll(manifest.entries(section));
        extendAll(model, Manifest.FILE_NAME);
        return model;
    }

    /** The sections of the file at {@code path}, which stands written at {@code from}. */
    public ComposeModel file(String path, Mark from) {
        var model = file(path, from, settings.beside(path));
        model.settings().putAll(settings.ofFiles());
        for (var section : ComposeModel.SECTIONS) {
            var entries = model.section(section);
            entries.values().removeIf(entry -> entry.over() == Node.Over.REMOVED);
            entries.replaceAll(
                    (_, entry) -> new Entry(entry.keyMark(), ComposeMerge.settled(entry.value()), entry.merged()));
        }
        return model;
    }

    private ComposeModel file(String path, Mark from, List<EnvFile.Line> lines) {
        settings.count(path, lines);
        var model = new ComposeModel();
        if (including.contains(path)) {
            context.error(from, Rule.CYCLE, Quote.quote(path) + " includes itself", "remove one include");
            return model;
        }
        if (including.size() >= LONGEST_CHAIN) {
            context.error(
                    from, Rule.CYCLE, "includes nest deeper than " + LONGEST_CHAIN, "include the files side by side");
            return model;
        }
        var root = documents.open(SourceFile.compose(path), from);
        if (root.isEmpty()) return model;
        including.push(path);
        var fields = new Fields(root.get(), "a Compose file", context);
        fields.ignore("the format is the Compose Specification's, whatever the number", "version");
        fields.ignore("the distro's name is used", "name");
        fields.entry("models").ifPresent(entry -> context.notes.refuse(entry.keyMark(), RefusedKey.MODELS, "`models`"));
        fields.node("include").ifPresent(include -> include(include, lines, model));
        var own = new ComposeModel();
        for (var section : ComposeModel.SECTIONS) {
            own.section(section).putAll(fields.entries(section));
            fields.entry(section)
                    .filter(entry -> entry.over() != Node.Over.JOINED)
                    .ifPresent(entry -> context.error(
                            entry.keyMark(),
                            Rule.YAML_TAG,
                            "a tag of the whole section " + Quote.quote(section) + " is not read",
                            "write it at the keys in it"));
        }
        own.services().putAll(firstFormat(root.get(), fields));
        fields.done();
        extendAll(own, path);
        add(own, model);
        including.pop();
        return model;
    }

    /** The first format of Compose had its services at the top; complains of them, and gives them. */
    private java.util.Map<String, Entry> firstFormat(MapNode root, Fields fields) {
        var found = new java.util.LinkedHashMap<String, Entry>();
        if (root.entries().containsKey("services")) return found;
        var services = root.entries().entrySet().stream()
                .filter(entry -> entry.getValue().value() instanceof MapNode map
                        && (map.entries().containsKey("image") || map.entries().containsKey("build"))
                        && !ComposeModel.SECTIONS.contains(entry.getKey()))
                .toList();
        if (services.isEmpty()) return found;
        services.forEach(entry -> {
            fields.skip(entry.getKey());
            found.put(entry.getKey(), entry.getValue());
        });
        context.error(
                services.getFirst().getValue().keyMark(),
                Rule.MISSING_KEY,
                "the services stand at the top, as in the first format of Compose",
                "write `services:` above " + Quote.listed(found.keySet()) + " and indent them");
        return found;
    }

    private void include(Node node, List<EnvFile.Line> above, ComposeModel model) {
        for (var item : context.values.list(node, "include").orElse(List.of())) {
            if (item instanceof MapNode map) {
                var fields = new Fields(map, "an include", context);
                fields.require("path");
                fields.ignore("paths are relative to the included file", "project_directory");
                var named = fields.node("env_file").map(settings::named);
                fields.node("path")
                        .ifPresent(paths -> includeFiles(context.values.oneOrMore(paths, "path"), named, above, model));
                fields.done();
            } else {
                context.values
                        .scalar(item, "include")
                        .ifPresent(path -> includeFiles(List.of(path), Optional.empty(), above, model));
            }
        }
    }

    /** Later files are put over earlier ones. {@code above}: what the including file's settings say, which goes before what is said beside an included one. */
    private void includeFiles(
            List<ScalarNode> paths, Optional<List<EnvFile.Line>> named, List<EnvFile.Line> above, ComposeModel model) {
        var together = new ComposeModel();
        for (var path : paths) {
            resolve(path, "include").ifPresent(file -> {
                var own = named.orElseGet(() -> settings.beside(file));
                ComposeMerge.put(file(file, path.mark(), SettingsFiles.over(own, above)), together);
            });
        }
        add(together, model);
    }

    private Optional<String> resolve(ScalarNode path, String label) {
        var plain = context.interpolation.plain(path);
        if (plain.isEmpty()) return Optional.empty();
        var text = plain.get();
        var file = RepositoryPath.resolve(RepositoryPath.folderOf(path.mark().path()), text);
        if (file.isEmpty()) {
            context.error(
                    path.mark(),
                    Rule.PATH_OUTSIDE,
                    Quote.quote(label) + " names " + Quote.quote(text) + ", which is not inside the repository",
                    "copy the file in");
        }
        return file;
    }

    private void add(ComposeModel source, ComposeModel target) {
        for (var section : ComposeModel.SECTIONS) {
            source.section(section).forEach((name, entry) -> {
                var before = target.section(section).putIfAbsent(name, entry);
                if (before != null && before != entry) {
                    context.error(
                            entry.keyMark(),
                            Rule.NAME_TAKEN,
                            Quote.quote(name) + " is declared in "
                                    + Quote.quote(before.keyMark().path()) + " line "
                                    + before.keyMark().line() + " already",
                            "rename one of them");
                }
            });
        }
    }

    private void extendAll(ComposeModel model, String path) {
        var all = new java.util.LinkedHashMap<>(model.services());
        var services = new MapNode(Mark.wholeFile(SourceFile.compose(path)), all);
        all.forEach((name, entry) -> {
            if (entry.value() instanceof MapNode map && map.entries().containsKey("extends")) {
                var chain = new ArrayDeque<String>(List.of(path + "#" + name));
                model.services()
                        .put(
                                name,
                                new Entry(
                                        entry.keyMark(),
                                        extended(map, path, services, chain),
                                        entry.merged(),
                                        entry.over()));
            }
        });
    }

    /** {@code service} with what it extends put under it; {@code services}: those of its file. With its {@code extends} kept where that failed. */
    private MapNode extended(MapNode service, String path, MapNode services, Deque<String> chain) {
        var own = new java.util.LinkedHashMap<>(service.entries());
        var entry = own.remove("extends");
        if (entry == null) return service;
        var rest = new MapNode(service.mark(), own);
        Optional<ScalarNode> file = Optional.empty();
        Optional<ScalarNode> name;
        if (entry.value() instanceof MapNode map) {
            var fields = new Fields(map, "extends", context);
            fields.require("service");
            file = fields.node("file").flatMap(node -> context.values.scalar(node, "file"));
            name = fields.node("service").flatMap(node -> context.values.scalar(node, "service"));
            fields.done();
        } else {
            name = context.values.scalar(entry.value(), "extends");
        }
        if (name.isEmpty()) return service;
        var basePath = file.isPresent() ? resolve(file.get(), "file") : Optional.of(path);
        if (basePath.isEmpty()) return service;
        settings.countAs(basePath.get(), path);
        var baseServices = basePath.get().equals(path)
                ? Optional.of(services)
                : servicesOf(basePath.get(), file.get().mark());
        if (baseServices.isEmpty()) return service;
        return base(name.get(), basePath.get(), baseServices.get(), chain)
                .map(base -> ComposeMerge.merge(base, rest))
                .orElse(service);
    }

    private Optional<MapNode> servicesOf(String path, Mark from) {
        return documents
                .open(SourceFile.compose(path), from)
                .flatMap(root -> root.get("services"))
                .filter(MapNode.class::isInstance)
                .map(MapNode.class::cast);
    }

    private Optional<MapNode> base(ScalarNode name, String path, MapNode services, Deque<String> chain) {
        var base = services.get(name.text());
        if (base.isEmpty() || !(base.get() instanceof MapNode map)) {
            context.error(
                    name.mark(),
                    Rule.UNKNOWN_SERVICE,
                    Quote.quote(name.text()) + " is not a service of " + Quote.quote(path),
                    Suggestion.didYouMean(name.text(), services.entries().keySet()));
            return Optional.empty();
        }
        var step = path + "#" + name.text();
        if (chain.contains(step) || chain.size() >= LONGEST_CHAIN) {
            context.error(
                    name.mark(),
                    Rule.CYCLE,
                    Quote.quote(name.text()) + " extends itself, or through more than " + LONGEST_CHAIN + " others",
                    "remove one `extends`");
            return Optional.empty();
        }
        chain.push(step);
        var result = extended(map, path, services, chain);
        chain.pop();
        return Optional.of(result);
    }

    /** The items of a list, or the one value; used where Compose allows both. */
    public static List<Node> itemsOf(Node node) {
        return node instanceof ListNode list ? list.items() : List.of(node);
    }
}
