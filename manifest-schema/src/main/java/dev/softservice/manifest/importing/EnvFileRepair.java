package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeLoader;
import dev.softservice.manifest.compose.ComposeMerge;
import dev.softservice.manifest.compose.EnvFile;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An {@code env_file} that people write before they start a Compose file, often from an example beside it: its settings become parameters. */
final class EnvFileRepair {
    private static final List<String> EXAMPLES =
            List.of(".example", ".sample", ".template", ".dist", "-example", "-sample");
    private static final int MOST_SETTINGS = 100;
    private static final int LARGEST = 256 << 10;

    private final Context context;
    private final Map<String, String> values;
    private final List<ComposeChange> changes;

    EnvFileRepair(Context context, Map<String, String> values, List<ComposeChange> changes) {
        this.context = context;
        this.values = values;
        this.changes = changes;
    }

    /** Puts what is left of {@code file}, a service's {@code env_file}, among the service's keys, and the settings of missing files into its environment. */
    void put(Entry file, Map<String, Entry> service) {
        var kept = new ArrayList<Node>();
        for (var item : ComposeLoader.itemsOf(file.value())) {
            var path = item instanceof MapNode map ? map.get("path").orElse(map) : item;
            var text = path instanceof ScalarNode scalar
                    ? new Interpolation(new Notes(), context.scope).plain(scalar)
                    : Optional.<String>empty();
            var resolved = text.flatMap(name ->
                    RepositoryPath.resolve(RepositoryPath.folderOf(path.mark().path()), name));
            if (resolved.isEmpty() || context.kind(resolved.get()).isPresent()) kept.add(item);
            else settings(resolved.get(), path, EnvFile.isRaw(item), service);
        }
        if (!kept.isEmpty())
            service.put(
                    "env_file",
                    new Entry(file.keyMark(), new ListNode(file.value().mark(), kept), false));
    }

    private void settings(String missing, Node at, boolean raw, Map<String, Entry> service) {
        var example = EXAMPLES.stream()
                .map(end -> missing + end)
                .filter(path -> context.kind(path)
                        .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                        .isPresent())
                .findFirst();
        var lines = example.map(path -> lines(path, raw)).orElse(List.of());
        if (lines.isEmpty() || lines.size() > MOST_SETTINGS) {
            changes.add(new ComposeChange(
                    at.mark(),
                    Quote.quote(missing)
                            + " is not in the repository and is left out; what it sets has to stand under"
                            + " `environment`, as parameters where people choose"));
            return;
        }
        var own = service.get("environment");
        var environment = Optional.ofNullable(own).flatMap(entry -> ComposeMerge.asMap(entry.value()));
        if (own != null && environment.isEmpty()) return;
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (var line : lines) {
            line.value()
                    .filter(value -> line.literal() || value.indexOf('$') < 0)
                    .ifPresent(value -> values.putIfAbsent(line.name(), value));
            var value = line.name().matches("[A-Za-z_][A-Za-z0-9_]*")
                    ? "${" + line.name() + "}"
                    : line.value().orElse("").replace("$", "$$");
            entries.put(line.name(), new Entry(at.mark(), new ScalarNode(at.mark(), value, ScalarType.TEXT), false));
        }
        environment.ifPresent(map -> entries.putAll(map.entries()));
        service.put(
                "environment",
                new Entry(own == null ? at.mark() : own.keyMark(), new MapNode(at.mark(), entries), false));
        changes.add(new ComposeChange(
                at.mark(),
                Quote.quote(missing) + " is not in the repository; what it sets is a parameter each, by "
                        + Quote.quote(example.orElseThrow())));
    }

    private List<EnvFile.Line> lines(String path, boolean raw) {
        try {
            return EnvFile.lines(
                    path, new String(context.files.read(path, LARGEST), StandardCharsets.UTF_8), raw, new Notes());
        } catch (IOException _) {
            return List.of();
        }
    }
}
