package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.World;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types what {@code docs/guide.md} says to type, one command after the other, with a small service in the wiki's place. It takes a minute, so it is run by hand:
 * {@code -Dtest=GuideRehearsal}. That every command is understood is checked with every build.
 */
@NeedsEngine
class GuideRehearsal {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
    private static final Pattern WORD = Pattern.compile("([^\\s']*)'([^']*)'|(\\S+)");

    @TempDir
    Path folder;

    private final String name = "wiki-" + UUID.randomUUID().toString().substring(0, 8);

    private static Map<String, String> wiki(String version) {
        var files = new HashMap<>(ReleasedNotes.good(version));
        files.compute(
                "softservice.yaml",
                (_, manifest) -> manifest.replace(
                        "parameters: {port:",
                        "parameters: {site-name: {type: string, default: Team wiki}, language: {type: choice, choices:"
                            + " [en, de], default: en}, admin-name: {type: string, default: Admin}, admin-pass: {type:"
                            + " secret}, port:"));
        return files;
    }

    @Test
    void everyCommandOfTheGuideDoesWhatItSays() throws Exception {
        var port = FreePort.text();
        try (var shelf = new ReleaseShelf(folder.resolve("team-wiki.git"))) {
            shelf.release("1.39.2", wiki("1.39.2"));
            int upgrades = 0;
            for (var command : commands()) {
                var words = new ArrayList<String>();
                // It would change this machine; TrackServiceTest shows what it does.
                if (command.contains("--install-service")) continue;
                for (var word : command) {
                    words.add(
                            word.equals("https://hub.example.org/samples/team-wiki")
                                    ? shelf.source().url()
                                    : word.replace("8090", port)
                                            .replaceFirst("^team-wiki$", name)
                                            .replace("/mnt/usb", folder.toString()));
                }
                switch (words.getFirst()) {
                    // A person answers, or gives what a hub would; a test has nobody.
                    case "install" -> words.addAll(List.of("--name", name, "--key", shelf.keyFile.toString()));
                    case "revert", "restore" -> words.add("--yes");
                    case "track" -> {
                        words.add("--once");
                        if (upgrades++ == 0) shelf.release("1.39.3", wiki("1.39.3"));
                    }
                    case "uninstall" -> {
                        if (words.contains("--data")) words.add("--yes");
                    }
                    default -> {}
                }
                var said = type(words);
                if (command.contains("--secrets"))
                    assertThat(said).containsPattern("admin-pass=\\S{24}").contains("admin-name=Admin");
            }
            assertThat(type(List.of("status"))).contains("nothing is installed here yet");
        } finally {
            try (var engine = DockerEngine.connect()) {
                engine.machine().remove(name, true);
            }
        }
    }

    private static List<List<String>> commands() throws IOException {
        var commands = new ArrayList<List<String>>();
        for (var block : BLOCK.matcher(Files.readString(Path.of("../docs/guide.md")))
                .results()
                .toList()) {
            for (var line : block.group(1).split("\n")) {
                assertThat(line).startsWith("softservice ");
                commands.add(WORD.matcher(line.substring("softservice ".length()))
                        .results()
                        .map(word -> word.group(3) == null ? word.group(1) + word.group(2) : word.group(3))
                        .toList());
            }
        }
        assertThat(commands).hasSizeGreaterThan(12);
        return commands;
    }

    private String type(List<String> words) {
        var printed = new ByteArrayOutputStream();
        try (var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            var streams = new World.Streams(InputStream.nullInputStream(), out, out, false);
            var home = Map.of("SOFTSERVICE_HOME", folder.resolve("home").toString());
            int exit = Cli.commandLine(new World(streams, home, folder, Clock.systemUTC(), DockerEngine::connect))
                    .execute(words.toArray(String[]::new));
            var said = printed.toString(StandardCharsets.UTF_8);
            assertThat(exit).as(String.join(" ", words) + "\n" + said).isZero();
            return said;
        }
    }
}
