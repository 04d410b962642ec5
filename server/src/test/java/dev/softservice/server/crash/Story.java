package dev.softservice.server.crash;

import dev.softservice.server.scenario.Hub;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The program that is killed: pushes, proposes, merges and releases on a hub in the folder that it is given, and prints a line for each
 * thing that its user has been told is done.
 */
public final class Story {
    private Story() {}

    public static void main(String[] arguments) {
        try (var hub = Hub.open(Path.of(arguments[0]), Optional.empty())) {
            var wiki = hub.repository("wiki");
            System.out.println("made");
            System.out.println("pushed " + hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", "one\n")).name());
            hub.settle();
            System.out.println("released " + hub.stable(wiki).orElseThrow().version());
            var pull = hub.proposed(hub.ann, wiki, "improve", Map.of("page", "two\n"));
            System.out.println("proposed " + pull.headSha());
            hub.settle();
            System.out.println("merged " + hub.app.pulls().merge(wiki, pull.number(), hub.max).landedSha().orElseThrow());
            hub.settle();
            System.out.println("released " + hub.stable(wiki).orElseThrow().version());
        }
        System.out.println("done");
    }
}
