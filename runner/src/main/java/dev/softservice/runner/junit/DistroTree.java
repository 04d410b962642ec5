package dev.softservice.runner.junit;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.install.GitDistros;
import dev.softservice.runner.local.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds the tree that a distro's name means: a folder, or a release of a repository. */
final class DistroTree {
    private final GitDistros repositories;
    private final Optional<String> hub;

    DistroTree(GitDistros repositories, Optional<String> hub) {
        this.repositories = repositories;
        this.hub = hub;
    }

    /**
     * A folder that holds it: {@code copy}, made as the hub would see the working folder, or a release's own.
     *
     * @param distro a folder; {@code owner/name} or a Git URL, then its highest release or, with {@code @1.2.3} behind it, that one
     */
    Path find(String distro, Path copy) throws IOException, InterruptedException {
        var folder = Path.of(distro);
        if (Files.isDirectory(folder)) {
            Snapshot.copy(folder.toAbsolutePath().normalize(), copy);
            return copy;
        }
        int at = distro.lastIndexOf('@');
        var name = at > 0 ? distro.substring(0, at) : distro;
        var version = at > 0 ? Optional.of(distro.substring(at + 1)) : Optional.<String>empty();
        var address = DistroAddress.of(name, hub)
                .orElseThrow(() -> new DistroStartException(
                        distro,
                        List.of(
                                DistroAddress.isOnHub(name)
                                        ? "there is no such folder here, and no hub was named to look it up:"
                                                + " give one, or set SOFTSERVICE_HUB"
                                        : "there is no such folder here, and it is neither owner/name nor an"
                                                + " http, https or file URL")));
        var releases = repositories.releases(address);
        var release = version.isPresent()
                ? releases.stream()
                        .filter(each -> each.version().equals(version.get()))
                        .findFirst()
                : releases.stream()
                        .filter(each -> Version.ofTag(each.tag()).isPresent())
                        .max(Comparator.comparing(
                                each -> Version.ofTag(each.tag()).orElseThrow()));
        return repositories.folder(
                address,
                release.orElseThrow(() -> new DistroStartException(
                        distro,
                        List.of(address + " has no "
                                + version.map(wanted -> "release " + wanted).orElse("release")))));
    }
}
