package dev.softservice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A test that does not run proves nothing. There is one way to skip one, which fails in CI; the build's last lines name it. Only
 * what nobody can install, the machine's own system and architecture, may also stand in an annotation.
 */
class SkippedTestsTest {
    private static final Pattern SKIPS = Pattern.compile(
            "\\bassumeTrue\\b|\\bassumeFalse\\b|\\bassumingThat\\b|\\bAssumptions\\b|@Disabled|@EnabledIf|@DisabledIf");
    private static final List<String> MAY = List.of("Needs.java", "SkippedTestsTest.java");

    @Test
    void testsSayWhatTheyNeedInOneWay() throws IOException {
        var others = new ArrayList<String>();
        for (var file : SourceFiles.all()) {
            if (MAY.contains(file.getFileName().toString())) continue;
            if (SKIPS.matcher(Files.readString(file)).find()) others.add(file.toString());
        }
        assertThat(others).as("use Needs of the runner's tests").isEmpty();
    }
}
