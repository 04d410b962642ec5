package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.files.LockFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Java process beside the test's own, quick to start: what others see of files that this process holds. */
public final class OtherProcess {
    private OtherProcess() {}

    /** Runs a class's {@code main}; what it says and complains of are one stream. */
    public static Process start(Class<?> main, String... arguments) throws IOException {
        return start(Map.of(), main, arguments);
    }

    /** With variables in its environment besides those of this process. */
    public static Process start(Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        var builder = new ProcessBuilder(command(List.of(), main, arguments)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The command that runs a class of this class path. {@code options}: of the virtual machine, besides those that have it start soon and take little. */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What became of another process's attempt to hold the file: {@code held} or {@code refused}. */
    public static String attempt(Path file) throws IOException, InterruptedException {
        var process = start(Attempt.class, file.toString());
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    static final class Attempt {
        private Attempt() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(LockFile.tryHold(Path.of(arguments[0])).isPresent() ? "held" : "refused");
        }
    }

    /** Holds a file as soon as it can, says so, and lets go when its input ends. */
    public static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println("waiting");
            try (var _ = LockFile.hold(Path.of(arguments[0]))) {
                System.out.println("held");
                System.in.transferTo(System.out);
            }
        }
    }
}
