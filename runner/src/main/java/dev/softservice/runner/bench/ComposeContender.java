package dev.softservice.runner.bench;

import dev.softservice.runner.files.Bundled;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Docker Compose, whichever is installed, with the shortest health interval that is usual. */
final class ComposeContender implements Contender {
    private static final List<List<String>> PROGRAMS = List.of(List.of("docker", "compose"), List.of("docker-compose"));

    private final List<String> program;
    private final String name;
    private final Path file;

    private ComposeContender(List<String> program, String name, Path file) {
        this.program = program;
        this.name = name;
        this.file = file;
    }

    static Optional<Contender> enter(Stage stage) throws IOException, InterruptedException {
        for (var program : PROGRAMS) {
            var version = version(program);
            if (version.isEmpty()) continue;
            var file = stage.folder().resolve("compose.yaml");
            Files.writeString(
                    file, Bundled.text(ComposeContender.class, "compose.yaml").replace("$IMAGE", stage.image()));
            return Optional.of(new ComposeContender(program, String.join(" ", program) + " " + version.get(), file));
        }
        return Optional.empty();
    }

    private static Optional<String> version(List<String> program) throws InterruptedException {
        try {
            var command = new ArrayList<>(program);
            command.addAll(List.of("version", "--short"));
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(text) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Cycle cycle(String id) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        run(id, "up", "--timeout", "0", "--exit-code-from", "test");
        long verdict = System.nanoTime() - begin;
        run(id, "down", "--volumes", "--timeout", "0");
        return new Cycle(Duration.ofNanos(verdict), Duration.ofNanos(System.nanoTime() - begin));
    }

    private void run(String project, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(program);
        command.addAll(List.of("-p", project, "-f", file.toString()));
        command.addAll(List.of(arguments));
        var log = Files.createTempFile(file.getParent(), "compose-", ".log");
        var process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0)
                throw new IllegalStateException(
                        name + ": " + Files.readString(log).strip());
        } finally {
            process.destroyForcibly();
            Files.delete(log);
        }
    }

    @Override
    public void close() {}
}
