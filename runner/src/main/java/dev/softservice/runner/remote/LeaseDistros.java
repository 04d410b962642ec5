package dev.softservice.runner.remote;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.wire.Messages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a leased run's distro is made of: the releases that the hub has, asked once in a run, and their trees. */
final class LeaseDistros implements DistroSource {
    private final LeaseLink link;
    private final TreeCache trees;
    private final Map<DistroAddress, Messages.Releases> asked = new ConcurrentHashMap<>();

    LeaseDistros(LeaseLink link, TreeCache trees) {
        this.link = link;
        this.trees = trees;
    }

    private Messages.Releases ask(DistroAddress distro) throws IOException {
        var known = asked.get(distro);
        if (known != null) return known;
        var told = link.releases(distro.url());
        asked.put(distro, told);
        return told;
    }

    @Override
    public Optional<String> refusal(DistroAddress distro) throws IOException {
        return Optional.of(ask(distro).refusal()).filter(text -> !text.isEmpty());
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        return ask(distro).releases().stream()
                .map(one -> new Available(one.version(), one.tag(), one.commit(), one.tree()))
                .toList();
    }

    @Override
    public Path folder(DistroAddress distro, Available release) throws IOException {
        return trees.folder(link, distro.url(), release.tree());
    }
}
