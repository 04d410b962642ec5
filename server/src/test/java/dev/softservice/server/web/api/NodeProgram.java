package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program for Node.js from {@code src/test}, with what its lock file names, in a folder of its own below {@code target}. */
record NodeProgram(Path place) {
    record Ended(int exit, String output) {}

    /** {@code files}: what it is made of beside {@code package.json} and its lock file. */
    static NodeProgram installed(String name, String... files) throws IOException, InterruptedException {
        var program = new NodeProgram(Path.of("target", name).toAbsolutePath());
        Files.createDirectories(program.place());
        if (!program.runs("node") || !program.runs("npm")) Packages.install("nodejs", "npm");
        Needs.that(program.runs("npm"), "install nodejs and npm: programs of others look at the API with them");
        var all = new ArrayList<>(List.of(files));
        all.addAll(List.of("package.json", "package-lock.json"));
        for (var file : all)
            Files.write(program.place().resolve(file), Files.readAllBytes(Path.of("src/test", name, file)));
        var installed = program.process("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline");
        assertThat(installed.exit()).as(installed.output()).isZero();
        return program;
    }

    void write(String file, String text) throws IOException {
        Files.writeString(place.resolve(file), text);
    }

    /** {@code words}: a file of the program, and its arguments. */
    Ended run(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(words));
        return process(command.toArray(String[]::new));
    }

    /** What it printed, stripped; it has to end with 0. */
    String succeeds(String... words) throws IOException, InterruptedException {
        var ended = run(words);
        assertThat(ended.exit()).as(ended.output()).isZero();
        return ended.output();
    }

    private boolean runs(String command) throws InterruptedException {
        try {
            return process(command, "--version").exit() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private Ended process(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(place.toFile())
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(5, TimeUnit.MINUTES)) throw new IOException(command[0] + " does not end");
        return new Ended(process.exitValue(), output.strip());
    }
}
