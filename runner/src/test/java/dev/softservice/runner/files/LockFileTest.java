package dev.softservice.runner.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.OtherProcess;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    @TempDir
    private Path folder;

    private Path lock() {
        return folder.resolve("lock");
    }

    @Test
    void aSecondLookFromThisProcessLeavesItStanding() throws Exception {
        try (var _ = LockFile.tryHold(lock()).orElseThrow()) {
            assertThat(LockFile.isHeld(lock())).isTrue();
            assertThat(LockFile.tryHold(lock())).isEmpty();
            assertThat(OtherProcess.attempt(lock())).isEqualTo("refused");
        }
        assertThat(LockFile.isHeld(lock())).isFalse();
        assertThat(OtherProcess.attempt(lock())).isEqualTo("held");
    }

    @Test
    void itIsTheSameFileByWhateverNameItIsFound() throws Exception {
        try (var _ = LockFile.hold(lock())) {
            var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            var hard = Files.createLink(elsewhere.resolve("hard"), lock());
            var soft = Files.createSymbolicLink(elsewhere.resolve("soft"), lock());
            var moved = Files.move(lock(), elsewhere.resolve("moved"));
            assertThat(LockFile.isHeld(hard)).isTrue();
            assertThat(LockFile.tryHold(moved)).isEmpty();
            assertThat(LockFile.isHeld(soft)).as("it points to nothing now").isFalse();
            assertThat(OtherProcess.attempt(hard)).isEqualTo("refused");
        }
    }

    @Test
    void aFileMadeAnewIsAnotherLockAndGivingUpTheOldOneLeavesItStanding() throws Exception {
        var old = LockFile.hold(lock());
        Files.delete(lock());
        try (var _ = LockFile.tryHold(lock()).orElseThrow()) {
            old.close();
            assertThat(LockFile.tryHold(lock())).isEmpty();
            assertThat(OtherProcess.attempt(lock())).isEqualTo("refused");
        }
    }

    /** Else the one who waited would hold a file without a name, and the next one a file of the same name. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void whoWaitedForAFileThatWasRemovedHoldsTheOneThatThereIsNow() throws Exception {
        var first = LockFile.hold(lock());
        var other = OtherProcess.start(OtherProcess.Holder.class, lock().toString());
        try (var said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("waiting");
            awaitBlocked(other);
            Files.delete(lock());
            first.close();
            assertThat(said.readLine()).isEqualTo("held");
            assertThat(LockFile.isHeld(lock())).isTrue();
            assertThat(LockFile.tryHold(lock())).isEmpty();
            other.getOutputStream().close();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(LockFile.isHeld(lock())).isFalse();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Until the kernel lists the process among those that wait for a lock ({@code proc_locks(5)}). */
    private static void awaitBlocked(Process process) throws Exception {
        var waiting = Pattern.compile("-> POSIX .*\\b" + process.pid() + "\\b");
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
                !waiting.matcher(Files.readString(Path.of("/proc/locks"))).find();
                Thread.sleep(10)) {
            assertThat(System.nanoTime())
                    .as("the process does not wait for the lock")
                    .isLessThan(end);
        }
    }

    @Test
    void aDeadProcessHoldsNothing() throws Exception {
        var other = OtherProcess.start(OtherProcess.Holder.class, lock().toString());
        try (var said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("waiting");
            assertThat(said.readLine()).isEqualTo("held");
            assertThat(LockFile.tryHold(lock())).isEmpty();
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(LockFile.isHeld(lock())).isFalse();
    }

    @Test
    void threadsOfThisProcessHoldItOneAfterTheOther() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var done = new CountDownLatch(20);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                threads.submit(() -> {
                    try (var _ = LockFile.hold(lock())) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        Files.delete(lock());
                    }
                    done.countDown();
                    return true;
                });
            }
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void oneThatWaitsCanBeCalledOff() throws Exception {
        try (var _ = LockFile.hold(lock());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = threads.submit(() -> LockFile.hold(lock()));
            threads.shutdownNow();
            assertThat(waiting)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withMessageContaining("interrupted");
        }
    }

    @Test
    void lookingMakesNoFileAndAFolderThatIsMissingIsAnError() throws Exception {
        assertThat(LockFile.isHeld(lock())).isFalse();
        assertThat(lock()).doesNotExist();
        assertThatThrownBy(() -> LockFile.tryHold(folder.resolve("none/lock"))).isInstanceOf(NoSuchFileException.class);
    }
}
