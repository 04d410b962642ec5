package dev.softservice.server.forge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The stock git client in one folder, deaf to the configuration of the user who runs the tests. */
record StockGit(Path folder) {
    static final Map<String, String> ENVIRONMENT = Map.of(
            "GIT_CONFIG_GLOBAL",
            "/dev/null",
            "GIT_CONFIG_SYSTEM",
            "/dev/null",
            "LC_ALL",
            "C.UTF-8",
            "GIT_AUTHOR_NAME",
            "Ada",
            "GIT_AUTHOR_EMAIL",
            "ada@example.org",
            "GIT_COMMITTER_NAME",
            "Ada",
            "GIT_COMMITTER_EMAIL",
            "ada@example.org");

    /** What it printed, stripped; anything but success is an error. */
    String run(String... arguments) {
        return feed(new byte[0], arguments);
    }

    String feed(byte[] input, String... arguments) {
        Outcome outcome = attempt(input, arguments);
        if (outcome.code() != 0) {
            throw new AssertionError(String.join(" ", arguments) + ": " + outcome.output());
        }
        return outcome.output();
    }

    /** What it printed, stripped; success is an error. */
    String fails(String... arguments) {
        Outcome outcome = attempt(new byte[0], arguments);
        if (outcome.code() == 0) {
            throw new AssertionError(String.join(" ", arguments) + " worked: " + outcome.output());
        }
        return outcome.output();
    }

    private record Outcome(int code, String output) {}

    private Outcome attempt(byte[] input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
            builder.environment().putAll(ENVIRONMENT);
            Process process = builder.start();
            process.getOutputStream().write(input);
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Commits one file on {@code branch}, made from main or from nothing; returns the commit's id. */
    String commit(String branch, String file, String content) {
        if (run("branch", "--list", branch).isEmpty()) {
            boolean first = run("branch", "--list", "main").isEmpty();
            if (first) {
                run("checkout", "-q", "--orphan", branch);
            } else {
                run("checkout", "-q", "-b", branch, "main");
            }
        } else {
            run("checkout", "-q", branch);
        }
        try {
            Files.writeString(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("add", "-A");
        run("commit", "-q", "-m", "Change " + file);
        return run("rev-parse", "HEAD");
    }
}
