package dev.softservice.runner.docker.disk;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.engine.Content.FileSeen;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A running container's own layer as a folder of this machine, where the engine keeps it as one (the upper folder of an overlay) and it can be read. An engine that is asked for the same
 * compares the container's whole file system with its image's, which takes it a quarter of a second and more.
 *
 * <p>What runs in the container may change anything in there at any moment. So links are never followed, and no file is ever opened.
 */
public final class WritableLayer {
    /** What is nested deeper is told as one. */
    private static final int DEEPEST = 100;

    private static final int MOST_ENTRIES = 1_000_000;

    private final Path folder;

    private WritableLayer(Path folder) {
        this.folder = folder;
    }

    /** Empty: it is on another machine, or kept in another way, or may not be read. */
    public static Optional<WritableLayer> of(InspectContainerResponse container) {
        // The client has no name for this one.
        return container.getRawValues().get("GraphDriver") instanceof Map<?, ?> driver
                        && driver.get("Data") instanceof Map<?, ?> data
                        && data.get("UpperDir") instanceof String upper
                        && Files.isReadable(Path.of(upper))
                        && Files.isExecutable(Path.of(upper))
                ? Optional.of(new WritableLayer(Path.of(upper)))
                : Optional.empty();
    }

    Path folder() {
        return folder;
    }

    /**
     * Tells every regular file and link that was made or changed there, by its absolute path in the container, and by what shows that it was written since: which file it is, and when its
     * content changed. What was removed is not told.
     *
     * @param counts which paths are told
     */
    public void changed(Predicate<String> counts, BiConsumer<String, FileSeen> told) throws IOException {
        try (var stream = Files.newDirectoryStream(folder)) {
            if (stream instanceof SecureDirectoryStream<Path> secure) walk(secure, "", 0, new Telling(counts, told));
            else throw new IOException("folders can't be read safely on this platform");
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static final class Telling {
        private final Predicate<String> counts;
        private final BiConsumer<String, FileSeen> told;
        private int left = MOST_ENTRIES;

        Telling(Predicate<String> counts, BiConsumer<String, FileSeen> told) {
            this.counts = counts;
            this.told = told;
        }
    }

    private static void walk(SecureDirectoryStream<Path> in, String above, int depth, Telling telling)
            throws IOException {
        for (var entry : in) {
            if (telling.left-- <= 0) return;
            var name = entry.getFileName();
            var path = above + "/" + name;
            try {
                var seen = in.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
                if (seen.isDirectory() && depth < DEEPEST) {
                    try (var below = in.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        walk(below, path, depth + 1, telling);
                    }
                } else if (!seen.isOther() && telling.counts.test(path)) telling.told.accept(path, state(seen));
            } catch (IOException _) {
                // It is gone by now, or has become something else, and will be told the next time.
            }
        }
    }

    /** An engine marks what was removed by a device, which is neither file nor link. */
    private static FileSeen state(BasicFileAttributes seen) {
        return new FileSeen(
                seen.isDirectory() ? 0 : seen.size(),
                seen.fileKey() + " " + seen.lastModifiedTime().toInstant());
    }
}
