package dev.softservice.runner.cli;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.Resolver.Resolved;
import dev.softservice.manifest.composition.Resolver.Unresolved;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.policy.PolicyReader;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Reads a distro's softservice.yaml, and .softservice/policy.yaml if there is one, and reports every"
                    + " problem as file:line:column. Needs no container engine.",
            "With --hub, it also looks up the parts of the distro."
        },
        footer = {
            "",
            "Examples:",
            "  softservice validate",
            "  softservice validate my-wiki",
            "  softservice validate --json my-wiki",
            "  softservice validate --hub https://hub.example.org my-wiki",
            "  softservice validate --compose compose.yaml ~/stacks",
            "",
            "Exit codes: 0 valid (warnings allowed), 2 not valid, 3 a repository that it uses could not be read."
        })
final class ValidateCommand implements Callable<Integer> {
    @Mixin
    private DistroArgument distro = new DistroArgument();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private UsedDistros used = new UsedDistros();

    @Option(
            names = "--compose",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Read Compose files, or all below a folder, as a distro's services instead, and say of each"
                    + " whether it is read, and if not, why.")
    private List<String> compose = List.of();

    private final World world;

    ValidateCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws IOException {
        var screen = Screen.of(world);
        if (!compose.isEmpty()) return composeFiles(screen);
        var folder = distro.folder(world);
        var reading = new ManifestReader().read(new FolderFiles(folder));
        var composition = composition(reading, folder);
        var policy = new PolicyReader().read(new FolderFiles(folder));
        var problems = Stream.of(reading.problems(), composition.problems(), policy.problems())
                .flatMap(List::stream)
                .toList();
        boolean valid = reading.manifest().isPresent()
                && composition.problems().isEmpty()
                && policy.policy().isPresent();
        if (json) {
            screen.raw(JsonReport.of(folder.toString(), problems, composition.uses(), composition.unchecked()));
        } else {
            problems.forEach(problem -> screen.line(prefix() + problem));
            screen.line(verdict(reading.manifest().filter(_ -> valid), problems));
            composition.uses().forEach(use -> screen.line("  " + use.path() + " = " + use.distro() + " " + use.tag()));
            if (!composition.unchecked().isEmpty())
                screen.line("  not checked: what is behind " + String.join(", ", composition.unchecked())
                        + "; --hub URL looks it up");
        }
        return valid ? ExitCode.PASSED : ExitCode.BAD_INPUT;
    }

    /** What came of looking up what the distro is made of; {@code unchecked}: the uses that were not. */
    private record Composed(List<Problem> problems, List<Composition.Used> uses, Set<String> unchecked) {}

    private Composed composition(Reading reading, Path folder) throws IOException {
        if (reading.manifest().isEmpty() || reading.manifest().get().uses().isEmpty())
            return new Composed(List.of(), List.of(), Set.of());
        var manifest = reading.manifest().get();
        if (!used.known(world))
            return new Composed(List.of(), List.of(), manifest.uses().keySet());
        return switch (used.resolve(world, manifest, new FolderFiles(folder))) {
            case Unresolved unresolved ->
                new Composed(UsePlaces.of(folder, unresolved.troubles()), List.of(), Set.of());
            case Resolved resolved ->
                new Composed(List.of(), resolved.composition().resolved(), Set.of());
        };
    }

    private int composeFiles(Screen screen) throws IOException {
        var table = new ComposeTable(world);
        for (var file : compose) table.add(file);
        if (json) screen.raw(table.json());
        else table.print(screen);
        return table.allRead() ? ExitCode.PASSED : ExitCode.BAD_INPUT;
    }

    /** Places are shown as the user would type them. */
    private String prefix() {
        var path = distro.path();
        var given = path.endsWith(Manifest.FILE_NAME)
                ? path.substring(0, path.length() - Manifest.FILE_NAME.length())
                : path;
        return given.isEmpty() || given.equals(".") ? "" : given.endsWith("/") ? given : given + "/";
    }

    private static String verdict(Optional<Manifest> valid, List<Problem> problems) {
        long errors = problems.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .count();
        long warnings = problems.size() - errors;
        var warned = warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings";
        return valid.map(manifest ->
                        manifest.name() + " " + manifest.version() + " is valid" + warned + ": " + shape(manifest))
                .orElse("not valid: " + (errors == 1 ? "1 error" : errors + " errors") + warned);
    }

    private static String shape(Manifest manifest) {
        return count(manifest.services().size(), "service") + ", "
                + count(manifest.tests().size(), "test")
                + (manifest.uses().isEmpty()
                        ? ""
                        : ", uses " + String.join(", ", manifest.uses().keySet()));
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
