package dev.softservice.runner.docker.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program does on each kind of machine: it waits, and becomes the command. */
abstract class StarterProgramContract {
    private final String machine;
    private final List<String> emulator;

    /**
     * @param machine  the engine's word for the kind of machine
     * @param emulator the words to run the program by; none where this machine is of that kind
     */
    StarterProgramContract(String machine, List<String> emulator) {
        this.machine = machine;
        this.emulator = emulator;
    }

    @TempDir
    Path folder;

    Path starter;
    Path open;

    private record Ended(int code, String output) {}

    @BeforeEach
    void write() throws IOException {
        starter = script("starter", "");
        Files.write(starter, StarterProgram.on(machine).orElseThrow());
        open = Files.createDirectory(folder.resolve("open"));
    }

    Path script(String name, String content) throws IOException {
        var file = Files.createDirectories(folder.resolve(name).getParent())
                .resolve(folder.resolve(name).getFileName());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
        return file;
    }

    /** The program, about to be started with these words behind its name. */
    ProcessBuilder starter(String... arguments) {
        return new ProcessBuilder(Stream.of(emulator.stream(), Stream.of(starter.toString()), Stream.of(arguments))
                .flatMap(words -> words)
                .toList());
    }

    private Ended run(Map<String, String> environment, List<String> arguments) throws Exception {
        var builder = starter(arguments.toArray(String[]::new))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Ended run(String... arguments) throws Exception {
        return run(Map.of("PATH", "/usr/bin:/bin"), List.of(arguments));
    }

    @Test
    void itBecomesTheCommandWithItsArgumentsAsTheyAre() throws Exception {
        assertThat(run(open.toString(), "printf", "[%s]", "", "a b", "*", "$HOME", "é"))
                .isEqualTo(new Ended(0, "[][a b][*][$HOME][é]"));
        assertThat(run(open.toString(), "sh", "-c", "exit 42")).isEqualTo(new Ended(42, ""));
    }

    @Test
    void theEnvironmentStaysWhateverNamesAreInIt() throws Exception {
        var environment = new TreeMap<>(Map.of(
                "PATH", "/usr/bin:/bin", "discovery.type", "single-node", "PWD", "/elsewhere", "EMPTY", "", "P", "1"));
        var expected = environment.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
        assertThat(run(environment, List.of(open.toString(), "env")).output().lines())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void noFileIsLeftOpenForIt() throws Exception {
        assertThat(run(open.toString(), "ls", "/proc/self/fd").output().lines()).containsExactly("0", "1", "2", "3");
    }

    @Test
    void theCommandIsFoundInTheFoldersOfItsPathOneAfterTheOther() throws Exception {
        script("first/hello", "#!/bin/sh\necho first\n");
        script("second/hello", "#!/bin/sh\necho second\n");
        Files.writeString(Files.createDirectory(folder.resolve("plain")).resolve("hello"), "no program");
        var path = "::" + folder + "/none:" + open + "/../starter:" + folder + "/plain:" + folder + "/second/:" + folder
                + "/first:";
        assertThat(run(Map.of("APATH", "/", "PATH", path), List.of(open.toString(), "hello")))
                .isEqualTo(new Ended(0, "second\n"));
        assertThat(run(Map.of("PATH", folder + "/first"), List.of(open.toString(), "second/hello")))
                .isEqualTo(new Ended(0, "second\n"));
    }

    @Test
    void whatCanNotBeExecutedIsSaidAndNeverHandedToAShell() throws Exception {
        var missing = new Ended(127, "hello: not found or not executable\n");
        script("hello", "echo no shell may run this\n");
        assertThat(run(open.toString(), "hello")).isEqualTo(missing);
        assertThat(run(Map.of(), List.of(open.toString(), "hello"))).isEqualTo(missing);
        assertThat(run(Map.of("PATH", ""), List.of(open.toString(), "hello"))).isEqualTo(missing);
        assertThat(run(Map.of("PATH", ":"), List.of(open.toString(), "hello"))).isEqualTo(missing);
        assertThat(run(Map.of("PATH", folder.toString()), List.of(open.toString(), "hello")))
                .isEqualTo(missing);
        assertThat(run(open.toString(), "./hello")).isEqualTo(new Ended(127, "./hello: not found or not executable\n"));
        assertThat(run(folder.resolve("no folder").toString(), "true").code()).isEqualTo(127);
        assertThat(run(starter.toString(), "true").code()).isEqualTo(127);
    }

    /** The kernel takes words of up to 128 KiB. */
    @Test
    void longWordsFit() throws Exception {
        var folders = "/" + "x".repeat(120_000);
        assertThat(run(
                                Map.of("PATH", folders + ":/usr/bin:/bin"),
                                List.of(open.toString(), "echo", "y".repeat(120_000)))
                        .output())
                .hasSize(120_001);
        assertThat(run(Map.of("PATH", folders), List.of(open.toString(), "z".repeat(120_000)))
                        .code())
                .isEqualTo(127);
    }

    Path fifo(String name) throws Exception {
        var file = open.resolve(name);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        return file;
    }

    @Test
    void itWaitsAsLongAsSomebodyHasTheLatchOpenForWriting() throws Exception {
        var holder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "exec 3<>\"$0\"; echo held; read word",
                        fifo("latch").toString())
                .start();
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        var process = starter(open.toString(), "echo", "begun").start();
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")))
                .startsWith(String.join("\0", starter().command()));
        holder.getOutputStream().close();
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
}
