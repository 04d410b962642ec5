package dev.softservice.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Java files of all modules. */
final class SourceFiles {
    private static final List<String> MODULES = List.of("manifest-schema", "runner", "webhooks", "server");

    private SourceFiles() {}

    /** Returns the folder that holds the modules. */
    static Path root() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /** Returns every {@code .java} file below a module's {@code src}, tests included. */
    static List<Path> all() throws IOException {
        var found = new ArrayList<Path>();
        for (var module : MODULES) {
            try (var files = Files.walk(root().resolve(module).resolve("src"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
            }
        }
        return List.copyOf(found);
    }
}
