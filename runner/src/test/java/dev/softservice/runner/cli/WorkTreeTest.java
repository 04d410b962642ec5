package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.Progress.Task;
import dev.softservice.runner.model.Progress.Work;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is under way, in a terminal of our own making. */
class WorkTreeTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock LATER = Clock.fixed(NOON.plusSeconds(41), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private static Progress.Underway underway(Work work, String subject, String detail) {
        return new Progress.Underway(new Task(work, subject), detail);
    }

    /** What is drawn at first, without the wheel. */
    private String drawn(int columns, int rows, Consumer<WorkTree> work) throws InterruptedException {
        var terminal = new TinyTerminal(columns, true);
        var screen = new Screen(
                new Shell(folder).inTerminal().world(terminal, new ByteArrayOutputStream()),
                new Window(() -> new Window.Size(columns, rows), true));
        try (var tree = new WorkTree(screen, LATER)) {
            synchronized (tree) {
                work.accept(tree);
            }
            var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (terminal.shown().isEmpty()) {
                assertThat(System.nanoTime()).as("nothing is drawn").isLessThan(deadline);
                Thread.sleep(5);
            }
            return terminal.shown().substring(2);
        }
    }

    @Test
    void whereALineIsTooLongTheNameIsCutAndNotWhatChanges() throws Exception {
        Consumer<WorkTree> work = tree -> {
            tree.work("asking https://hub.example.org/samples/team-wiki", "", NOON);
            tree.task(underway(Work.BUILD, "a-service-with-quite-a-long-name", "step 3/7"));
            tree.task(underway(Work.PULL, "nginx:1.27", ""));
        };
        assertThat(drawn(80, 24, work))
                .isEqualTo("asking https://hub.example.org/samples/team-wiki  41 s\n"
                        + "  ├ build a-service-with-quite-a-long-name  step 3/7\n"
                        + "  └ pull nginx:1.27");
        assertThat(drawn(40, 24, work))
                .isEqualTo("asking https://hub.example.org…  41 s\n"
                        + "  ├ build a-service-with-qui…  step 3/7\n"
                        + "  └ pull nginx:1.27");
        assertThat(drawn(20, 24, work))
                .as("no room for both")
                .isEqualTo("asking htt…  41 s\n  ├ build a-service\n  └ pull nginx:1.27");
    }

    @Test
    void moreTasksThanThereAreRowsAreCounted() throws Exception {
        Consumer<WorkTree> work = tree -> {
            tree.work("build", "", NOON);
            for (int i = 1; i <= 12; i++) tree.task(underway(Work.BUILD, "image-" + i, ""));
            tree.task(new Progress.Done(new Task(Work.BUILD, "image-2")));
        };
        assertThat(drawn(40, 6, work))
                .isEqualTo("build  41 s\n  ├ build image-1\n  ├ build image-3\n  ├ build image-4\n  └ and 8 more");
        assertThat(drawn(40, 24, work).lines()).hasSize(10).last().isEqualTo("  └ and 3 more");
        assertThat(drawn(40, 0, work).lines()).as("a height that nobody knows").hasSize(10);
        assertThat(drawn(40, 3, work)).isEqualTo("build  41 s\n  └ and 11 more");
        assertThat(drawn(40, 2, work)).isEqualTo("build  41 s");
    }

    @Test
    void anInstallationShowsOneThingAfterTheOtherAndWhatIsUnderWayBeneathIt() throws Exception {
        var terminal = new TinyTerminal(60, true);
        var world = new Shell(folder).inTerminal().with("COLUMNS", "60").world(terminal, new ByteArrayOutputStream());
        try (var conversation = new TerminalConversation(world, Screen.of(world), false)) {
            conversation.say("permissions: none");
            conversation.progress("starting web, worker");
            conversation.progress(underway(Work.START, "web", "until it is healthy"));
            conversation.progress(new Progress.Ready(1, 2));
            var deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!terminal.shown()
                    .matches("permissions: none\n"
                            + ". starting web, worker  0 s  1/2 ready\n"
                            + "  └ start web  until it is healthy")) {
                assertThat(System.nanoTime()).as(terminal.shown()).isLessThan(deadline);
                Thread.sleep(5);
            }
            conversation.progress(new Progress.Done(new Task(Work.START, "web")));
            conversation.say("done");
            assertThat(terminal.shown()).isEqualTo("permissions: none\ndone");
        }
    }

    @Test
    void whereThereIsNoTerminalEachThingIsALineAndALookWithoutNewsIsNone() {
        var out = new ByteArrayOutputStream();
        var world = new Shell(folder).world(out, new ByteArrayOutputStream());
        try (var conversation = new TerminalConversation(world, Screen.of(world), false)) {
            for (var what : List.of(
                    new Progress.Looking("asking https://hub.example.org/samples/wiki"),
                    new Progress.Doing("image of web"),
                    new Progress.Doing("image of web"),
                    underway(Work.PULL, "nginx", ""),
                    new Progress.Underway(new Task(Work.PULL, "nginx"), "3 of 60 MB", true),
                    new Progress.Done(new Task(Work.PULL, "nginx")),
                    new Progress.Doing("starting web"),
                    new Progress.Doing("checking"))) conversation.progress(what);
            conversation.say("web runs");
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("  image of web\n  pull nginx\n  starting web\n  checking\nweb runs\n");
    }
}
