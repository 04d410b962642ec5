package dev.softservice.server.release;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.composition.ReleaseSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a source said is not asked for again: for looking at many compositions at one moment. */
final class SeenReleases implements ReleaseSource {
    private record Part(DistroAddress distro, Available release) {}

    private final ReleaseSource source;
    private final Map<DistroAddress, Optional<String>> refusals = new HashMap<>();
    private final Map<DistroAddress, List<Available>> releases = new HashMap<>();
    private final Map<Part, Loaded> loaded = new HashMap<>();

    SeenReleases(ReleaseSource source) {
        this.source = source;
    }

    private interface Asking<T> {
        T ask() throws IOException;
    }

    private static <K, T> T once(Map<K, T> seen, K key, Asking<T> asking) throws IOException {
        var known = seen.get(key);
        if (known != null) return known;
        var answer = asking.ask();
        seen.put(key, answer);
        return answer;
    }

    @Override
    public Optional<String> refusal(DistroAddress distro) throws IOException {
        return once(refusals, distro, () -> source.refusal(distro));
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        return once(releases, distro, () -> source.releases(distro));
    }

    @Override
    public Loaded load(DistroAddress distro, Available release) throws IOException {
        return once(loaded, new Part(distro, release), () -> source.load(distro, release));
    }
}
