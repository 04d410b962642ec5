package dev.softservice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Holds every Java file to one format. The formatter needs a JDK that reads this version of Java, and Maven itself may run on
 * an older one, so it runs here and not as a plugin.
 */
class FormatTest {
    private static final boolean UPDATE = Boolean.getBoolean("format.update");
    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everyJavaFileIsFormatted() throws IOException {
        var files = SourceFiles.all();
        assertThat(files).as("sources were found").hasSizeGreaterThan(100);
        var wrong = files.parallelStream().filter(this::differs).sorted().toList();
        assertThat(wrong)
                .as("write them anew with: mvn -q test -pl manifest-schema -Dtest=FormatTest -Dformat.update=true")
                .isEmpty();
    }

    private boolean differs(Path file) {
        try {
            var text = Files.readString(file);
            var formatted = formatter.formatSourceAndFixImports(text);
            if (formatted.equals(text)) return false;
            if (UPDATE) Files.writeString(file, formatted);
            return !UPDATE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalStateException(file + " can't be read", e);
        }
    }
}
