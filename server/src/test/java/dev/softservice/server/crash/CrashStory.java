package dev.softservice.server.crash;

import dev.softservice.server.scenario.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The program that is killed: pushes, proposes, merges and releases on a hub in the folder that it is given, and writes a line for each
 * thing that its user has been told is done.
 */
public final class CrashStory {
    private final Path folder;

    private CrashStory(Path folder) {
        this.folder = folder;
    }

    static Path hub(Path folder) {
        return folder.resolve("hub");
    }

    /** What had been told in a folder. */
    static List<String> told(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve("told"));
    }

    private void tell(String line) throws IOException {
        Files.writeString(folder.resolve("told"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    public static void main(String[] arguments) throws IOException {
        new CrashStory(Path.of(arguments[0])).play();
    }

    private void play() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("told"), List.of());
        try (var hub = Hub.open(hub(folder), Optional.empty())) {
            var wiki = hub.repository("wiki");
            tell("made");
            tell("pushed "
                    + hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", "one\n"))
                            .name());
            hub.settle();
            tell("released " + hub.stable(wiki).orElseThrow().version());
            var pull = hub.proposed(hub.ann, wiki, "improve", Map.of("page", "two\n"));
            tell("proposed " + pull.headSha());
            hub.settle();
            tell("merged "
                    + hub.app
                            .pulls()
                            .merge(wiki, pull.number(), hub.max)
                            .landedSha()
                            .orElseThrow());
            hub.settle();
            tell("released " + hub.stable(wiki).orElseThrow().version());
        }
        tell("done");
    }
}
