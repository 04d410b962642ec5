package dev.softservice.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this program, as the build gave it: part of proof keys, of evidence, and what {@code --version} prints. */
public final class RunnerVersion {
    private static final String TEXT = read();

    private RunnerVersion() {}

    public static String text() {
        return TEXT;
    }

    private static String read() {
        try (var file = RunnerVersion.class.getResourceAsStream("version.txt")) {
            if (file == null) throw new IllegalStateException("version.txt is missing from the build");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
