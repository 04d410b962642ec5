package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.RunId;
import dev.softservice.server.run.RunEvents.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RunEventsTest {
    private static final RunId RUN = new RunId(258);

    @TempDir
    Path folder;

    private final AtomicBoolean finished = new AtomicBoolean();
    private RunFiles files;
    private RunEvents events;

    @BeforeEach
    void open() {
        files = new RunFolder(folder.resolve("runs"));
        events = new RunEvents(files, _ -> finished.get());
    }

    private void say(String text) {
        events.append(
                RUN,
                "log",
                RunEvents.data().put("time", "t").put("source", "web").put("text", text));
    }

    private List<Event> all(long after) throws InterruptedException {
        var seen = new ArrayList<Event>();
        var ended = new CountDownLatch(1);
        try (var _ = events.follow(RUN, after, event -> {
            seen.add(event);
            if (event.type().equals("end")) ended.countDown();
        })) {
            ended.await();
        }
        return seen;
    }

    @Test
    void aFollowerGetsWhatIsThereAndThenWhatComes() throws Exception {
        say("one");
        var seen = new LinkedBlockingQueue<Event>();
        try (var _ = events.follow(RUN, 0, seen::add)) {
            assertThat(seen.take().json()).contains("one");
            say("two");
            assertThat(seen.take().json()).contains("two");
            events.end(RUN);
            assertThat(seen.take().type()).isEqualTo("end");
        }
    }

    @Test
    void aFollowerMayComeBeforeTheRunBegins() throws Exception {
        var seen = new LinkedBlockingQueue<Event>();
        try (var _ = events.follow(RUN, 0, seen::add)) {
            say("one");
            assertThat(seen.take().json()).contains("one");
        }
    }

    @Test
    void resumingBehindAnyEventGivesExactlyTheRest() throws Exception {
        for (int i = 0; i < 20; i++) say("line " + i + " ü€");
        events.end(RUN);
        var everything = all(0);
        assertThat(everything).hasSize(21);
        for (int i = 0; i < 20; i++) assertThat(all(everything.get(i).id())).isEqualTo(everything.subList(i + 1, 21));
    }

    @Test
    void anOffsetThatIsNotOursGoesOnWithTheNextWholeEvent() throws Exception {
        say("one");
        say("two");
        events.end(RUN);
        assertThat(all(3)).extracting(Event::type).containsExactly("log", "end");
    }

    @Test
    void nothingIsWrittenBehindTheEnd() throws Exception {
        say("one");
        events.end(RUN);
        say("late");
        assertThat(all(0)).extracting(Event::type).containsExactly("log", "end");
    }

    @Test
    void aLineThatACrashHasTornIsCutOffBeforeGoingOn() throws Exception {
        say("one");
        events.close();
        Files.writeString(
                folder.resolve("runs/02/258/events.jsonl"), "{\"type\":\"log\",\"da", StandardOpenOption.APPEND);
        events = new RunEvents(files, _ -> finished.get());
        say("two");
        events.end(RUN);
        assertThat(all(0))
                .extracting(Event::json)
                .satisfiesExactly(
                        first -> assertThat(first).contains("one"),
                        second -> assertThat(second).contains("two"),
                        last -> assertThat(last).isEqualTo("{}"));
    }

    @Test
    void aRunThatTheRowSaysHasEndedEndsForItsFollowersToo() throws Exception {
        say("one");
        events.close();
        finished.set(true);
        events = new RunEvents(files, _ -> finished.get());
        assertThat(all(0)).extracting(Event::type).containsExactly("log", "end");
    }

    @Test
    void allWhoFollowARunLearnThatItsRowSaysItHasEndedThoughOneAtATimeLooks() throws Exception {
        say("one");
        events.close();
        events = new RunEvents(files, _ -> finished.get(), 1);
        var ends = new CountDownLatch(50);
        for (int i = 0; i < 50; i++)
            events.follow(RUN, 0, event -> {
                if (event.type().equals("end")) ends.countDown();
            });
        var leaves = events.follow(RUN, 0, _ -> {});
        leaves.close();

        finished.set(true);

        assertThat(ends.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSlowFollowerHoldsBackOnlyItself() throws Exception {
        var latch = new CountDownLatch(1);
        var slow = new LinkedBlockingQueue<Event>();
        try (var _ = events.follow(RUN, 0, event -> {
            await(latch);
            slow.add(event);
        })) {
            for (int i = 0; i < 100; i++) say("line " + i);
            events.end(RUN);
            assertThat(all(0)).hasSize(101);
            assertThat(slow).isEmpty();
            latch.countDown();
            for (int i = 0; i < 101; i++) slow.take();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anInterruptedWriterLosesNothing() throws Exception {
        say("one");
        Thread.currentThread().interrupt();
        say("two");
        events.end(RUN);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(all(0)).hasSize(3);
    }

    @Test
    void theLogIsPlainLines() {
        say("one");
        events.append(RUN, "progress", RunEvents.data().put("step", "build").put("what", "3/7"));
        say("two");
        var lines = new ArrayList<String>();
        events.log(RUN, lines::add);
        assertThat(lines).containsExactly("t web | one", "t web | two");
    }
}
