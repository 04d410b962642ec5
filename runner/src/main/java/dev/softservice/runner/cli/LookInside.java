package dev.softservice.runner.cli;

import dev.softservice.runner.stop.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Somebody looks at an environment that stands: in a shell, or by themselves, until they leave. */
final class LookInside {
    private static final List<String> CLIENTS = List.of("docker", "podman");
    /** Bash where the image has it. */
    private static final List<String> SHELL = List.of("sh", "-c", "command -v bash >/dev/null && exec bash; exec sh");

    private final World world;

    LookInside(World world) {
        this.world = world;
    }

    /** The engine's own client, which knows terminals. @throws BadInput where there is none */
    Path client() {
        return Stream.of(world.variable("PATH").split(":"))
                .filter(folder -> !folder.isEmpty())
                .flatMap(folder ->
                        CLIENTS.stream().map(name -> world.resolve(folder).resolve(name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new BadInput("--shell needs the program docker or podman, and neither is in PATH:"
                        + " install one, or leave --shell out"));
    }

    /** Opens a shell in a container and returns when it is left. */
    void shell(Path client, String container) throws IOException, InterruptedException {
        boolean terminal = world.streams().terminal();
        var command = Stream.concat(
                        Stream.of(client.toString(), "exec", terminal ? "-it" : "-i", container), SHELL.stream())
                .toList();
        var builder = new ProcessBuilder(command).redirectErrorStream(!terminal);
        if (terminal) {
            builder.inheritIO().start().waitFor();
            return;
        }
        var process = builder.start();
        Thread.ofVirtual().name("shell-input").start(() -> copy(world.streams().in(), process.getOutputStream()));
        process.getInputStream().transferTo(world.streams().out());
        world.streams().out().flush();
        process.waitFor();
    }

    private static void copy(InputStream from, OutputStream to) {
        try (to) {
            from.transferTo(to);
        } catch (IOException ended) {
            // The shell was left while there was more to say to it.
        }
    }

    /** Waits for a line, the end of what is typed, or {@code stop}. */
    void awaitLeaving(Stop stop) throws InterruptedException {
        var left = new CountDownLatch(1);
        try (var _ = stop.onAsked(_ -> left.countDown())) {
            Thread.ofPlatform().daemon().name("leaving").start(() -> {
                readLine(world.streams().in());
                left.countDown();
            });
            left.await();
        }
    }

    private static Optional<Integer> readLine(InputStream in) {
        try {
            int last = in.read();
            while (last >= 0 && last != '\n') last = in.read();
            return Optional.of(last);
        } catch (IOException closed) {
            return Optional.empty();
        }
    }
}
