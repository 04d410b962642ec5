package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.testing.Needs;
import dev.softservice.server.crash.FrozenCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed with -9 keeps what it acknowledged, and keeps nothing by halves. */
final class KillTest {
    private static final List<String> SIX = List.of("a", "b", "c", "d/e", "d/f", "g");

    @TempDir
    Path folder;

    private Process server;
    private int port;

    private void start(String... options) throws IOException, InterruptedException {
        start(List.of(), options);
    }

    private void start(List<String> wrapper, String... options) throws IOException, InterruptedException {
        Files.deleteIfExists(folder.resolve("port"));
        var command = new ArrayList<>(wrapper);
        command.addAll(OtherProcess.command(List.of(options), KilledServer.class, folder.toString()));
        server = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        for (int i = 0; i < 1200 && !Files.exists(folder.resolve("port")); i++) {
            assertThat(server.isAlive())
                    .as(Files.readString(folder.resolve("log")))
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        port = Integer.parseInt(Files.readString(folder.resolve("port")));
    }

    private void kill() throws InterruptedException {
        server.destroyForcibly();
        server.waitFor();
    }

    @AfterEach
    void nothingIsLeftRunning() throws InterruptedException {
        kill();
    }

    private String url(String account) {
        return "http://git:" + account + "@127.0.0.1:" + port + "/samples/wiki";
    }

    @Test
    void anAcknowledgedPushSurvivesAndAPushUnderWayLeavesNoRef() throws Exception {
        start();
        var work = Git.init(folder.resolve("work"));
        var first = work.write("a", "a\n").commit("first");
        work.run("push", "-q", url("maintainer"), "HEAD:refs/heads/main");
        work.write("b", "b\n").commit("second");
        work.run("push", "-q", url("contributor"), "HEAD:refs/heads/topic");
        var acknowledged = work.run("rev-parse", "HEAD");
        kill();

        var bare = new Git(folder.resolve("repositories/samples/wiki.git"));
        assertThat(bare.run("rev-parse", "refs/heads/main", "refs/heads/topic").lines())
                .containsExactly(first, acknowledged);
        bare.run("fsck", "--strict", "--full");

        start();
        var random = new byte[20 << 20];
        new java.util.Random(2).nextBytes(random);
        Files.write(work.folder().resolve("large"), random);
        work.run("config", "core.compression", "0");
        work.commit("third");
        var push = work.started(
                List.of("git", "push", url("contributor"), "HEAD:refs/heads/large"), folder.resolve("push.log"));
        var quarantine = folder.resolve("repositories/.quarantine");
        while (push.isAlive() && isEmpty(quarantine)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        kill();
        push.waitFor();
        try (var store = new GitStore(folder.resolve("repositories"))) {
            assertThat(isEmpty(quarantine)).isTrue();
            assertThat(store.resolve(GitServer.NAME, "refs/heads/topic"))
                    .isEqualTo(Optional.of(ObjectId.fromString(acknowledged)));
            var large = store.resolve(GitServer.NAME, "refs/heads/large");
            assertThat(large.isEmpty()
                            || push.exitValue() == 0
                            || large.get().name().equals(work.run("rev-parse", "HEAD")))
                    .isTrue();
        }
        bare.run("fsck", "--strict", "--full");
    }

    /** At five moments what a kill would leave is copied, and then the server is killed: it takes long to start. */
    @Test
    void aPushOfSixRefsIsWholeOrNotAtAllAndNoLockIsLeft() throws Exception {
        var random = new java.util.Random(5);
        var work = Git.init(folder.resolve("work"));
        var repositories = folder.resolve("repositories");
        start();
        for (int round = 0; round < 6; round++) {
            work.write("a", round + "\n").commit("round " + round);
            var command = new ArrayList<>(List.of("git", "push", "-q", url("maintainer")));
            SIX.forEach(ref -> command.add("+HEAD:refs/heads/" + ref));
            var push = work.started(command, folder.resolve("push.log"));
            var heads = repositories.resolve("samples/wiki.git/refs/heads");
            while (push.isAlive() && isEmpty(heads)) { // the locks are taken
                LockSupport.parkNanos(50_000);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            boolean last = round == 5;
            var left = last ? repositories : folder.resolve("left" + round);
            if (last) kill();
            else FrozenCopy.take(server.pid(), repositories, left);
            push.waitFor();
            wholeOrNotAtAll(left, "round " + round);
            if (!last) {
                assertThat(push.exitValue()).isZero();
                var gone = new ArrayList<>(List.of("push", "-q", url("maintainer"), "--delete"));
                gone.addAll(SIX);
                work.run(gone.toArray(String[]::new));
            }
        }
    }

    private static void wholeOrNotAtAll(Path repositories, String when) {
        try (var store = new GitStore(repositories)) {
            var tips = SIX.stream()
                    .map(ref -> store.resolve(GitServer.NAME, "refs/heads/" + ref))
                    .distinct()
                    .toList();
            assertThat(tips).as(when).hasSize(1);
            for (var ref : SIX) {
                var before = store.resolve(GitServer.NAME, "refs/heads/" + ref);
                assertThat(store.moveRef(GitServer.NAME, "refs/heads/" + ref, before, Optional.empty(), "test"))
                        .isEqualTo(true);
            }
        }
    }

    /** The server's repositories are on a file system of 8 MB that only its process sees. */
    @Test
    void aFullDiskRefusesThePushWithThatReasonLeavesNothingAndTheNextPushPasses() throws Exception {
        Needs.that(
                new Git(folder).process(List.of("unshare", "-rm", "true")).ok(),
                "unshare is needed, with the right to mount: apt-get install util-linux, as root");
        var repositories = Files.createDirectories(folder.resolve("repositories"));
        start(List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=8m tmpfs " + repositories + " && exec \"$@\"",
                "sh"));
        var work = Git.init(folder.resolve("work"));
        work.write("a", "a\n").commit("first");
        work.run("push", "-q", url("maintainer"), "HEAD:refs/heads/main");
        var seen = Path.of("/proc/" + server.pid() + "/root" + repositories);
        var before = files(seen);
        var random = new byte[20 << 20];
        new java.util.Random(3).nextBytes(random);
        Files.write(work.folder().resolve("large"), random);
        work.run("config", "core.compression", "0");
        work.commit("large");
        var outcome = work.attempt("push", url("contributor"), "HEAD:refs/heads/large");
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.output()).contains("the hub's disk is full; nothing was stored");
        assertThat(files(seen)).isEqualTo(before);
        work.run("checkout", "-q", "HEAD~1");
        work.write("small", "x\n").commit("small");
        work.run("push", "-q", url("contributor"), "HEAD:refs/heads/small");
    }

    private static List<String> files(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    @Test
    void aRepositoryOfManyTimesTheHeapIsPushedAndCloned() throws Exception {
        start("-Xmx64m");
        var work = Git.init(folder.resolve("work"));
        var random = new byte[9 << 20];
        for (int i = 0; i < 10; i++) {
            new java.util.Random(i).nextBytes(random);
            Files.write(work.folder().resolve("large" + i), random);
        }
        work.run("config", "core.compression", "0");
        var head = work.commit("large files");
        work.run("push", "-q", url("maintainer"), "HEAD:refs/heads/main");
        new Git(folder).run("clone", "-q", "--bare", url("reader"), "copy");
        assertThat(new Git(folder.resolve("copy")).run("rev-parse", "main")).isEqualTo(head);
        new Git(folder.resolve("copy")).run("fsck");
        assertThat(Files.readString(folder.resolve("log"))).doesNotContain("OutOfMemory");
    }
}
