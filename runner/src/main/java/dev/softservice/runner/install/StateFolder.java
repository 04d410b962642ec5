package dev.softservice.runner.install;

import dev.softservice.runner.files.LockFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where this user's installations are kept, each in a folder of its own; only this user may look. */
public final class StateFolder {
    private static final String LOCK = "lock";

    private final Path root;

    public StateFolder(Path root) {
        this.root = root;
    }

    /** {@code SOFTSERVICE_HOME}; else {@code /var/lib/softservice} for root, {@code ~/.local/share/softservice} for everybody else. */
    public static StateFolder of(Map<String, String> environment, Path folder, String user) {
        var given = environment.getOrDefault("SOFTSERVICE_HOME", "");
        if (!given.isEmpty()) return new StateFolder(folder.resolve(given).normalize());
        if (user.equals("root")) return new StateFolder(Path.of("/var/lib/softservice"));
        var data = environment.getOrDefault("XDG_DATA_HOME", "");
        if (data.startsWith("/")) return new StateFolder(Path.of(data, "softservice"));
        var home = environment.getOrDefault("HOME", "");
        if (home.isEmpty())
            throw InstallRefusal.input(
                    "HOME is not set, so there is no place for installations: set SOFTSERVICE_HOME to a folder");
        return new StateFolder(Path.of(home, ".local", "share", "softservice"));
    }

    public Path root() {
        return root;
    }

    /** The folder of one installation, there or not. */
    public InstallationFolder installation(String name) {
        return new InstallationFolder(root.resolve("installations").resolve(Source.checkedName(name)));
    }

    /** The names of all installations, in order. */
    public List<String> names() {
        var folder = root.resolve("installations");
        if (!Files.isDirectory(folder)) return List.of();
        try (var entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve(InstallationFolder.STATE)))
                    .map(entry -> entry.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The installation that {@code name} means; without a name, the only one there is. */
    public InstallationFolder existing(Optional<String> name) {
        var names = names();
        if (name.isEmpty()) {
            if (names.isEmpty())
                throw InstallRefusal.input("nothing is installed here yet: softservice install https://HUB/OWNER/NAME");
            if (names.size() > 1) throw InstallRefusal.input("which one? There are " + String.join(", ", names));
            return installation(names.getFirst());
        }
        if (names.contains(name.get())) return installation(name.get());
        throw InstallRefusal.input("there is no installation " + name.get()
                + (names.isEmpty() ? "" : "; there are " + String.join(", ", names)));
    }

    /** Where backups are unpacked, for one at a time until closed; what a crash has left there is gone. */
    LockFile unpacking() {
        var folder = unpacked();
        makePrivate(folder);
        try {
            var lock = LockFile.tryHold(folder.resolve(LOCK))
                    .orElseThrow(() -> InstallRefusal.input(
                            "another softservice is unpacking a backup right now; wait" + " until it has finished"));
            try (var left = Files.list(folder)) {
                left.filter(each -> !each.endsWith(LOCK)).forEach(Folders::delete);
            }
            return lock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path unpacked() {
        return root.resolve("unpacked");
    }

    static void makePrivate(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
