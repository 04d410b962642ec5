package dev.softservice.runner.cli;

import dev.softservice.runner.files.Bundled;

/** The version of this program, as the build gave it: part of proof keys, of evidence, and what {@code --version} prints. */
public final class RunnerVersion {
    private static final String TEXT =
            Bundled.text(RunnerVersion.class, "version.txt").strip();

    private RunnerVersion() {}

    public static String text() {
        return TEXT;
    }
}
