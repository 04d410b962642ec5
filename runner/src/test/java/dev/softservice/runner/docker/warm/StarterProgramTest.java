package dev.softservice.runner.docker.warm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The program itself, run by this machine's kernel. */
@EnabledOnOs(
        value = OS.LINUX,
        architectures = {"amd64", "aarch64"},
        disabledReason = "there is no program for this kind of machine")
class StarterProgramTest extends StarterProgramContract {
    private static final String MACHINE = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    /** How the kernel tells the system call of a process that only sleeps: pause, or ppoll without files. */
    private static final Map<String, String> SLEEPS = Map.of("x86_64", "34 ", "aarch64", "73 0x0 0x0 ");

    StarterProgramTest() {
        super(MACHINE, List.of());
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
            var arguments = Stream.concat(Stream.of(open.toString()), Stream.of(command));
            this.command = starter(arguments.toArray(String[]::new))
                    .directory(folder.toFile())
                    .start();
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
                    .startsWith(SLEEPS.get(MACHINE)));
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
        var process =
                starter(open.toString(), "sh", "-c", "echo begun; read word").start();
        assertThat(process.inputReader().readLine()).isEqualTo("begun");
        assertThat(process.children()).isEmpty();
        process.getOutputStream().close();
        assertThat(process.waitFor()).isOne();
    }

    @Test
    void thereIsNoneForOtherMachines() {
        assertThat(StarterProgram.on("riscv64")).isEmpty();
        assertThat(StarterProgram.on(null)).isEmpty();
    }
}
