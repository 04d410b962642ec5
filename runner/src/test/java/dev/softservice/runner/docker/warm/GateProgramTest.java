package dev.softservice.runner.docker.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program itself, run by this machine's kernel. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64", disabledReason = "the program is for Linux on x86-64")
class GateProgramTest {
    @TempDir
    Path folder;

    private Path gate;
    private Path open;

    private record Ended(int code, String output) {}

    @BeforeEach
    void write() throws IOException {
        gate = script("gate", "");
        Files.write(gate, GateProgram.on("x86_64").orElseThrow());
        open = Files.createDirectory(folder.resolve("open"));
    }

    private Path script(String name, String content) throws IOException {
        var file = Files.createDirectories(folder.resolve(name).getParent())
                .resolve(folder.resolve(name).getFileName());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true, false)).isTrue();
        return file;
    }

    private Ended run(Map<String, String> environment, List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of(gate.toString()));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
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
        var path = "::" + folder + "/none:" + open + "/../gate:" + folder + "/plain:" + folder + "/second/:" + folder
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
        assertThat(run(gate.toString(), "true").code()).isEqualTo(127);
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

    private Path fifo(String name) throws Exception {
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
        var process = new ProcessBuilder(gate.toString(), open.toString(), "echo", "begun").start();
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")))
                .startsWith(gate.toString());
        holder.getOutputStream().close();
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("awaited").isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** A command, with somebody beside it who runs another one at each byte. */
    private final class Probed implements AutoCloseable {
        private final RandomAccessFile orders;
        private final RandomAccessFile answers;
        final Process command;

        Probed(List<String> words, String... command) throws Exception {
            // Open for both, neither waits for the other side.
            orders = new RandomAccessFile(fifo("orders").toFile(), "rw");
            answers = new RandomAccessFile(fifo("answers").toFile(), "rw");
            Files.writeString(
                    open.resolve("words"),
                    words.stream().map(word -> word + "\0").collect(Collectors.joining()));
            var builder = new ProcessBuilder(
                            Stream.concat(Stream.of(gate.toString(), open.toString()), Stream.of(command))
                                    .toList())
                    .directory(folder.toFile());
            this.command = builder.start();
        }

        void ask() throws IOException {
            orders.write('?');
        }

        /** As wait(2) tells it: a code that it exited with in the second byte, the signal that ended it in the first. */
        int answer() throws IOException {
            return Integer.reverseBytes(answers.readInt());
        }

        void endOrders() throws IOException {
            orders.close();
        }

        ProcessHandle other() {
            return command.children().findFirst().orElseThrow();
        }

        /** It waits for no orders any more. */
        void awaitSleep() throws Exception {
            await(() -> Files.readString(Path.of("/proc/" + other().pid() + "/syscall"))
                    .startsWith("34 "));
        }

        @Override
        public void close() throws IOException {
            orders.close();
            answers.close();
            // In a container it ends with the container.
            command.children().forEach(ProcessHandle::destroyForcibly);
            command.destroyForcibly().onExit().join();
        }
    }

    @Test
    @Timeout(20)
    void besideTheCommandAnotherOneIsRunAtEachByte() throws Exception {
        var script = "printf '[%s]' \"$0\" \"$@\" $PATH >>said; cat >>said; echo not read; test -e well";
        try (var probed = new Probed(List.of("sh", "-c", script, "", "a b", "*"), "sleep", "60")) {
            probed.ask();
            assertThat(probed.answer()).isEqualTo(1 << 8);
            Files.createFile(folder.resolve("well"));
            probed.ask();
            assertThat(probed.answer()).isZero();
            assertThat(folder.resolve("said")).hasContent(("[][a b][*][" + System.getenv("PATH") + "]").repeat(2));
            assertThat(new String(
                            probed.command
                                    .getInputStream()
                                    .readNBytes(probed.command.getInputStream().available()),
                            StandardCharsets.UTF_8))
                    .isEmpty();
        }
    }

    @Test
    @Timeout(20)
    void whatCanNotBeExecutedEndsWith127ThereToo() throws Exception {
        try (var probed = new Probed(List.of("no-such-program"), "sleep", "60")) {
            probed.ask();
            assertThat(probed.answer()).isEqualTo(127 << 8);
        }
    }

    /** Else a healthcheck that looks for its service among the processes would find it before it is there. */
    @Test
    @Timeout(20)
    void theOneBesideItHasNeitherItsWordsNorItsNameNorItsOutput() throws Exception {
        try (var probed = new Probed(List.of("true"), "sleep", "60")) {
            probed.ask();
            assertThat(probed.answer()).isZero();
            var process = Path.of("/proc/" + probed.other().pid());
            assertThat(Files.readString(process.resolve("comm"))).isEqualTo(".\n");
            assertThat(Files.readString(process.resolve("cmdline"))).matches("\0+");
            for (int file = 0; file < 3; file++)
                assertThat(process.resolve("fd/" + file).toRealPath()).hasToString("/dev/null");
            assertThat(Files.readString(process.resolve("stat")).split(" ")[5])
                    .as("its session")
                    .isEqualTo(String.valueOf(probed.other().pid()));
            assertThat(Files.readString(Path.of("/proc/" + probed.command.pid() + "/cmdline")))
                    .isEqualTo("sleep\0" + "60\0");
        }
    }

    /** A program that waits for its children, or is told of their ends, does not meet it. */
    @Test
    @Timeout(20)
    void itsParentDoesNotMeetIt() throws Exception {
        var parent = "use POSIX qw(:sys_wait_h); $| = 1; $SIG{CHLD} = sub { print qq(told\n"
                + ") }; print qq(begun\n"
                + "); while (<STDIN>) { print waitpid(-1, WNOHANG), qq(\n"
                + ") }";
        try (var probed = new Probed(List.of("true"), "perl", "-e", parent)) {
            var told = probed.command.inputReader();
            assertThat(told.readLine()).isEqualTo("begun");
            probed.ask();
            assertThat(probed.answer()).isZero();
            probed.endOrders();
            probed.awaitSleep();
            probed.command.outputWriter().append("\n").flush();
            assertThat(told.readLine()).as("no children").isEqualTo("-1");
        }
    }

    @Test
    @Timeout(20)
    void whatRunsWhenNobodyWaitsForItAnyMoreIsKilled() throws Exception {
        try (var probed =
                new Probed(List.of("sh", "-c", "echo $$ >pid.new; mv pid.new pid; exec sleep 60"), "sleep", "60")) {
            probed.ask();
            await(() -> Files.exists(folder.resolve("pid")));
            probed.endOrders();
            probed.awaitSleep();
            assertThat(Path.of(
                            "/proc/" + Files.readString(folder.resolve("pid")).strip()))
                    .doesNotExist();
        }
    }

    @Test
    @Timeout(20)
    void nobodyIsBesideACommandThatNobodyAsksAbout() throws Exception {
        Files.writeString(open.resolve("words"), "true\0");
        fifo("orders");
        fifo("answers");
        var process = new ProcessBuilder(gate.toString(), open.toString(), "sh", "-c", "echo begun; read word").start();
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        assertThat(process.children()).isEmpty();
        process.getOutputStream().close();
        assertThat(process.waitFor()).isOne();
    }

    @Test
    void thereIsNoneForOtherMachines() {
        assertThat(GateProgram.on("riscv64")).isEmpty();
        assertThat(GateProgram.on(null)).isEmpty();
    }
}
