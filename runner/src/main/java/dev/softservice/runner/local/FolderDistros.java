package dev.softservice.runner.local;

import dev.softservice.manifest.composition.DistroAddress;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.install.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;

/**
 * Folders in place of releases, for developers who change a part and what is made of it at the same time. A folder stands for every use of its distro, at the
 * version that its manifest gives; everything else comes from where it always does.
 */
public final class FolderDistros implements DistroSource {
    /** The hub of those who name none: only folders answer there. */
    public static final String NO_HUB = "file:///no-hub";

    private final DistroSource others;
    private final Map<String, Path> folders;
    private final Map<Path, Path> copies = new HashMap<>();

    /** @param folders by owner/name or Git URL */
    public FolderDistros(DistroSource others, Map<String, Path> folders) {
        this.others = others;
        this.folders = Map.copyOf(folders);
    }

    /** A distro's address as a manifest without a hub has it. */
    public static String shown(String distro) {
        return distro.startsWith(NO_HUB + "/") ? distro.substring(NO_HUB.length() + 1) : distro;
    }

    private Optional<Path> given(DistroAddress distro) {
        return folders.entrySet().stream()
                .filter(entry -> distro.isNamed(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    @Override
    public Optional<String> refusal(DistroAddress distro) throws IOException {
        if (given(distro).isPresent()) return Optional.empty();
        if (!distro.url().startsWith(NO_HUB + "/")) return others.refusal(distro);
        var name = shown(distro.url());
        return Optional.of(
                name + " is a name on a hub, and no hub is known here: give one (--hub URL), or a folder (--with "
                        + name + "=FOLDER)");
    }

    @Override
    public List<Available> releases(DistroAddress distro) throws IOException {
        var folder = given(distro);
        if (folder.isEmpty()) return others.releases(distro);
        var copy = copy(folder.get());
        var reading = new ManifestReader().read(new FolderFiles(copy));
        if (reading.manifest().isEmpty())
            throw new IOException(
                    folder.get() + " holds no valid distro: " + reading.errors().getFirst());
        var version = reading.manifest().get().version().toString();
        var whole = version.chars().filter(point -> point == '.').count() == 1 ? version + ".0" : version;
        return List.of(new Available(
                whole,
                "from " + folder.get(),
                ObjectId.zeroId().name(),
                tree(copy).name()));
    }

    @Override
    public Loaded load(DistroAddress distro, Available release) throws IOException {
        return given(distro).isEmpty() ? others.load(distro, release) : DistroSource.super.load(distro, release);
    }

    @Override
    public Path folder(DistroAddress distro, Available release) throws IOException {
        var folder = given(distro);
        return folder.isPresent() ? copy(folder.get()) : others.folder(distro, release);
    }

    @Override
    public DistroSource released() {
        return new FolderDistros(others, Map.of());
    }

    /** As in the distro under test itself, what git ignores is left out, and an editor may go on meanwhile. */
    private synchronized Path copy(Path folder) throws IOException {
        var known = copies.get(folder);
        if (known != null) return known;
        var copy = Files.createTempDirectory("softservice-with-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Folders.delete(copy)));
        try {
            Snapshot.copy(folder, copy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while copying " + folder, e);
        }
        copies.put(folder, copy);
        return copy;
    }

    /** The id that git would give the folder. */
    private static ObjectId tree(Path folder) throws IOException {
        try (var ids = new ObjectInserter.Formatter();
                var children = Files.list(folder)) {
            var tree = new TreeFormatter();
            for (var child :
                    children.sorted(Comparator.comparing(FolderDistros::order)).toList()) {
                var name = child.getFileName().toString();
                if (Files.isSymbolicLink(child)) {
                    tree.append(
                            name,
                            FileMode.SYMLINK,
                            ids.idFor(
                                    Constants.OBJ_BLOB,
                                    Files.readSymbolicLink(child).toString().getBytes(StandardCharsets.UTF_8)));
                } else if (Files.isDirectory(child)) {
                    tree.append(name, FileMode.TREE, tree(child));
                } else {
                    var mode = Files.isExecutable(child) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE;
                    try (var content = Files.newInputStream(child)) {
                        tree.append(name, mode, ids.idFor(Constants.OBJ_BLOB, Files.size(child), content));
                    }
                }
            }
            return tree.computeId(ids);
        }
    }

    /** Git sorts a folder as if its name ended with a slash. */
    private static String order(Path child) {
        return child.getFileName() + (Files.isDirectory(child) && !Files.isSymbolicLink(child) ? "/" : "");
    }
}
