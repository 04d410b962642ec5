package dev.softservice.runner.cli;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Types commands, in a process of its own making: its folder, its variables, no terminal unless told. */
final class Shell {
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>(Map.of("COLUMNS", "80"));
    private boolean terminal;
    private byte[] typed = new byte[0];
    private Supplier<DockerEngine> engines = () -> {
        throw new EngineException("no container engine answers at unix:///nowhere: start Docker, or set DOCKER_HOST");
    };

    /** What a command did. */
    record Did(int exit, String out, String err) {}

    Shell(Path folder) {
        this.folder = folder;
        environment.put("SOFTSERVICE_HOME", folder.resolve("home").toString());
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** What the command reads from its standard input. */
    Shell typing(String text) {
        typed = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Shell inTerminal() {
        terminal = true;
        return with("TERM", "xterm");
    }

    Shell withEngine() {
        engines = DockerEngine::connect;
        return this;
    }

    World world(ByteArrayOutputStream out, ByteArrayOutputStream err) {
        var streams = new World.Streams(
                new ByteArrayInputStream(typed),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal);
        return new World(streams, environment, folder, Clock.systemUTC(), engines);
    }

    Did type(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = Cli.commandLine(world(out, err)).execute(words);
        return new Did(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
