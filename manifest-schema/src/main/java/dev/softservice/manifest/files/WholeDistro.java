package dev.softservice.manifest.files;

import dev.softservice.manifest.model.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says whether a folder is a distro as it stands. A folder with a program {@code fill} beside its manifest is not: the program makes a whole
 * distro of it, in another folder, with something that is not in the source.
 */
public final class WholeDistro {
    private static final String FILL = "fill";

    private WholeDistro() {}

    /** Returns true if {@code files} has a manifest and need not be filled first. */
    public static boolean isIn(RepositoryFiles files) throws IOException {
        return files.kind(Manifest.FILE_NAME).isPresent() && files.kind(FILL).isEmpty();
    }

    /** Returns the folders directly in {@code folder} that hold a whole distro, by name. */
    public static List<Path> foldersIn(Path folder) throws IOException {
        var whole = new ArrayList<Path>();
        try (var folders = Files.list(folder)) {
            for (var each : folders.filter(Files::isDirectory).sorted().toList())
                if (isIn(new FolderFiles(each))) whole.add(each);
        }
        return List.copyOf(whole);
    }
}
