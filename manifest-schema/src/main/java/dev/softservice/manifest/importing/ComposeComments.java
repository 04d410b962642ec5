package dev.softservice.manifest.importing;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.NodeParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The comments that stand in lines of their own above the keys of Compose files. */
final class ComposeComments {
    private static final int MOST = 20;

    private final RepositoryFiles files;
    private final Map<String, List<String>> read = new HashMap<>();

    ComposeComments(RepositoryFiles files) {
        this.files = files;
    }

    /** Those right above what stands at {@code mark}, each from its {@code #} on. */
    List<String> above(Mark mark) {
        var lines = read.computeIfAbsent(mark.path(), this::lines);
        var comments = new ArrayDeque<String>();
        for (int i = mark.line() - 2; i >= 0 && i < lines.size() && comments.size() < MOST; i--) {
            var line = lines.get(i).strip();
            if (!line.startsWith("#")) break;
            comments.addFirst(line);
        }
        return List.copyOf(comments);
    }

    private List<String> lines(String path) {
        try {
            return new String(files.read(path, NodeParser.MAX_BYTES), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException _) {
            return List.of();
        }
    }
}
