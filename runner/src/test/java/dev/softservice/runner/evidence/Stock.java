package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the stock git and OpenSSH programs in a folder, far from this machine's own configuration. */
public final class Stock {
    private final Path folder;

    public Stock(Path folder) {
        this.folder = folder;
    }

    /** What a program did: exit code, and both streams in one text. */
    public record Ran(int exit, String output) {}

    public Ran run(byte[] input, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("SSH_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        for (var who : List.of("AUTHOR", "COMMITTER"))
            builder.environment()
                    .putAll(Map.of("GIT_" + who + "_NAME", "Ada", "GIT_" + who + "_EMAIL", "ada@example.org"));
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new IOException(
                    command[0] + " is needed for this test: on Debian, apt-get install git openssh-client", missing);
        }
        try (var stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException closedEarly) {
            // The program may end without reading; its exit code tells.
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    /** Runs git and gives its output; fails the test when git fails. */
    public String git(String... arguments) throws IOException, InterruptedException {
        var ran = run(
                new byte[0],
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(ran.exit()).as(List.of(arguments) + ": " + ran.output()).isZero();
        return ran.output().strip();
    }
}
