package dev.softservice.server.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The stock git client in one folder, deaf to the configuration of the user who runs the tests. */
record Git(Path folder) {
    record Outcome(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    /** Output of a command that must succeed. */
    String run(String... arguments) {
        var outcome = attempt(arguments);
        if (!outcome.ok()) {
            throw new AssertionError(
                    "git " + String.join(" ", arguments) + " ended with " + outcome.exit() + ":\n" + outcome.output());
        }
        return outcome.output().strip();
    }

    Outcome attempt(String... arguments) {
        var command = new ArrayList<>(List.of("git", "-c", "protocol.version=2"));
        command.addAll(List.of(arguments));
        return process(command);
    }

    Outcome process(List<String> command) {
        try {
            Files.createDirectories(folder);
            var output = Files.createTempFile("git", ".out");
            var process = started(command, output);
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " did not end:\n" + Files.readString(output));
            }
            var text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
            Files.delete(output);
            return new Outcome(process.exitValue(), text);
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }

    Process started(List<String> command, Path output) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        var environment = builder.environment();
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
        // A fetch would go on tidying in the background, in a folder that the test takes away.
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "maintenance.auto");
        environment.put("GIT_CONFIG_VALUE_0", "false");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_AUTHOR_NAME", "Ada");
        environment.put("GIT_AUTHOR_EMAIL", "ada@example.org");
        environment.put("GIT_COMMITTER_NAME", "Ada");
        environment.put("GIT_COMMITTER_EMAIL", "ada@example.org");
        environment.put("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z");
        environment.put("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z");
        environment.put("LC_ALL", "C.UTF-8");
        return builder.start();
    }

    static Git init(Path folder) {
        var git = new Git(folder);
        git.run("init", "-q", "-b", "main");
        return git;
    }

    Git write(String path, String content) {
        try {
            var file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return this;
    }

    /** Commits everything that stands in the folder; returns the commit. */
    String commit(String message) {
        run("add", "-A");
        run("commit", "-q", "--allow-empty", "-m", message);
        return run("rev-parse", "HEAD");
    }
}
