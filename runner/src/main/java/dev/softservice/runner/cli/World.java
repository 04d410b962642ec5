package dev.softservice.runner.cli;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.Engine;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the commands see of the process that they run in.
 *
 * @param folder  where relative paths start
 * @param engines opens the container engine; throws {@link dev.softservice.runner.engine.EngineException} where there is none
 */
public record World(
        Streams streams, Map<String, String> environment, Path folder, Clock clock, Supplier<DockerEngine> engines) {
    static final String TOKEN = "SOFTSERVICE_TOKEN";

    /** Standard streams; {@code terminal}: a person sits at both ends. */
    public record Streams(InputStream in, PrintStream out, PrintStream err, boolean terminal) {}

    /** The process that this really is. Output is UTF-8 whatever the locale says, as logs are. */
    static World real(Supplier<DockerEngine> engines) {
        var console = System.console();
        var out = new PrintStream(
                new java.io.FileOutputStream(java.io.FileDescriptor.out), false, StandardCharsets.UTF_8);
        var err =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.err), true, StandardCharsets.UTF_8);
        var streams = new Streams(System.in, out, err, console != null && console.isTerminal());
        return new World(streams, System.getenv(), Path.of("").toAbsolutePath(), Clock.systemUTC(), engines);
    }

    /** The folder or file that an argument names. */
    Path resolve(String argument) {
        return folder.resolve(argument).normalize();
    }

    String user() {
        return System.getProperty("user.name", "nobody");
    }

    /** The user's own at a hub, which no command line shows to others; empty: none is set. */
    Optional<String> token() {
        return Optional.of(variable(TOKEN).strip()).filter(token -> !token.isEmpty());
    }

    /** The engine for what strangers wrote: one that can't hold containers to their limits says so whenever it is asked how it is. */
    Engine engineForStrangers() {
        return DockerEngine.forStrangers();
    }

    String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
