package dev.softservice.runner.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttachmentFolderTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "/r/shots/till.png, till.png",
        "../../.ssh/authorized_keys, authorized_keys",
        "/etc/passwd, passwd",
        ".., attachment",
        "/, attachment",
        "-rf, rf",
        "a b\\c;d.html, a_b_c_d.html",
        "<img onerror=x>.png, _img_onerror_x_.png",
        ".bashrc, bashrc"
    })
    void whateverAFileIsCalledItsNameLeadsNowhereElse(String name, String kept) throws IOException {
        assertThat(new AttachmentFolder(folder).keep(name, new byte[] {1})).contains("001-" + kept);
        assertThat(("001-" + kept).matches(AttachmentFolder.NAME)).isTrue();
        assertThat(Files.readAllBytes(folder.resolve("001-" + kept))).containsExactly(1);
    }

    @Test
    void aNameOfAnyLengthAndAlphabetHasItsEndKept() {
        var kept = new AttachmentFolder(folder)
                .keep("/r/" + "é\u202E".repeat(500) + ".png", new byte[1])
                .orElseThrow();
        assertThat(kept).matches(AttachmentFolder.NAME).endsWith(".png");
    }

    @Test
    void manyFilesAndManyBytesAreTooMuch() {
        var many = new AttachmentFolder(folder.resolve("many"));
        for (int i = 0; i < AttachmentFolder.MOST_FILES; i++)
            assertThat(many.keep("a", new byte[0])).isPresent();
        assertThat(many.keep("a", new byte[0])).isEmpty();

        var large = new AttachmentFolder(folder.resolve("large"));
        var quarter = new byte[(int) (AttachmentFolder.MOST_BYTES / 4)];
        for (int i = 0; i < 4; i++) assertThat(large.keep("a", quarter)).isPresent();
        assertThat(large.keep("a", new byte[1])).isEmpty();
    }

    @Test
    void whatIsThereIsNeverWrittenOverOrThrough() throws IOException {
        Files.writeString(folder.resolve("001-a"), "earlier");
        Files.createSymbolicLink(folder.resolve("002-a"), folder.resolve("elsewhere"));

        assertThat(new AttachmentFolder(folder).keep("a", new byte[] {1})).contains("003-a");
        assertThat(folder.resolve("001-a")).hasContent("earlier");
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeMadeLosesTheFileAndNotTheRun() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThat(new AttachmentFolder(folder.resolve("file/below")).keep("a", new byte[1]))
                .isEmpty();
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
