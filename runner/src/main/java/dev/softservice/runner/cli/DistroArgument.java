package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Manifest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The folder that PATH names. */
final class DistroArgument {
    private DistroArgument() {}

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
