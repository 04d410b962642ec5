package dev.softservice.runner.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes sure that a container engine and the base image are there, by the script {@code setup/engine.sh}: uses the Docker that
 * answers; else, as root on Debian or Ubuntu, installs and starts one; else says what to install.
 */
public final class EngineSetup {
    /** The base image's tag that people know; {@code softservice/base:bookworm} is the same image. */
    public static final String BASE_IMAGE = "debian:bookworm-slim";

    private EngineSetup() {}

    public sealed interface Outcome {}

    /** An engine answers and the base image is there. {@code started}: the engine's process, if this very call started it by hand. */
    public record Ready(Optional<ProcessHandle> started) implements Outcome {}

    /** No engine or no base image, and no way to get it. {@code remedy}: one line saying what to do. */
    public record Missing(String remedy) implements Outcome {}

    /**
     * Runs the script; blocks, for a minute where there is much to install. Safe to call from several processes at once.
     *
     * @param lines gets each line that says what is being done, as it happens
     */
    public static Outcome run(Consumer<String> lines) throws InterruptedException {
        return run(lines, Optional.empty());
    }

    /**
     * The same where somebody has begun already.
     *
     * @param begun the file into which an earlier run of the script writes the pid of an engine that it starts; it is ours to stop then
     */
    public static Outcome run(Consumer<String> lines, Optional<Path> begun) throws InterruptedException {
        try {
            var folder = Files.createTempDirectory("softservice-setup-");
            try {
                return run(folder, lines, begun);
            } finally {
                for (var name : new String[] {"engine.sh", "pid"}) Files.deleteIfExists(folder.resolve(name));
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("engine set-up", e);
        }
    }

    private static Outcome run(Path folder, Consumer<String> lines, Optional<Path> begun)
            throws IOException, InterruptedException {
        var script = folder.resolve("engine.sh");
        var pidFile = folder.resolve("pid");
        try (InputStream content = EngineSetup.class.getResourceAsStream("/dev/softservice/runner/setup/engine.sh")) {
            if (content == null) throw new IOException("setup/engine.sh is not on the class path");
            Files.copy(content, script);
        }
        var process = new ProcessBuilder("bash", script.toString(), "--pid-file", pidFile.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var last = "engine set-up said nothing";
        try (var output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
                last = line;
            }
        }
        int exit = process.waitFor();
        var own = engine(pidFile);
        var started = own.isPresent() || begun.isEmpty() ? own : engine(begun.get());
        if (exit == 0) return new Ready(started);
        // Started in vain: nobody else would stop it.
        started.ifPresent(ProcessHandle::destroy);
        return new Missing(last);
    }

    private static Optional<ProcessHandle> engine(Path pidFile) throws IOException {
        var pid = Files.exists(pidFile) ? Files.readString(pidFile).strip() : "";
        return pid.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
    }
}
