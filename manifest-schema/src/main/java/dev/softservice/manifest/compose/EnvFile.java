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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code env_file}: files of {@code NAME=value} lines in the repository. */
public final class EnvFile {
    private static final Pattern LINE = Pattern.compile("(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*(?:=\\s*(.*))?");

    /** A line of such a file; {@code literal}: it stood in single quotes, so dollars are dollars. */
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
                    "`env_file` names " + items.size() + " files; at most " + MOST_FILES + " are accepted: join them");
            return environment;
        }
        for (var item : items) {
            boolean required = true;
            Optional<ScalarNode> path;
            if (item instanceof MapNode map) {
                var fields = new Fields(map, "an env_file", context);
                fields.require("path");
                path = fields.node("path").flatMap(value -> context.values.scalar(value, "path"));
                required = fields.bool("required").orElse(true);
                fields.choice("format", List.of("raw"));
                fields.done();
            } else {
                path = context.values.scalar(item, "env_file");
            }
            if (path.isPresent()) environment.putAll(file(path.get(), required));
        }
        return environment;
    }

    private Map<String, Template> file(ScalarNode path, boolean required) {
        var plain = context.interpolation.plain(path);
        if (plain.isEmpty()) return Map.of();
        var text = plain.get();
        var file = RepositoryPath.resolve(RepositoryPath.folderOf(path.mark().path()), text);
        if (file.isEmpty()) {
            context.error(
                    path.mark(),
                    Rule.PATH_OUTSIDE,
                    "`env_file` names " + Quote.quote(text) + ", which is not inside the repository; copy the file in");
            return Map.of();
        }
        if (!required && context.kind(file.get()).isEmpty()) return Map.of();
        Map<String, Template> environment = new LinkedHashMap<>();
        Documents.bytes(file.get(), LARGEST, path.mark(), context).ifPresent(bytes -> {
            context.notes.opened(file.get());
            for (var line : lines(file.get(), new String(bytes, StandardCharsets.UTF_8), context.notes)) {
                environment.put(line.name, template(line));
            }
        });
        return environment;
    }

    private Template template(Line line) {
        if (line.value.isPresent()) {
            var value = line.value.get();
            return line.literal
                    ? new Template(value.replace("$", "$$"))
                    : context.interpolation.templateOf(value, line.mark, java.util.Set.of());
        }
        return context.interpolation.templateOf("${" + line.name + "}", line.mark, java.util.Set.of());
    }

    /** The lines that set something; comments and empty ones left out. */
    public static List<Line> lines(String path, String text, Notes notes) {
        var lines = new ArrayList<Line>();
        int number = 0;
        for (var raw : text.replace("\uFEFF", "").split("\r\n|\n|\r", -1)) {
            number++;
            var stripped = raw.strip();
            if (stripped.isEmpty() || stripped.startsWith("#")) continue;
            var mark = new Mark(path, number, 1 + raw.indexOf(stripped.charAt(0)));
            var matcher = LINE.matcher(stripped);
            if (!matcher.matches()) {
                notes.add(mark, Rule.BAD_VALUE, "this line is not NAME=value; correct it, or make it a # comment");
                continue;
            }
            lines.add(value(mark, matcher.group(1), Optional.ofNullable(matcher.group(2))));
        }
        return lines;
    }

    private static Line value(Mark mark, String name, Optional<String> raw) {
        if (raw.isEmpty()) return new Line(mark, name, raw, false);
        var value = raw.get();
        if (value.startsWith("'") && value.indexOf('\'', 1) > 0) {
            return new Line(mark, name, Optional.of(value.substring(1, value.indexOf('\'', 1))), true);
        }
        if (value.startsWith("\"") && value.indexOf('"', 1) > 0) {
            var inner = value.substring(1, value.lastIndexOf('"'))
                    .replace("\\n", "\n")
                    .replace("\\\"", "\"")
                    .replace("\\\\", "\\");
            return new Line(mark, name, Optional.of(inner), false);
        }
        return new Line(
                mark, name, Optional.of(value.replaceAll("(^|\\s)#.*$", "").strip()), false);
    }
}
