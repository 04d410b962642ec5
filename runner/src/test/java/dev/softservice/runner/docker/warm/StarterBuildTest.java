package dev.softservice.runner.docker.warm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.NotShown;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program's files are what its source builds. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the script needs the compilers of Debian")
class StarterBuildTest {
    private static final Path SOURCE = Path.of("src", "main", "starter");
    private static final List<String> PACKAGES = System.getProperty("os.arch").equals("aarch64")
            ? List.of("gcc", "gcc-x86-64-linux-gnu")
            : List.of("gcc", "gcc-aarch64-linux-gnu");
    private static final int OTHER_COMPILERS = 3;

    @TempDir
    Path folder;

    private record Ended(int code, String output) {}

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        if (!hasCompilers()) Packages.install(PACKAGES.toArray(String[]::new));
        Needs.that(
                hasCompilers(),
                "compilers for x86_64 and aarch64 are needed: apt-get install " + String.join(" ", PACKAGES));
    }

    private static boolean hasCompilers() {
        return StarterProgram.MACHINES.stream()
                .allMatch(machine -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, machine + "-linux-gnu-gcc"))));
    }

    private static Ended build(Path source, String argument) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", source.resolve("build.sh").toString(), argument)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), output);
    }

    private byte[] built(Path source, String machine) throws IOException, InterruptedException {
        assertThat(build(source, folder.toString())).isEqualTo(new Ended(0, ""));
        return Files.readAllBytes(folder.resolve("starter-" + machine));
    }

    @Test
    void theFilesAreExactlyWhatTheSourceBuilds() throws Exception {
        var compilers = build(SOURCE, "--compilers");
        assertThat(compilers.code()).as(compilers.output()).isIn(0, OTHER_COMPILERS);
        for (var machine : StarterProgram.MACHINES) {
            var built = built(SOURCE, machine);
            var carried = StarterProgram.on(machine).orElseThrow();
            if (compilers.code() == OTHER_COMPILERS && !Arrays.equals(built, carried))
                NotShown.tell(
                        StarterBuildTest.class,
                        "that starter-" + machine + " is what its source builds: this machine has other compilers ("
                                + compilers.output().strip().replace("\n", "; ")
                                + ") than build.sh names");
            else
                assertThat(built)
                        .as("starter-" + machine + " is not what build.sh builds")
                        .isEqualTo(carried);
        }
    }

    @Test
    void theSameBytesAreBuiltFromAnyFolder() throws Exception {
        var elsewhere = Files.createDirectories(folder.resolve("another place").resolve("of the source"));
        for (var name : List.of("build.sh", "starter.c")) Files.copy(SOURCE.resolve(name), elsewhere.resolve(name));
        for (var machine : StarterProgram.MACHINES)
            assertThat(built(elsewhere, machine)).isEqualTo(built(SOURCE, machine));
    }

    @Test
    void theScriptSaysHowToUseIt() throws Exception {
        assertThat(build(SOURCE, folder.resolve("no folder").toString()).code()).isNotZero();
        var process = new ProcessBuilder("sh", SOURCE.resolve("build.sh").toString()).start();
        assertThat(process.errorReader().readLine()).isEqualTo("usage: build.sh FOLDER | build.sh --compilers");
        assertThat(process.waitFor()).isEqualTo(2);
    }
}
