package dev.softservice.runner.climb;

import dev.softservice.manifest.FolderFiles;
import dev.softservice.manifest.ManifestReader;
import dev.softservice.manifest.Problem;
import dev.softservice.manifest.Problem.Severity;
import dev.softservice.manifest.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads the manifest of the distro in a folder. */
public final class Read {
    private Read() {}

    /** A folder that is not there reads as a manifest with that problem. */
    public static Reading manifest(Path folder) {
        try {
            return new ManifestReader().read(new FolderFiles(folder));
        } catch (IOException e) {
            return new Reading(
                    Optional.empty(),
                    List.of(new Problem(
                            Severity.ERROR,
                            ManifestReader.FILE_NAME,
                            0,
                            0,
                            "missing-file",
                            "the folder " + folder + " can't be read: " + e.getMessage())));
        }
    }
}
