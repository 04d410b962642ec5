package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.TestResult.State;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    @Test
    void aTestsFilesAreKeptAsItIsToldAndTheReportHoldsTheirNamesAlone() throws IOException {
        var kept = new ArrayList<String>();
        var telling = new Telling(
                new RunListener() {
                    @Override
                    public Optional<String> attachment(String name, byte[] content) {
                        kept.add(name + " " + content.length);
                        return name.contains("lost") ? Optional.empty() : Optional.of("001-a.png");
                    }

                    @Override
                    public void test(TestResult result) {
                        kept.add(result.name());
                    }
                },
                Clock.systemUTC());
        var findings = new Findings(telling, new RunLog(telling, 1_000));
        findings.tested(new TestResult("s", "t", State.FAILED, 1, "m", "o")
                .with(List.of(
                        new Attachment("/r/a.png", new byte[] {1, 2}),
                        new Attachment("/r/lost", new byte[] {1}),
                        new Attachment("/r/big", 9_000_000, ""))));

        assertThat(kept).containsExactly("/r/a.png 2", "/r/lost 1", "t");
        var report = findings.report();
        assertThat(report.tests().getFirst().attachments())
                .extracting(Attachment::file)
                .containsExactly("001-a.png", "", "");
        assertThat(report.tests().getFirst().attachments()).allMatch(attachment -> attachment.content().length == 0);
        var json = new JsonMapper().writeValueAsString(report.tests().getFirst());
        assertThat(json)
                .contains("{\"name\":\"/r/a.png\",\"bytes\":2,\"file\":\"001-a.png\"}")
                .doesNotContain("content");
        assertThat(new JsonMapper().readValue(json, TestResult.class))
                .isEqualTo(report.tests().getFirst());
        assertThat(new JsonMapper()
                        .readValue(json.replaceFirst(",\"attachments\":\\[.*]", ""), TestResult.class)
                        .attachments())
                .isEmpty();
    }

    @Test
    void secretsAreMaskedInTextAsInLogsAndInItsNameAndBinariesStayAsTheyAre() {
        var kept = new LinkedHashMap<String, byte[]>();
        var telling = new Telling(
                new RunListener() {
                    @Override
                    public Optional<String> attachment(String name, byte[] content) {
                        kept.put(name, content);
                        return Optional.of("001");
                    }
                },
                Clock.systemUTC());
        var log = new RunLog(telling, 1_000);
        log.mask(Set.of("s3cret-word", "-----BEGIN KEY-----\nMIIBå\n"));
        var findings = new Findings(telling, log);
        var picture = "\u0089PNG\0 s3cret-word".getBytes(StandardCharsets.ISO_8859_1);
        var latin = "é s3cret-word".getBytes(StandardCharsets.ISO_8859_1);
        var plain = "nothing to hide: grün\r\n".getBytes(StandardCharsets.UTF_8);
        findings.tested(new TestResult("s", "t", State.FAILED, 1, "m", "o")
                .with(List.of(
                        new Attachment(
                                "/r/page.html",
                                "<p>s3cret-word s3cret-word</p>\n\u001b[1mMIIBå\n".getBytes(StandardCharsets.UTF_8)),
                        new Attachment("/r/s3cret-word.png", picture),
                        new Attachment("/r/latin.txt", latin),
                        new Attachment("/r/plain.txt", plain))));

        assertThat(kept.keySet()).containsExactly("/r/page.html", "/r/[secret].png", "/r/latin.txt", "/r/plain.txt");
        assertThat(new String(kept.get("/r/page.html"), StandardCharsets.UTF_8))
                .isEqualTo("<p>[secret] [secret]</p>\n\u001b[1m[secret]\n");
        assertThat(kept.get("/r/[secret].png")).isEqualTo(picture);
        assertThat(kept.get("/r/latin.txt")).isEqualTo(latin);
        assertThat(kept.get("/r/plain.txt")).isEqualTo(plain);
        assertThat(findings.report().tests().getFirst().attachments().getFirst().bytes())
                .as("of what is kept")
                .isEqualTo(kept.get("/r/page.html").length);
    }
}
