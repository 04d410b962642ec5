package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Pairs;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Suggestion;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.ContentMount;
import dev.softservice.manifest.model.Service.RepositoryMount;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Top-level {@code configs} and {@code secrets}, and their use in services. Both become files in the container. */
public final class ConfigReader {
    /** Where the content comes from: exactly one of the two. */
    private record Source(Optional<String> path, Optional<Template> content) {}

    private final Context context;
    private final String section;
    private final Map<String, Optional<Source>> sources = new LinkedHashMap<>();

    /** {@code section} is {@code configs} or {@code secrets}. */
    ConfigReader(Context context, String section, Map<String, Entry> declared) {
        this.context = context;
        this.section = section;
        declared.forEach((name, entry) -> sources.put(name, source(name, entry)));
    }

    private Optional<Source> source(String name, Entry entry) {
        var fields = Fields.of(entry.value(), name, context).orElse(null);
        if (fields == null) return Optional.empty();
        for (var key : List.of("external", "driver", "template_driver", "driver_opts")) {
            fields.entry(key)
                    .ifPresent(found -> context.notes.refuse(found.keyMark(), RefusedKey.EXTERNAL, Quote.quote(key)));
        }
        fields.ignore("the distro's own name is used", "name", "labels");
        var file = fields.node("file");
        var content = fields.template("content");
        var variable = fields.node("environment");
        fields.done();
        long given = List.of(fields.has("file"), fields.has("content"), fields.has("environment")).stream()
                .filter(has -> has)
                .count();
        if (given != 1) {
            if (!fields.has("external"))
                context.error(
                        entry.keyMark(),
                        Rule.ONE_OF,
                        Quote.quote(name) + " needs one of `file`, `content` and `environment`");
            return Optional.empty();
        }
        if (file.isPresent()) return path(file.get()).map(path -> new Source(Optional.of(path), Optional.empty()));
        if (variable.isPresent()) {
            return context.values.scalar(variable.get(), "environment").map(scalar -> {
                var pair = new Node.ListNode(
                        scalar.mark(),
                        List.of(new Node.ScalarNode(scalar.mark(), scalar.text(), Node.ScalarType.TEXT)));
                var values = new Pairs(context).templates(pair, "environment").values();
                return new Source(
                        Optional.empty(),
                        Optional.of(
                                values.isEmpty()
                                        ? new Template("")
                                        : values.iterator().next()));
            });
        }
        return content.map(text -> new Source(Optional.empty(), Optional.of(text)));
    }

    private Optional<String> path(Node node) {
        var text = context.values.plain(node, "file");
        if (text.isEmpty()) return Optional.empty();
        var path = RepositoryPath.resolve(RepositoryPath.folderOf(node.mark().path()), text.get());
        if (path.isEmpty()) {
            context.error(
                    node.mark(),
                    Rule.PATH_OUTSIDE,
                    "`file` names " + Quote.quote(text.get()) + ", which is not inside the repository",
                    "copy the file in, or use a parameter");
        } else if (context.kind(path.get()).isEmpty()) {
            context.error(
                    node.mark(),
                    Rule.MISSING_FILE,
                    Quote.quote(path.get()) + " is not in the repository",
                    "add it, or use a parameter: content: \"${parameters.…}\"");
            return Optional.empty();
        }
        return path;
    }

    /** Adds what a service's {@code configs} or {@code secrets} say to its mounts. */
    void use(Node node, MountReader mounts) {
        for (var item : context.values.list(node, section).orElse(List.of())) {
            if (item instanceof MapNode map) {
                var fields = new Fields(map, section, context);
                fields.require("source");
                var source = fields.plainText("source");
                var target = fields.plainText("target");
                int mode = fields.node("mode").flatMap(value -> mode(value)).orElse(0444);
                fields.ignore("files belong to root and can be read by all", "uid", "gid");
                fields.done();
                source.ifPresent(name -> mount(
                        name,
                        target.orElse(name),
                        mode,
                        mounts,
                        fields.node("source").orElse(map).mark()));
            } else {
                context.values.plain(item, section).ifPresent(name -> mount(name, name, 0444, mounts, item.mark()));
            }
        }
    }

    /** Octal, as YAML 1.1 and Compose have it: {@code 0440}. */
    private Optional<Integer> mode(Node node) {
        if (node.mark().isCompose() && node instanceof ScalarNode scalar && isDecimal(scalar)) {
            int mode = Integer.parseInt(scalar.text());
            context.error(
                    node.mark(),
                    Rule.UNQUOTED_VALUE,
                    "`mode` is " + String.format("`0%03o`", mode) + ", as in Compose, since " + scalar.text()
                            + " without a zero is no octal number",
                    "write 0" + scalar.text() + " if these are octal digits");
            return Optional.of(mode);
        }
        var text = context.values.plain(node, "mode").map(value -> value.replaceFirst("^0o", "0"));
        if (text.isPresent() && !text.get().matches("0?[0-7]{3}")) {
            context.values.bad(node.mark(), "mode", text.get(), "three octal digits such as 0440");
            return Optional.empty();
        }
        return text.map(value -> Integer.parseInt(value, 8));
    }

    /** A number that YAML does not take for an octal one, and that could be a mode. */
    private static boolean isDecimal(ScalarNode scalar) {
        return scalar.type() == ScalarType.INTEGER
                && scalar.text().matches("[1-9]\\d{0,2}")
                && Integer.parseInt(scalar.text()) <= 0777;
    }

    /** What a service of a Compose file says of its configs or secrets, with every mode as the manifest has it. */
    public static Node inOctal(Node node, BiConsumer<Mark, String> told) {
        return switch (node) {
            case Node.ListNode list ->
                new Node.ListNode(
                        list.mark(),
                        list.items().stream().map(item -> inOctal(item, told)).toList());
            case MapNode map -> {
                var entries = new LinkedHashMap<>(map.entries());
                entries.computeIfPresent("mode", (_, entry) -> {
                    if (!(entry.value() instanceof ScalarNode scalar) || !isDecimal(scalar)) return entry;
                    var octal = String.format("0%03o", Integer.parseInt(scalar.text()));
                    told.accept(
                            scalar.mark(),
                            "`mode` is " + Quote.quote(octal) + ", as in Compose, since " + scalar.text()
                                    + " without a zero is no octal number");
                    return new Entry(entry.keyMark(), new ScalarNode(scalar.mark(), octal, ScalarType.TEXT), false);
                });
                yield new MapNode(map.mark(), entries);
            }
            case ScalarNode scalar -> scalar;
        };
    }

    private void mount(String name, String target, int mode, MountReader mounts, Mark mark) {
        if (!sources.containsKey(name)) {
            var near = Suggestion.didYouMean(name, sources.keySet());
            context.error(
                    mark,
                    Rule.UNKNOWN_CONFIG,
                    Quote.quote(name) + " is not declared",
                    (near.isEmpty() ? "add it under the top-level `" + section + "`" : near));
            return;
        }
        var path = target.startsWith("/") ? target : (section.equals("secrets") ? "/run/secrets/" : "/") + target;
        sources.get(name)
                .ifPresent(source -> mounts.add(
                        source.path.isPresent()
                                ? new RepositoryMount(source.path.get(), path)
                                : new ContentMount(source.content.orElseThrow(), path, mode),
                        mark));
    }
}
