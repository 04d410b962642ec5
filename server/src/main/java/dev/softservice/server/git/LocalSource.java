package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/** A repository in a folder of this machine, bare or with its files. */
public final class LocalSource implements RefImport.Source {
    private final Path folder;

    private LocalSource(Path folder) {
        this.folder = folder;
    }

    /** Refuses a folder without a repository. */
    public static LocalSource of(Path folder) {
        HostIsolation.install();
        for (var place : new Path[] {folder, folder.resolve(".git")}) {
            if (Files.isDirectory(place) && FileKey.isGitRepository(place.toFile(), FS.DETECTED)) {
                return new LocalSource(place.toAbsolutePath().normalize());
            }
        }
        throw Refusal.invalid(folder + " is no git repository; name its folder or its https address");
    }

    @Override
    public Transport open(Repository into) throws IOException {
        try {
            return Transport.open(into, new URIish(folder.toString()));
        } catch (URISyntaxException e) {
            throw new IOException(folder + ": " + e.getReason(), e);
        }
    }
}
