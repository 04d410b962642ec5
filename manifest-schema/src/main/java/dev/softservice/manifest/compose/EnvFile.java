package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Documents;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code env_file}: files of {@code NAME=value} lines in the repository. */
public final class EnvFile {
    /** What one line, or several in quotes, set; {@code literal}: it stood in single quotes, so dollars are dollars. */
    public record Line(Mark mark, String name, Optional<String> value, boolean literal) {}

    private static final int MOST_FILES = 10;
    private static final int LARGEST = 256 << 10;

    private final Context context;

    EnvFile(Context context) {
        this.context = context;
    }

    /** All files of one {@code env_file}, later ones over earlier ones. */
    Map<String, Template> read(Node node) {
        Map<String, Template> environment = new LinkedHashMap<>();
        var items = ComposeLoader.itemsOf(node);
        if (items.size() > MOST_FILES) {
            context.error(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    "`env_file` names " + items.size() + " files",
                    "at most " + MOST_FILES + " are accepted: join them");
            return environment;
        }
        for (var item : items) {
            boolean required = true;
            boolean raw = isRaw(item);
            Optional<ScalarNode> path;
            if (item instanceof MapNode map) {
                var fields = new Fields(map, "an env_file", context);
                fields.require("path");
                path = fields.node("path").flatMap(value -> context.values.scalar(value, "path"));
                required = fields.flag("required").orElse(true);
                fields.choice("format", List.of("raw"));
                fields.done();
            } else {
                path = context.values.scalar(item, "env_file");
            }
            if (path.isPresent()) file(path.get(), required, raw, environment);
        }
        return environment;
    }

    /** Adds to {@code environment}, what the files before it set, which its own variables may name. */
    private void file(ScalarNode path, boolean required, boolean raw, Map<String, Template> environment) {
        var plain = context.interpolation.plain(path);
        if (plain.isEmpty()) return;
        var text = plain.get();
        var file = RepositoryPath.resolve(RepositoryPath.folderOf(path.mark().path()), text);
        if (file.isEmpty()) {
            context.error(
                    path.mark(),
                    Rule.PATH_OUTSIDE,
                    "`env_file` names " + Quote.quote(text) + ", which is not inside the repository",
                    "copy the file in");
            return;
        }
        if (!required && context.kind(file.get()).isEmpty()) return;
        Documents.bytes(file.get(), LARGEST, path.mark(), context).ifPresent(bytes -> {
            context.notes.opened(file.get());
            for (var line : lines(file.get(), new String(bytes, StandardCharsets.UTF_8), raw, context.notes)) {
                var before =
                        new LinkedHashMap<>(context.scope.beside(path.mark().path()));
                before.putAll(environment);
                environment.put(line.name, template(line, before));
            }
        });
    }

    /** {@code before}: what stands above it, in its file or an earlier one, or beside the Compose file; a variable that is no parameter means that. */
    private Template template(Line line, Map<String, Template> before) {
        if (line.value.isPresent()) {
            var value = line.value.get();
            return line.literal
                    ? new Template(value.replace("$", "$$"))
                    : context.interpolation.over(before).templateOf(value, line.mark, java.util.Set.of());
        }
        return context.interpolation.templateOf("${" + line.name + "}", line.mark, java.util.Set.of());
    }

    /** What the lines set; comments and empty ones left out. */
    public static List<Line> lines(String path, String text, Notes notes) {
        return lines(path, text, false, notes);
    }

    /** The same; {@code raw}: its values are taken as they stand. */
    public static List<Line> lines(String path, String text, boolean raw, Notes notes) {
        var lines = new EnvLines(path, text, notes);
        return raw ? lines.readRaw() : lines.read();
    }

    /** Whether an item of {@code env_file} says {@code format: raw}. */
    public static boolean isRaw(Node item) {
        return item instanceof MapNode map
                && map.get("format")
                        .filter(format -> format instanceof ScalarNode scalar
                                && scalar.text().equals("raw"))
                        .isPresent();
    }
}
