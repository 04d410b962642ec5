package dev.softservice.runner.remote;

import dev.softservice.runner.files.BoundedInput;
import dev.softservice.runner.install.Folders;
import dev.softservice.runner.install.PackedTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;

/** Trees that came from the hub, by their ids, as folders that are only read. Those used longest ago go when there are too many. */
final class TreeCache {
    private static final int MOST = 128;

    private final Path folder;
    private final Clock clock;

    /** {@code folder} belongs to one process. */
    TreeCache(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The folder that holds exactly {@code tree}, fetched where it is not here; {@code distro} as {@link LeaseLink#tree}. */
    synchronized Path folder(LeaseLink link, String distro, String tree) throws IOException {
        var here = folder.resolve(tree);
        if (!Files.isDirectory(here)) fetch(link, distro, tree, here);
        Files.setLastModifiedTime(here, FileTime.from(clock.instant()));
        return here;
    }

    private void fetch(LeaseLink link, String distro, String tree, Path here) throws IOException {
        var objects = folder.resolve("objects.git");
        try (var pack = link.tree(distro, tree)) {
            PackedTree.unpack(
                    new BoundedInput(
                            pack,
                            PackedTree.LARGEST,
                            () -> new UncheckedIOException(
                                    new IOException("the tree " + tree + " is larger than any that is taken"))),
                    tree,
                    objects,
                    here);
        } catch (UncheckedIOException failed) {
            throw new IOException(failed.getMessage(), failed);
        } finally {
            Folders.delete(objects);
        }
    }

    /** No run is under way: what was used longest ago and is too much goes. */
    synchronized void tidy() {
        try (var all = Files.list(folder)) {
            var newestFirst = all.sorted(Comparator.comparing(TreeCache::usedAt).reversed())
                    .toList();
            for (var old : tooMany(newestFirst)) Folders.delete(old);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<Path> tooMany(List<Path> newestFirst) {
        return newestFirst.stream().skip(MOST).toList();
    }

    private static FileTime usedAt(Path tree) {
        try {
            return Files.getLastModifiedTime(tree, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}
