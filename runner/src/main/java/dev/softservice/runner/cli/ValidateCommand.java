package dev.softservice.runner.cli;

import dev.softservice.manifest.FolderFiles;
import dev.softservice.manifest.Manifest;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.manifest.Reading;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "validate", mixinStandardHelpOptions = true, versionProvider = Cli.VersionText.class,
        description = "Reads a distro's softservice.yaml and says everything that is wrong with it, as file:line:column. Needs no container engine.",
        footer = {"", "Examples:", "  softservice validate", "  softservice validate my-wiki", "  softservice validate --json my-wiki",
            "", "Exit codes: 0 valid (warnings allowed), 2 not valid."})
final class ValidateCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PATH", defaultValue = ".", description = "The folder that holds softservice.yaml; here where none is given.")
    private String path = ".";

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    ValidateCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws IOException {
        var screen = Screen.of(world);
        var folder = DistroFolder.existing(world, path);
        var reading = new ManifestReader().read(new FolderFiles(folder));
        boolean valid = reading.manifest().isPresent();
        if (json) {
            screen.raw(JsonReport.of(folder.toString(), valid, reading.problems()));
        } else {
            reading.problems().forEach(problem -> screen.line(prefix() + problem));
            screen.line(verdict(reading));
        }
        return valid ? ExitCode.PASSED : ExitCode.BAD_INPUT;
    }

    /** Places are shown as the user would type them. */
    private String prefix() {
        var given = path.endsWith(ManifestReader.FILE_NAME) ? path.substring(0, path.length() - ManifestReader.FILE_NAME.length()) : path;
        return given.isEmpty() || given.equals(".") ? "" : given.endsWith("/") ? given : given + "/";
    }

    private static String verdict(Reading reading) {
        int errors = reading.errors().size();
        int warnings = reading.problems().size() - errors;
        var warned = warnings == 0 ? "" : warnings == 1 ? ", 1 warning" : ", " + warnings + " warnings";
        return reading.manifest().map(manifest -> manifest.name() + " " + manifest.version() + " is valid" + warned + ": " + shape(manifest))
                .orElse("not valid: " + (errors == 1 ? "1 error" : errors + " errors") + warned);
    }

    private static String shape(Manifest manifest) {
        return count(manifest.services().size(), "service") + ", " + count(manifest.tests().size(), "test")
                + (manifest.uses().isEmpty() ? "" : ", uses " + String.join(", ", manifest.uses().keySet()));
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
