package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports as the tools of the world write them; MADE-BY.md beside them says which. */
class WorldTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/softservice/runner/report/world");

    static Stream<String> reports() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".xml") || name.endsWith(".tap"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("reports")
    void isReadAsItsGoldenFileSays(String name) throws IOException {
        var golden = FOLDER.resolve(name + ".golden");
        var read = shown(TestReport.read(name, Files.readAllBytes(FOLDER.resolve(name))));
        if (Boolean.getBoolean("golden.update")) Files.writeString(golden, read);
        assertThat(read).isEqualTo(Files.readString(golden));
    }

    private static String shown(TestReport report) {
        var cases = report.cases().stream()
                .map(one -> one.suite() + ": " + one.name() + " " + one.state() + " " + one.seconds() + " s"
                        + (one.message().isEmpty() ? "" : " «" + one.message() + "»")
                        + one.output()
                                .lines()
                                .map(line -> "\n  | " + line.stripTrailing())
                                .collect(Collectors.joining()));
        var faults = report.faults().stream().map(fault -> "FAULT " + fault);
        var notes = report.notes().stream().map(note -> "note " + note);
        return Stream.of(cases, faults, notes).flatMap(lines -> lines).collect(Collectors.joining("\n", "", "\n"));
    }
}
