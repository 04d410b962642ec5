package dev.softservice.runner.docker.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.engine.Environment.ReportFile;
import dev.softservice.runner.report.AttachmentMarks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams as a stranger's container may hand them out. */
class ReportFilesTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes);

    private void file(String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private void special(String name, byte type, String target) throws IOException {
        var entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private Map<String, Long> others = Map.of();
    private List<String> links = List.of();
    private Instant began = Instant.MIN;

    private List<ReportFile> read(String results) throws IOException {
        tar.close();
        var folder = ReportFiles.folder(results);
        var found = ReportFiles.read(
                new ByteArrayInputStream(bytes.toByteArray()), folder, ReportFiles.wanted(results, folder), began);
        others = found.others();
        links = found.links();
        return found.reports();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void onlyRegularFilesWithHonestNamesAreRead() throws IOException {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        file("results/a.xml", text("<testsuite/>"));
        file("results/../../etc/b.xml", text("climbs"));
        file("/results/c.xml", text("absolute"));
        file("results/notes.txt", text("no report"));
        special("results/d.xml", TarConstants.LF_SYMLINK, "/proc/1/environ");
        special("results/e.xml", TarConstants.LF_LINK, "/etc/passwd");
        special("results/f.xml", TarConstants.LF_FIFO, "");
        special("results/g.xml", TarConstants.LF_CHR, "");
        file("results/deep/h.tap", text("1..0"));
        assertThat(read("/results"))
                .extracting(ReportFile::path)
                .containsExactly("/results/a.xml", "/results/deep/h.tap");
        assertThat(others).containsExactly(Map.entry("/results/notes.txt", 9L));
        assertThat(links).containsExactly("/results/d.xml", "/results/e.xml");
    }

    @Test
    void linksAreToldUnlessTheyLeadToAReportThatIsRead() throws IOException {
        file("results/run-1.xml", text("<testsuite/>"));
        file("results/deep/made.tmp", text("<testsuite/>"));
        special("results/deep/latest.xml", TarConstants.LF_SYMLINK, "../run-1.xml");
        special("results/same.xml", TarConstants.LF_LINK, "results/run-1.xml");
        special("results/deep/made.xml", TarConstants.LF_LINK, "results/deep/made.tmp");
        special("results/out.TAP", TarConstants.LF_SYMLINK, "/srv/out.tap");
        special("results/shots", TarConstants.LF_SYMLINK, "/srv/shots");
        assertThat(read("/results")).extracting(ReportFile::path).containsExactly("/results/run-1.xml");
        assertThat(links).containsExactly("/results/deep/made.xml", "/results/out.TAP");
    }

    @Test
    void anAttachmentIsOneRegularFileAndNotTooLarge() throws IOException {
        assertThat(single(() -> file("till.png", text("picture")))).contains(text("picture"));
        assertThat(single(() -> special("link", TarConstants.LF_SYMLINK, "/etc/passwd")))
                .isEmpty();
        assertThat(single(() -> special("pipe", TarConstants.LF_FIFO, ""))).isEmpty();
        assertThat(single(() -> special("folder/", TarConstants.LF_DIR, ""))).isEmpty();
        assertThat(single(() -> file("huge", new byte[ReportFiles.MAX_ATTACHMENT + 1])))
                .isEmpty();
        assertThat(single(() -> {})).isEmpty();
    }

    private interface Filling {
        void fill() throws IOException;
    }

    private java.util.Optional<byte[]> single(Filling filling) throws IOException {
        bytes.reset();
        filling.fill();
        return ReportFiles.single(new ByteArrayInputStream(bytes.toByteArray()));
    }

    @Test
    void aReportsMarksAreFoundBeforeItIsRead() {
        var report = "<a>[[ATTACHMENT|x/a.png]]</a><property name=\"attachment\" value=\"b &amp;"
                + " c.txt\"/>[[ATTACHMENT|]]<![CDATA[ [[ATTACHMENT| d ]] ]]>";
        for (var encoding : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16, StandardCharsets.UTF_16LE))
            assertThat(AttachmentMarks.inReport(report.getBytes(encoding)))
                    .containsExactly("x/a.png", "d", "b & c.txt");
        assertThat(AttachmentMarks.inside("/r", "/r/deep/a.xml", "../b")).containsExactly("/r/b");
        assertThat(AttachmentMarks.inside("/r", "/r/a.xml", "../../etc/shadow")).isEmpty();
    }

    @Test
    void aReportIsOneHoweverItsExtensionIsWritten() throws IOException {
        file("results/a.XML", text("a"));
        file("results/b.Tap", text("b"));
        file("results/c.xml.gz", text("c"));
        assertThat(read("/results")).extracting(ReportFile::path).containsExactly("/results/a.XML", "/results/b.Tap");
    }

    @Test
    void aReportThatIsOlderThanItsContainerIsMarked() throws IOException {
        file("results/a.xml", text("a"));
        began = Instant.now().plusSeconds(60);
        assertThat(read("/results")).extracting(ReportFile::older).containsExactly(true);
        began = Instant.now().minusSeconds(60);
        assertThat(read("/results")).extracting(ReportFile::older).containsExactly(false);
    }

    @Test
    void aGlobTakesExactlyWhatItMatches() throws IOException {
        file("results/a.xml", text("a"));
        file("results/deep/b.xml", text("b"));
        file("results/c.txt", text("c"));
        assertThat(read("/results/*.txt")).extracting(ReportFile::path).containsExactly("/results/c.txt");
    }

    @Test
    void aReportThatIsTooLongIsCutAndMarked() throws IOException {
        file("results/a.xml", new byte[ReportFiles.MAX_FILE + 1]);
        assertThat(read("/results")).singleElement().satisfies(file -> {
            assertThat(file.truncated()).isTrue();
            assertThat(file.content()).hasSize(ReportFiles.MAX_FILE);
        });
    }

    @Test
    void aReportBehindAsMuchAsIsReadIsNotPassedOver() throws IOException {
        for (int i = 0; i < 3; i++) file("results/" + i + ".xml", new byte[ReportFiles.MAX_FILE]);
        file("results/3.xml", text("<testsuite><testcase name='red'><failure/></testcase></testsuite>"));
        assertThat(read("/results"))
                .extracting(ReportFile::path, ReportFile::truncated)
                .containsExactly(
                        tuple("/results/0.xml", false),
                        tuple("/results/1.xml", false),
                        tuple("/results/2.xml", false),
                        tuple("/results/3.xml", true));
    }

    @Test
    void endlesslyManyEntriesEndTheReading() throws IOException {
        for (int i = 0; i <= ReportFiles.MAX_ENTRIES; i++) special("results/d" + i + "/", TarConstants.LF_DIR, "");
        assertThat(read("/results"))
                .singleElement()
                .satisfies(file -> assertThat(file.truncated()).isTrue());
    }

    @Test
    void aNameThatTheLocaleHasNoLettersForIsStillAReport() throws Exception {
        file("results/f\u00e4hig.xml", text("<testsuite/>"));
        tar.close();
        var archive = folder.resolve("a.tar");
        Files.write(archive, bytes.toByteArray());
        var builder = new ProcessBuilder(OtherProcess.command(List.of(), Reader.class, archive.toString()))
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        assertThat(new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .matches("/results/f_+hig.xml\\s+");
    }

    /** In a process of its own: the locale is one for all of it. */
    static final class Reader {
        public static void main(String[] arguments) throws IOException {
            try (var stream = Files.newInputStream(Path.of(arguments[0]))) {
                ReportFiles.read(stream, "/", ReportFiles.wanted("/results", "/results"), Instant.MIN)
                        .reports()
                        .forEach(file -> System.out.println(file.path()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/results,/results",
        "/results/,/results",
        "/results/*.xml,/results",
        "/a/b/**/c.xml,/a/b",
        "/*.xml,/",
        "/a/junit.xml,/a/junit.xml"
    })
    void whatIsCopiedIsThePartWithoutWildcards(String results, String folder) {
        assertThat(ReportFiles.folder(results)).isEqualTo(folder);
    }
}
