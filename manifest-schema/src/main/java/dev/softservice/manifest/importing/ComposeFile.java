package dev.softservice.manifest.importing;

import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.manifest.read.ParametersReader;
import dev.softservice.manifest.yaml.YamlWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a Compose file as the services of a distro that does not exist yet, or says why it can't be read. */
public final class ComposeFile {
    private static final String HEAD = "softservice: v1\nname: compose-file\nversion: \"0.1\"\ncompose: ";

    private ComposeFile() {}

    /**
     * What came of one file.
     *
     * @param problems  of the file and those that it names; never of the manifest around it
     * @param variables what it takes from the environment without a default: each would be a parameter of the distro
     * @param permissions what the distro would ask for
     * @param services  how many were read; 0 where it is refused
     */
    public record Read(List<Problem> problems, List<String> variables, Permissions permissions, int services) {
        public Read {
            problems = List.copyOf(problems);
            variables = List.copyOf(variables);
        }

        public boolean refused() {
            return problems.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        }
    }

    /** Reads the Compose file at {@code path} of a folder. Never throws for what it holds. */
    public static Read read(RepositoryFiles files, String path) {
        var first = new Notes();
        reading(files, path, "", first);
        var variables = first.missingVariables().stream()
                .filter(variable -> KnownNames.parameterFor(variable).matches(ParametersReader.NAME))
                .toList();
        var asked = new Notes();
        reading(files, path, parameters(variables), asked);
        var permissions = Permissions.of(asked.wanted().keySet());
        var reading =
                reading(files, path, parameters(variables) + PermissionsSection.section(permissions), new Notes());
        var problems = reading.problems().stream()
                .filter(problem ->
                        !problem.path().equals(Manifest.FILE_NAME) || problem.severity() == Problem.Severity.ERROR)
                .map(problem -> problem.path().equals(Manifest.FILE_NAME) ? of(path, problem) : problem)
                .toList();
        return new Read(
                problems,
                variables,
                permissions,
                reading.manifest().map(manifest -> manifest.services().size()).orElse(0));
    }

    /** What is said of the manifest around it, such as that there is nothing to run, is the file's own fault. */
    private static Problem of(String path, Problem problem) {
        return problem.at(path, 1, 1);
    }

    private static Reading reading(RepositoryFiles files, String path, String parameters, Notes notes) {
        return new ManifestReader()
                .read(new Around(files, HEAD + YamlWriter.text("./" + path) + "\n" + parameters), notes);
    }

    private static String parameters(List<String> variables) {
        if (variables.isEmpty()) return "";
        Map<String, String> declared = new LinkedHashMap<>();
        variables.forEach(variable -> declared.put(KnownNames.parameterFor(variable), "{type: string}"));
        var section = new StringBuilder("parameters:\n");
        declared.forEach((name, type) ->
                section.append("  ").append(name).append(": ").append(type).append('\n'));
        return section.toString();
    }

    /** A folder with a manifest of ours in place of its own. */
    record Around(RepositoryFiles files, String manifest) implements RepositoryFiles {
        @Override
        public Optional<Kind> kind(String path) throws IOException {
            return path.equals(Manifest.FILE_NAME) ? Optional.of(Kind.FILE) : files.kind(path);
        }

        @Override
        public boolean isEmpty(String folder) throws IOException {
            return files.isEmpty(folder);
        }

        @Override
        public byte[] read(String path, int limit) throws IOException {
            return path.equals(Manifest.FILE_NAME)
                    ? manifest.getBytes(StandardCharsets.UTF_8)
                    : files.read(path, limit);
        }
    }
}
