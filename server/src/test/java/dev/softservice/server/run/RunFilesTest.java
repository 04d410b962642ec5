package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Report;
import dev.softservice.server.core.RunId;
import dev.softservice.server.run.RunEvents.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What runs leave is kept and found again in a folder, and just so where there is none. */
class RunFilesTest {
    private static final RunId RUN = new RunId(7);
    private static final RunId OTHER = new RunId(8);

    @TempDir
    static Path folder;

    static Stream<RunFiles> stores() {
        return Stream.of(new RunFolder(folder), new RunFilesInMemory());
    }

    private static String text(StoredFile file) throws IOException {
        try (var in = file.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void aReportAndItsReasonsAreReadAsTheyWereWritten(RunFiles files) {
        var reports = new RunReports(files);
        assertThat(reports.read(OTHER)).isEmpty();
        assertThat(reports.readReasons(OTHER)).isEmpty();
        reports.write(RUN, Report.EMPTY);
        reports.writeReasons(RUN, List.of("first", "second"));
        assertThat(reports.read(RUN)).contains(Report.EMPTY);
        assertThat(reports.readReasons(RUN)).containsExactly("first", "second");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void attachmentsOfAnEarlierAttemptAreGone(RunFiles files) throws IOException {
        var first = files.freshAttachments(RUN).keep("a.png", new byte[] {1}).orElseThrow();
        assertThat(files.attachment(RUN, first)).isPresent();
        assertThat(files.attachment(OTHER, first)).isEmpty();
        var second = files.freshAttachments(RUN)
                .keep("b.txt", "b".getBytes(StandardCharsets.UTF_8))
                .orElseThrow();
        assertThat(files.attachment(RUN, first)).isEmpty();
        assertThat(text(files.attachment(RUN, second).orElseThrow())).isEqualTo("b");
    }

    @ParameterizedTest
    @MethodSource("stores")
    void nobodysWordsLeadOutOfARunsAttachments(RunFiles files) {
        files.write(RUN, "secret.txt", new byte[] {1});
        files.freshAttachments(RUN).keep("a.png", new byte[] {1});
        assertThat(List.of("../secret.txt", "/etc/passwd", "", ".", "secret.txt"))
                .allSatisfy(name -> assertThat(files.attachment(RUN, name)).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("stores")
    void eventsAreAppendedAcrossWritersAndReadFromAnyOfThem(RunFiles files) throws Exception {
        try (var events = new RunEvents(files, _ -> true)) {
            events.append(RUN, "progress", RunEvents.data().put("what", "one"));
            events.suspend(RUN);
            events.append(RUN, "progress", RunEvents.data().put("what", "two"));
            events.end(RUN);
            events.append(RUN, "progress", RunEvents.data().put("what", "late"));
            var all = events.tail(RUN, 1 << 20).events();
            assertThat(all).extracting(Event::type).containsExactly("progress", "progress", "end");
            assertThat(events.position(RUN)).isEqualTo(all.getLast().id());
            var rest = new ArrayList<Event>();
            var ended = new java.util.concurrent.CountDownLatch(1);
            try (var _ = events.follow(RUN, all.getFirst().id(), event -> {
                rest.add(event);
                if (event.type().equals("end")) ended.countDown();
            })) {
                ended.await();
            }
            assertThat(rest).isEqualTo(all.subList(1, 3));
        }
    }
}
