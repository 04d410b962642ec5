package dev.softservice.manifest.fields;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.NodeParser;
import dev.softservice.manifest.yaml.SourceFile;
import dev.softservice.manifest.yaml.SourceFile.Dialect;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Opens the YAML files of one distro, each once. */
public final class Documents {
    private static final int MOST_FILES = 64;

    private final RepositoryFiles files;
    private final Notes notes;
    private final Map<String, Optional<MapNode>> opened = new HashMap<>();

    public Documents(RepositoryFiles files, Notes notes) {
        this.files = files;
        this.notes = notes;
    }

    /** The bytes of a file that stands in the repository; {@code from}: where it was named. */
    public static Optional<byte[]> bytes(String path, int limit, Mark from, Context context) {
        return bytes(path, limit, from, context.files, context.notes);
    }

    private static Optional<byte[]> bytes(String path, int limit, Mark from, RepositoryFiles files, Notes notes) {
        try {
            var kind = files.kind(path);
            if (kind.isEmpty()) {
                notes.add(
                        from,
                        Rule.MISSING_FILE,
                        Quote.quote(path) + " is not in the repository",
                        "add it, or correct the path");
            } else if (kind.get() != RepositoryFiles.Kind.FILE) {
                notes.add(from, Rule.MISSING_FILE, Quote.quote(path) + " is a folder", "name a file in it");
            } else {
                return Optional.of(files.read(path, limit));
            }
        } catch (IOException e) {
            notes.add(
                    from,
                    Rule.FILE_UNREADABLE,
                    Quote.quote(path) + " can't be read, or is larger than " + Units.show(limit) + ": "
                            + Quote.quote(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    /** The mapping that the file at {@code path} holds. */
    public Optional<MapNode> open(SourceFile source, Mark from) {
        var path = source.path();
        var known = opened.get(path);
        if (known != null) return known;
        if (opened.size() >= MOST_FILES) {
            notes.add(from, Rule.OUT_OF_RANGE, "more than " + MOST_FILES + " files are included", "use fewer");
            return Optional.empty();
        }
        var result = bytes(path, NodeParser.MAX_BYTES, from, files, notes).flatMap(bytes -> parse(source, bytes));
        opened.put(path, result);
        return result;
    }

    private Optional<MapNode> parse(SourceFile source, byte[] bytes) {
        notes.opened(source.path());
        boolean[] complained = {false};
        Optional<Node> root = NodeParser.parse(source, bytes, (mark, fault, reason, remedy) -> {
            complained[0] = true;
            notes.error(mark, fault, reason, remedy);
        });
        if (root.isPresent() && root.get() instanceof MapNode map) return Optional.of(map);
        boolean empty = root.isEmpty() || root.get() instanceof ScalarNode scalar && scalar.isNull();
        if (empty && !complained[0]) {
            notes.add(
                    Mark.wholeFile(source),
                    Rule.MANIFEST_EMPTY,
                    "the file is empty",
                    (source.dialect() == Dialect.MANIFEST
                            ? "start with `softservice: v1`, or let `softservice init` write one"
                            : "write at least `services:`"));
        } else if (!empty) {
            notes.add(
                    root.get().mark(),
                    Rule.WRONG_TYPE,
                    "the file must be a mapping of keys, not " + root.get().what());
        }
        return Optional.empty();
    }
}
