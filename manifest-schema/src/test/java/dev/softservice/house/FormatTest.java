package dev.softservice.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Holds every Java file to one format. The formatter needs a JDK that reads this version of Java, and Maven itself may run on
 * an older one, so it runs here and not as a plugin.
 */
class FormatTest {
    private static final boolean UPDATE = Boolean.getBoolean("format.update");
    /** Digests of what was found well formatted before: half a minute of work that need not be done again in one checkout. */
    private static final Path KNOWN = Path.of("target", "well-formatted.txt");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    @Test
    void everyJavaFileIsFormatted() throws IOException {
        var files = SourceFiles.all();
        assertThat(files).as("sources were found").hasSizeGreaterThan(100);
        var known = Files.exists(KNOWN) ? Set.copyOf(Files.readAllLines(KNOWN)) : Set.<String>of();
        var wrong = files.parallelStream()
                .filter(file -> !known.contains(digest(file)))
                .filter(this::differs)
                .sorted()
                .toList();
        assertThat(wrong)
                .as("write them anew with: mvn -q test -pl manifest-schema -Dtest=FormatTest -Dformat.update=true")
                .isEmpty();
        Files.write(KNOWN, files.stream().map(FormatTest::digest).toList());
    }

    private static String digest(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
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
