package dev.softservice.server.demo;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.install.StateFolder;
import dev.softservice.server.app.DataFolder;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes away what killed demos left, on disk and on the engine. A demo that still goes on holds its hub's data folder and is left alone. */
final class Abandoned {
    /** What the names of demos' installations begin with. */
    static final String INSTALLATIONS = "demo-wiki-";

    private final DockerEngine engine;

    Abandoned(DockerEngine engine) {
        this.engine = engine;
    }

    /** Looks through the demos' folders in {@code temporary}; returns those that it took away. */
    List<Path> clear(Path temporary) throws InterruptedException {
        var cleared = new ArrayList<Path>();
        for (var folder : folders(temporary)) {
            if (clearOne(folder)) cleared.add(folder);
        }
        return cleared;
    }

    private static List<Path> folders(Path temporary) {
        try (var found = Files.newDirectoryStream(temporary, DemoFolders.PREFIX + "*")) {
            var folders = new ArrayList<Path>();
            for (var folder : found) {
                // Without an id nothing of it can be on the engine; it may be a demo that is just beginning. What is
                // another user's is theirs to clear.
                if (Files.isWritable(folder)
                        && Files.exists(DemoFolders.hub(folder).resolve("hub-id"))) folders.add(folder);
            }
            return folders;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private boolean clearOne(Path folder) throws InterruptedException {
        try (var data = DataFolder.open(DemoFolders.hub(folder))) {
            engine.sweep(data.hubId(), Set::of);
            var machine = engine.machine();
            for (var name : new StateFolder(DemoFolders.endUser(folder)).names()) {
                if (!name.startsWith(INSTALLATIONS)) continue;
                machine.remove(name, true);
            }
        } catch (Refusal goesOn) {
            return false;
        }
        DemoFolders.delete(folder);
        return true;
    }
}
