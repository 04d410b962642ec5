package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.engine.Traces;
import dev.softservice.runner.model.ByteText;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a service wrote where nothing of the distro is mounted, while something went on.
 *
 * @param container by its name in the environment
 * @param declared  the folder that its image declares as a volume; empty: the container's own layer
 * @param files     by path, never empty
 */
record Stray(String container, String declared, List<String> files, long bytes) {
    private static final int EXAMPLES = 3;

    Stray {
        files = List.copyOf(files);
    }

    /** What {@code after} has and {@code before} had not, logs, caches and the like left out. */
    static List<Stray> between(List<OwnFiles> before, List<OwnFiles> after) {
        var strays = new ArrayList<Stray>();
        for (var now : after) {
            var then = before.stream()
                    .filter(own -> own.container().equals(now.container()))
                    .findFirst();
            if (then.isEmpty()) continue;
            add(strays, now.container(), "", now.layer(), then.get().layer());
            now.unmounted()
                    .forEach((folder, content) -> add(
                            strays,
                            now.container(),
                            folder,
                            content,
                            then.get().unmounted().getOrDefault(folder, Content.EMPTY)));
        }
        return strays;
    }

    private static void add(List<Stray> strays, String container, String folder, Content now, Content then) {
        var files = now.changedSince(then).stream()
                .filter(path -> !Traces.are(path))
                .toList();
        if (files.isEmpty()) return;
        long bytes = files.stream()
                .mapToLong(path -> Objects.requireNonNull(now.files().get(path)).bytes())
                .sum();
        strays.add(new Stray(
                container,
                folder,
                files.stream()
                        .map(path -> folder.isEmpty() ? path : folder + "/" + path)
                        .toList(),
                bytes));
    }

    boolean isInLayer() {
        return declared.isEmpty();
    }

    /** {@code keeper wrote 1 file, 29 bytes, while the tests ran into …: it is gone at the next upgrade}. */
    String sentence() {
        return container + " wrote " + (files.size() == 1 ? "1 file" : files.size() + " files") + ", "
                + ByteText.of(bytes) + ", while the tests ran "
                + (isInLayer()
                        ? "into its own layer"
                        : "into " + declared
                                + ", which its image declares as a volume and where nothing of the distro is mounted")
                + " (" + examples() + "): gone at the next upgrade; mount a volume there or above it";
    }

    private String examples() {
        var named = String.join(", ", files.subList(0, Math.min(EXAMPLES, files.size())));
        return files.size() > EXAMPLES ? named + ", …" : named;
    }
}
