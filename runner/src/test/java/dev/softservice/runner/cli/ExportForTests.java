package dev.softservice.runner.cli;

import java.nio.file.Path;

/** The command {@code export}, for tests of other packages. */
public final class ExportForTests {
    private ExportForTests() {}

    /** The exit code. {@code path}, {@code with}: as they are typed in {@code folder}. */
    public static int export(Path folder, String path, Path output, String with) {
        return new Shell(folder)
                .type("export", "compose", "--with", with, "-o", output.toString(), path)
                .exit();
    }
}
