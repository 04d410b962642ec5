package dev.softservice.runner.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs the stock git and OpenSSH programs, far from this machine's own configuration. */
final class Stock {
    private final Path folder;

    Stock(Path folder) {
        this.folder = folder;
    }

    /** What a program did: exit code, and both streams in one text. */
    record Ran(int exit, String output) {}

    Ran run(byte[] input, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_") || name.startsWith("SSH_"));
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new IOException(command[0] + " is needed for this test: on Debian, apt-get install git openssh-client", missing);
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
    String git(String... arguments) throws IOException, InterruptedException {
        var ran = run(new byte[0], Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(ran.exit()).as(List.of(arguments) + ": " + ran.output()).isZero();
        return ran.output().strip();
    }
}
