package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.model.Attachment;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.stop.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a run makes of the files that its tests attach. */
class AttachmentsKeptTest {
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
                Clock.systemUTC(),
                new Stop());
        var findings = new Findings(telling, new RunLog(telling, 1_000, new Stop()));
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
                Clock.systemUTC(),
                new Stop());
        var log = new RunLog(telling, 1_000, new Stop());
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
