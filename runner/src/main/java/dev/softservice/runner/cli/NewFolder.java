package dev.softservice.runner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that a command is to write into: found unfit before the work begins, and not after it. */
final class NewFolder {
    private NewFolder() {}

    /** Makes {@code folder} where it does not exist; {@code named}: as the user did. @throws BadInput where nothing can be written there */
    static void require(String named, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder))
            throw new BadInput(named + ": is not a folder; name one, it is made where it does not exist");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BadInput(named + ": can't be made (" + Complaint.unexpected(e) + "); name another folder");
        }
        if (!Files.isWritable(folder)) throw new BadInput(named + ": is not writable; name another folder");
    }
}
