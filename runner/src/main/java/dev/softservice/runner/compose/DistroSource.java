package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.composition.ReleaseSource;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Releases that can be built: their trees as folders. */
public interface DistroSource extends ReleaseSource {
    /** A folder that holds exactly the release's tree; nobody writes to it. It stays for as long as this process may use it. */
    Path folder(DistroAddress distro, Available release) throws IOException;

    /** What stands in the folder. */
    @Override
    default Loaded load(DistroAddress distro, Available release) throws IOException {
        var files = new FolderFiles(folder(distro, release));
        return new Loaded(files, new ManifestReader().read(files));
    }

    /** What has really been released, where this puts something else in the place of releases: a record of what was tested speaks of that. */
    default DistroSource released() {
        return this;
    }

    /** Knows no release: for distros that stand alone. */
    DistroSource NONE = new DistroSource() {
        @Override
        public List<Available> releases(DistroAddress distro) {
            return List.of();
        }

        @Override
        public Path folder(DistroAddress distro, Available release) throws IOException {
            throw new IOException("there is no " + distro + " " + release.tag() + " here");
        }
    };
}
