package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a file beside the tests; {@code -Dgolden.update=true} writes it anew. */
final class Golden {
    private Golden() {}

    static void assertMatches(String name, String actual) throws IOException {
        var file = Path.of("src/test/resources/dev/softservice/runner/cli").resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(file).exists();
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
