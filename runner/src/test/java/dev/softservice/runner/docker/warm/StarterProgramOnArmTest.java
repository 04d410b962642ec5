package dev.softservice.runner.docker.warm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.NotShown;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The program for ARM, run by an emulator of its instructions. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the program is for Linux")
class StarterProgramOnArmTest extends StarterProgramContract {
    private static final Path EMULATOR = Path.of("/usr/bin/qemu-aarch64-static");

    StarterProgramOnArmTest() {
        super("aarch64", List.of(EMULATOR.toString()));
    }

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        if (!Files.isExecutable(EMULATOR)) Packages.install("qemu-user-static");
        Needs.that(Files.isExecutable(EMULATOR), EMULATOR + " is needed: apt-get install qemu-user-static");
        NotShown.tell(
                StarterProgramOnArmTest.class,
                "no healthcheck was run beside a command on aarch64: the emulator refuses processes without an exit"
                        + " signal");
    }

    @Test
    @Timeout(20)
    void theCommandBeginsWhetherOrNotThereCanBeASecondProcess() throws Exception {
        Files.writeString(open.resolve("words"), "true\0");
        try (var _ = new RandomAccessFile(fifo("orders").toFile(), "rw");
                var _ = new RandomAccessFile(fifo("answers").toFile(), "rw")) {
            var process = starter(open.toString(), "echo", "begun").start();
            assertThat(process.inputReader().readLine()).isEqualTo("begun");
            process.children().forEach(ProcessHandle::destroyForcibly);
            assertThat(process.waitFor()).isZero();
        }
    }
}
