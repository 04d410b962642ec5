package dev.softservice.runner.cli;

import dev.softservice.manifest.FolderFiles;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.manifest.Scaffold;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "init", mixinStandardHelpOptions = true, versionProvider = Cli.VersionText.class,
        description = {"Writes a first softservice.yaml for a folder: from its Compose file or its Dockerfile where it has one.",
            "Never writes over one that is there."},
        footer = {"", "Examples:", "  softservice init", "  softservice init my-wiki"})
final class InitCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PATH", defaultValue = ".", description = "The folder; here where none is given. It is made where it does not exist.")
    private String path = ".";

    private final World world;

    InitCommand(World world) {
        this.world = world;
    }

    @Override
    public Integer call() throws IOException {
        var folder = world.resolve(path);
        if (Files.exists(folder) && !Files.isDirectory(folder)) throw new BadInput(path + ": is not a folder");
        Files.createDirectories(folder);
        var file = folder.resolve(ManifestReader.FILE_NAME);
        try {
            Files.writeString(file, Scaffold.manifest(new FolderFiles(folder), name(folder)), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException there) {
            throw new BadInput(file + ": is there already; softservice validate " + path + " checks it");
        }
        var screen = Screen.of(world);
        screen.line("wrote " + file);
        screen.line("next: softservice test " + path);
        return ExitCode.PASSED;
    }

    private static String name(Path folder) throws IOException {
        var real = folder.toRealPath().getFileName();
        return real == null ? "my-distro" : real.toString();
    }
}
