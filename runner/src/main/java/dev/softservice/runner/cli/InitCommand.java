package dev.softservice.runner.cli;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.importing.Scaffold;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestSchema;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        versionProvider = Cli.VersionText.class,
        description = {
            "Writes a first softservice.yaml for a folder: from its Compose file or its Dockerfile where it has one.",
            "Never writes over one that is there."
        },
        footer = {
            "",
            "Examples:",
            "  softservice init",
            "  softservice init my-wiki",
            "  softservice init --compose stacks/wiki.yaml"
        })
final class InitCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description =
                    "The folder. Default: that of --compose, else the current folder. It is made if it does not exist.")
    private Optional<String> given = Optional.empty();

    @Option(
            names = "--compose",
            paramLabel = "FILE",
            description = "The Compose file to write it around; else the one in the folder that has its usual name.")
    private Optional<String> compose = Optional.empty();

    @Option(
            names = "--hub",
            paramLabel = "URL",
            description = "The hub that editors take the manifest's schema from; named in its first line."
                    + " $SOFTSERVICE_HUB")
    private String hub = "";

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    private final World world;

    InitCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws IOException {
        var schema = schemaLine();
        var composeFile = compose.map(this::composeFile);
        var path = given.orElse(
                composeFile.map(file -> folderOf(compose.orElseThrow())).orElse("."));
        var folder = world.resolve(path);
        if (Files.exists(folder) && !Files.isDirectory(folder)) throw new BadInput(path + ": is not a folder");
        Files.createDirectories(folder);
        var file = folder.resolve(Manifest.FILE_NAME);
        Scaffold.Written written;
        try {
            written = scaffold(folder, composeFile);
            Files.writeString(file, schema + written.manifest(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException there) {
            throw new BadInput(file + ": is there already; softservice validate " + path + " checks it");
        }
        var screen = Screen.of(world);
        if (json) {
            screen.raw(OutcomeJson.written(file, written.changes()));
            return ExitCode.PASSED;
        }
        screen.line("wrote " + file);
        new InitTable(screen).show(written.told());
        if (!written.unread().isEmpty())
            screen.line("it is an example, for nothing could be made of the Compose file:");
        written.unread().forEach(line -> screen.line("  " + line));
        screen.line("next: softservice test " + path);
        return ExitCode.PASSED;
    }

    /** By which editors with a YAML language server complete and check the manifest; empty where no hub is known that serves a schema. */
    private String schemaLine() {
        return UsedDistros.hub(hub, world)
                .filter(address -> address.startsWith("http"))
                .map(address ->
                        "# yaml-language-server: $schema=" + address.replaceAll("/+$", "") + ManifestSchema.PATH + "\n")
                .orElse("");
    }

    private Path composeFile(String file) {
        var path = world.resolve(file);
        if (!Files.isRegularFile(path))
            throw new BadInput(file
                    + (Files.isDirectory(path)
                            ? ": is a folder; name the Compose file in it"
                            : ": there is no such file"));
        return path;
    }

    private static String folderOf(String file) {
        int slash = file.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : file.substring(0, slash);
    }

    private static Scaffold.Written scaffold(Path folder, Optional<Path> composeFile) throws IOException {
        var files = new FolderFiles(folder);
        if (composeFile.isEmpty()) return Scaffold.manifest(files, name(folder));
        var file = composeFile.get().toRealPath();
        if (!file.startsWith(folder.toRealPath()))
            throw new BadInput(composeFile.get() + ": is not inside of " + folder + "; copy it in");
        var written = Scaffold.manifest(
                files,
                name(folder),
                List.of(folder.toRealPath().relativize(file).toString()));
        if (written.unread().isEmpty()) return written;
        throw new BadInput("nothing can be made of " + composeFile.get().getFileName() + ": "
                + written.unread().getFirst());
    }

    private static String name(Path folder) throws IOException {
        var real = folder.toRealPath().getFileName();
        return real == null ? "my-distro" : real.toString();
    }
}
