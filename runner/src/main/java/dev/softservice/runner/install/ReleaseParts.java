package dev.softservice.runner.install;

import dev.softservice.manifest.composition.Composition.Used;
import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.runner.compose.DistroSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a release is made of, fetched into the installation's own repository and written out beside the release.
 *
 * <p>The tags of used distros are not asked for a signature: the release's evidence is signed by the pinned key and names commit and tree of every part, which
 * is all that their tags could say, and they may come from places whose keys nobody here knows. What was fetched before is not asked for again.
 */
final class ReleaseParts implements DistroSource {
    private final DistroRepository repository;
    private final List<Used> record;
    private final Path folder;
    private final Conversation conversation;
    private final Set<String> written = new HashSet<>();

    /** @param folder where each part's tree is written, in a folder with its id */
    ReleaseParts(DistroRepository repository, List<Used> record, Path folder, Conversation conversation) {
        this.repository = repository;
        this.record = record;
        this.folder = folder;
        this.conversation = conversation;
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        var wanted = record.stream()
                .filter(used -> sameName(used.distro(), distro.url()))
                .toList();
        var under = under(distro.url());
        var here = repository.releases(under);
        boolean all = wanted.stream()
                .allMatch(used -> here.stream()
                        .anyMatch(known ->
                                known.tag().equals(used.tag()) && known.commit().equals(used.commit())));
        if (all) return here;
        conversation.progress("fetching " + distro.url());
        repository.fetchPart(distro.url(), under, wanted.stream().map(Used::tag).collect(Collectors.toSet()));
        return repository.releases(under);
    }

    /** Where the tags of the distro at an address are in the repository. */
    static String under(String url) {
        return "refs/parts/" + UUID.nameUUIDFromBytes(url.getBytes(StandardCharsets.UTF_8)) + "/";
    }

    /** A hub may have moved since; owner and name have not. */
    private static boolean sameName(String recorded, String url) {
        return lastTwo(recorded).equals(lastTwo(url));
    }

    private static String lastTwo(String url) {
        int owner = url.lastIndexOf('/', url.lastIndexOf('/') - 1);
        return url.substring(owner + 1);
    }

    @Override
    public Path folder(DistroAddress distro, Available release) {
        var tree = folder.resolve(release.tree());
        if (written.add(release.tree())) Checkout.write(repository.repository(), release.tree(), tree);
        return tree;
    }
}
