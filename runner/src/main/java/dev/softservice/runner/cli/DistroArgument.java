package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine.Parameters;

/** The folder of a distro: a parameter of every command that reads one. */
final class DistroArgument {
    static final String DESCRIPTION = "The folder that holds softservice.yaml. Default: the current folder.";

    @Parameters(arity = "0..1", paramLabel = "PATH", defaultValue = ".", description = DESCRIPTION)
    private String path = ".";

    /** Returns the parameter as it was given. */
    String path() {
        return path;
    }

    /** Returns the folder. @throws BadInput if it holds no manifest */
    Path folder(World world) {
        return existing(world, path);
    }

    /** The folder of a distro: {@code path} itself, or what its {@code softservice.yaml} stands in. */
    static Path existing(World world, String path) {
        var folder = world.resolve(path);
        if (folder.endsWith(Manifest.FILE_NAME) && Files.isRegularFile(folder))
            folder = Objects.requireNonNull(folder.getParent());
        if (!Files.exists(folder)) throw new BadInput(path + ": no such folder");
        if (!Files.isDirectory(folder))
            throw new BadInput(path + ": is not a folder; give the folder that holds " + Manifest.FILE_NAME);
        if (!Files.exists(folder.resolve(Manifest.FILE_NAME))) {
            throw new BadInput(
                    folder.resolve(Manifest.FILE_NAME) + ": no such file; softservice init " + path + " writes one");
        }
        return folder;
    }
}
