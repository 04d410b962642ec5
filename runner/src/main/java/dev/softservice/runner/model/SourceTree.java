package dev.softservice.runner.model;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Problem.Severity;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One exact tree of a distro, wherever it is stored. Its manifest is read only once. Nothing is checked out before
 * {@link #folder} is called. Safe for concurrent use.
 */
public final class SourceTree {
    /** The tree's files, as they are opened at the first look. */
    public interface Files {
        RepositoryFiles open() throws IOException;
    }

    /** Where the tree is checked out on this machine. Nobody writes there while a run lasts. */
    public interface Checkout {
        Path folder() throws IOException;
    }

    private final Files files;
    private final Checkout checkout;
    private Optional<Reading> reading = Optional.empty();

    public SourceTree(Files files, Checkout checkout) {
        this.files = files;
        this.checkout = checkout;
    }

    /** The tree that {@code folder} holds. Whether it is there shows at the first look. */
    public static SourceTree in(Path folder) {
        return new SourceTree(() -> new FolderFiles(folder), () -> folder);
    }

    /** Its manifest, read at the first call. A tree that can't be read is a manifest with that problem. */
    public synchronized Reading reading() {
        if (reading.isEmpty()) reading = Optional.of(read());
        return reading.get();
    }

    private Reading read() {
        try {
            return new ManifestReader().read(files.open());
        } catch (IOException e) {
            return new Reading(
                    Optional.empty(),
                    List.of(new Problem(
                            Severity.ERROR,
                            Manifest.FILE_NAME,
                            0,
                            0,
                            "missing-file",
                            "the distro's folder can't be read: " + e.getMessage())));
        }
    }

    /** Where it is checked out. */
    public Path folder() throws IOException {
        return checkout.folder();
    }
}
