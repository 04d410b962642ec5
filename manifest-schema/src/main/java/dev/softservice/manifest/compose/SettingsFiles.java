package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files that Compose takes values of variables from: the {@code .env} in the folder of a Compose file, or what an {@code include} names under
 * {@code env_file}. They are part of the repository, so what they say is said by the distro; a parameter goes before them.
 */
public final class SettingsFiles {
    private static final int LARGEST = 256 << 10;

    private final Context context;
    private final Map<String, List<EnvFile.Line>> ofFiles = new LinkedHashMap<>();

    SettingsFiles(Context context) {
        this.context = context;
    }

    /** By the path of the Compose file. */
    Map<String, List<EnvFile.Line>> ofFiles() {
        return ofFiles;
    }

    void count(String composeFile, List<EnvFile.Line> lines) {
        ofFiles.put(composeFile, lines);
    }

    /** A file that another one extends services from is read with that one's variables. */
    void countAs(String base, String composeFile) {
        ofFiles.putIfAbsent(base, ofFiles.getOrDefault(composeFile, List.of()));
    }

    /** What {@code .env} beside a Compose file says; nothing where there is none. */
    List<EnvFile.Line> beside(String composeFile) {
        return RepositoryPath.resolve(RepositoryPath.folderOf(composeFile), "./.env")
                .filter(this::isFile)
                .map(this::lines)
                .orElse(List.of());
    }

    /** The lines of the files that an {@code include} names, later ones over earlier ones. */
    List<EnvFile.Line> named(Node node) {
        var lines = new ArrayList<EnvFile.Line>();
        for (var path : context.values.oneOrMore(node, "env_file")) {
            var text = context.interpolation.plain(path);
            if (text.isEmpty() || text.get().equals("/dev/null")) continue;
            var file = RepositoryPath.resolve(
                            RepositoryPath.folderOf(path.mark().path()), text.get())
                    .filter(this::isFile);
            if (file.isPresent()) lines.addAll(lines(file.get()));
            else
                context.error(
                        path.mark(),
                        Rule.MISSING_FILE,
                        Quote.quote(text.get()) + " is not in the repository",
                        "add it, or correct the path");
        }
        return lines;
    }

    /** {@code own} with what {@code above} sets too left out, and {@code above}. */
    static List<EnvFile.Line> over(List<EnvFile.Line> own, List<EnvFile.Line> above) {
        var names = above.stream().map(EnvFile.Line::name).toList();
        var lines = new ArrayList<>(above);
        own.stream().filter(line -> !names.contains(line.name())).forEach(lines::add);
        return List.copyOf(lines);
    }

    /** {@code scope} in which the variables of each of the model's Compose files have the values that its files of settings say. */
    public static KnownNames beside(ComposeModel model, KnownNames scope) {
        Map<String, Map<String, Template>> values = new LinkedHashMap<>();
        model.settings().forEach((file, lines) -> values.put(file, values(lines, scope)));
        return scope.with(scope.variables().withBeside(values));
    }

    /** What the lines say of each variable; one may name those above it, and parameters. A line that can't be understood says nothing. */
    public static Map<String, Template> values(List<EnvFile.Line> lines, KnownNames scope) {
        Map<String, Template> values = new LinkedHashMap<>();
        for (var line : lines) {
            if (line.value().isEmpty()) continue;
            var text = line.value().get();
            var notes = new Notes();
            var value = line.literal()
                    ? new Template(text.replace("$", "$$"))
                    : new Interpolation(notes, scope).over(values).templateOf(text, line.mark(), Set.of());
            if (!notes.hasErrors()) values.put(line.name(), value);
        }
        return values;
    }

    private boolean isFile(String path) {
        return context.kind(path)
                .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                .isPresent();
    }

    /** Whether each line is one is Compose's to say: this file is often a person's own. */
    private List<EnvFile.Line> lines(String path) {
        try {
            context.notes.opened(path);
            return EnvFile.lines(
                    path, new String(context.files.read(path, LARGEST), StandardCharsets.UTF_8), new Notes());
        } catch (IOException _) {
            return List.of();
        }
    }
}
