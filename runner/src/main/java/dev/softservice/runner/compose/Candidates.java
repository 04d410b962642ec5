package dev.softservice.runner.compose;

import dev.softservice.manifest.composition.DistroAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Candidates among the releases of their distros: a range takes one as if it had been released, and where it does not admit it, nothing changes. Their files
 * come from where those of releases do.
 */
public final class Candidates implements DistroSource {
    private final DistroSource others;
    private final List<UnreleasedVersion> candidates;

    public Candidates(DistroSource others, List<UnreleasedVersion> candidates) {
        this.others = others;
        this.candidates = List.copyOf(candidates);
    }

    @Override
    public Optional<String> refusal(DistroAddress distro) throws IOException {
        return others.refusal(distro);
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        var releases = new ArrayList<>(others.releases(distro));
        for (var candidate : candidates) {
            if (!distro.isNamed(candidate.distro())) continue;
            if (candidate.alone()) releases.clear();
            releases.removeIf(
                    release -> release.version().equals(candidate.release().version()));
            releases.add(candidate.release());
        }
        return List.copyOf(releases);
    }

    @Override
    public Loaded load(DistroAddress distro, Available release) throws IOException {
        return others.load(distro, release);
    }

    @Override
    public Path folder(DistroAddress distro, Available release) throws IOException {
        return others.folder(distro, release);
    }

    @Override
    public DistroSource released() {
        return others.released();
    }
}
