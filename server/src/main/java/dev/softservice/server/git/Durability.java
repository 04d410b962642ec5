package dev.softservice.server.git;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Syncing to disk what a rename alone leaves to the kernel's leisure: the folder that the new name stands in. */
final class Durability {
    private Durability() {}

    /** Syncs each folder from {@code folder} up to and including {@code top}; those that are gone meanwhile are passed over. */
    static void sync(Path folder, Path top) throws IOException {
        for (var at = folder; at != null && at.startsWith(top); at = at.getParent()) {
            if (Files.isDirectory(at)) {
                syncOne(at);
            }
        }
    }

    static void syncOne(Path fileOrFolder) throws IOException {
        try (var channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
