package dev.softservice.runner.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Writes down what the tests could not show on this machine: every test that was skipped, with its reason, and what a test
 * itself reports by {@link #tell}. The build prints it in its last lines. One file a test class, below {@code target/not-shown}.
 */
public final class NotShown implements TestExecutionListener {
    private static final Path FOLDER = Path.of("target", "not-shown");

    /** Reports one thing that {@code test} found this machine unable to show, in one line. */
    public static void tell(Class<?> test, String what) {
        write(test.getSimpleName(), test.getSimpleName() + ": " + what);
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        classOf(test).ifPresent(name -> {
            try {
                Files.deleteIfExists(FOLDER.resolve(name + ".txt"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != TestExecutionResult.Status.ABORTED) return;
        skipped(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason was given"));
    }

    private static void skipped(TestIdentifier test, String reason) {
        var place = test.getSource()
                .flatMap(source -> switch (source) {
                    case MethodSource method ->
                        Optional.of(simple(method.getClassName()) + "." + method.getMethodName());
                    case ClassSource type -> Optional.of(simple(type.getClassName()));
                    default -> Optional.<String>empty();
                })
                .orElse(test.getDisplayName());
        write(place.replaceAll("\\..*", ""), place + ": " + reason.replaceFirst("^Assumption failed: ", ""));
    }

    /** Empty for what is not a whole class of tests. */
    private static Optional<String> classOf(TestIdentifier test) {
        return test.getSource()
                .filter(ClassSource.class::isInstance)
                .map(source -> simple(((ClassSource) source).getClassName()));
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1).replaceAll("\\$.*", "");
    }

    private static void write(String file, String line) {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(
                    FOLDER.resolve(file + ".txt"),
                    line.lines().findFirst().orElse("") + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
