package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.World;
import dev.softservice.runner.docker.DockerEngine;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** The command {@code softservice} of an end user, on the machine's engine. */
final class EndUserCommand {
    private EndUserCommand() {}

    /** Returns what the command prints in {@code folder}; it has to succeed. The user's state is in its folder {@code home}. */
    static String type(Path folder, String... words) {
        var out = new ByteArrayOutputStream();
        var streams = new World.Streams(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                false);
        var environment = Map.of("SOFTSERVICE_HOME", folder.resolve("home").toString());
        int exit = Cli.commandLine(new World(streams, environment, folder, Clock.systemUTC(), DockerEngine::connect))
                .execute(words);
        var said = out.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(said).isZero();
        return said;
    }
}
