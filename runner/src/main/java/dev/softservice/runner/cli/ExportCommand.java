package dev.softservice.runner.cli;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.export.ComposeExport;
import dev.softservice.runner.export.ComposeExport.Exported;
import dev.softservice.runner.install.Folders;
import dev.softservice.runner.install.InstallRefusal;
import dev.softservice.runner.local.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Writes a distro, with all that it is made of, as a Compose file that plain docker compose brings up:",
            "settings and made-up secrets in .env, files and build contexts beside it. Needs no container engine."
        },
        footer = {
            "",
            "Examples:",
            "  softservice export compose my-wiki",
            "  softservice export compose --hub https://hub.example.org -o wiki my-wiki && docker compose"
                    + " --project-directory wiki up -d"
        })
final class ExportCommand implements Callable<Integer> {
    enum Format {
        compose
    }

    @Parameters(index = "0", paramLabel = "FORMAT", description = "compose")
    @SuppressWarnings("unused") // Picocli checks it; there is one format so far.
    private Format format = Format.compose;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            defaultValue = ".",
            description = DistroArgument.DESCRIPTION)
    private String path = ".";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "The folder to write, new or empty. Default: NAME-compose.")
    private String output = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Give a parameter's value. May be repeated.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Mixin
    private UsedDistros used = new UsedDistros();

    private final World world;

    ExportCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var screen = Screen.of(world);
        var folder = DistroArgument.existing(world, path);
        var reading = new ManifestReader().read(new FolderFiles(folder));
        if (reading.manifest().isEmpty()) {
            reading.errors().forEach(problem -> screen.error(problem.toString()));
            return ExitCode.BAD_INPUT;
        }
        var manifest = reading.manifest().get();
        var target = world.resolve(output.isEmpty() ? manifest.name() + "-compose" : output);
        requireEmpty(target);
        var copy = Files.createTempDirectory("softservice-export-");
        try {
            Snapshot.copy(folder, copy.resolve("tree"));
            return switch (exported(manifest, copy.resolve("tree"))) {
                case ComposeExport.Refused refused -> {
                    refused.reasons().forEach(reason -> screen.error("softservice: " + reason));
                    yield ExitCode.BAD_INPUT;
                }
                case Exported exported -> {
                    ExportFolder.write(exported, target);
                    tell(screen, exported, target);
                    yield ExitCode.PASSED;
                }
            };
        } finally {
            Folders.delete(copy);
        }
    }

    private ComposeExport.Outcome exported(Manifest manifest, Path tree) {
        try {
            return switch (used.composer(world).compose(manifest, tree)) {
                case Composer.Whole whole -> ComposeExport.of(whole.distro(), parameters);
                case Composer.Refused refused -> new ComposeExport.Refused(refused.reasons());
            };
        } catch (IOException e) {
            throw new InstallRefusal(InstallRefusal.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
        }
    }

    private void requireEmpty(Path target) throws IOException {
        if (!Files.exists(target)) {
            NewFolder.require(target.toString(), target);
            return;
        }
        if (!Files.isDirectory(target)) throw new BadInput(target + ": is not a folder; name a new one with -o");
        try (var entries = Files.newDirectoryStream(target)) {
            if (entries.iterator().hasNext()) throw new BadInput(target + ": is not empty; name a new folder with -o");
        }
    }

    private void tell(Screen screen, Exported exported, Path target) {
        if (json) {
            var document = JsonReport.JSON
                    .createObjectNode()
                    .put("format", "softservice-export/v1")
                    .put("folder", target.toString());
            var files = document.putArray("files");
            ExportFolder.paths(exported).forEach(files::add);
            exported.notes().forEach(document.putArray("notes")::add);
            screen.raw(JsonReport.text(document));
            return;
        }
        screen.line("wrote " + target + ": " + String.join(", ", ExportFolder.paths(exported)));
        exported.notes().forEach(note -> screen.line("note: " + note));
        screen.line("next: cd " + target + " && docker compose up -d");
    }
}
