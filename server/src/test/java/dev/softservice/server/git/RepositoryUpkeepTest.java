package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RepositoryUpkeepTest {
    @TempDir
    Path folder;

    private GitServer server;
    private Git work;
    private Git bare;

    @BeforeEach
    void starts() {
        server = new GitServer(folder);
        work = Git.init(folder.resolve("work"));
        work.write("a", "a\n").commit("first");
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main");
        bare = new Git(server.bare());
    }

    @AfterEach
    void stops() {
        server.close();
    }

    private void push(int number) {
        var pack = new Pack();
        var commit = pack.commitOf("100644 file" + number);
        assertThat(new RawPush(server).make("refs/heads/b" + number, commit, pack.bytes()))
                .contains("ok refs/heads/b" + number);
    }

    @Test
    void packsWithBitmapCommitGraphAndPackedRefsAfterManyPushes() throws Exception {
        try (var _ = new RepositoryUpkeep(server.store, Duration.ofHours(1))) {
            for (int i = 0; i < 20; i++) {
                push(i);
            }
            var graph = server.bare().resolve("objects/info/commit-graph");
            for (int i = 0; i < 600 && !Files.exists(graph); i++) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(graph).exists();
        }
        assertThat(server.files()).anyMatch(file -> file.contains(".bitmap"));
        assertThat(Files.readString(server.bare().resolve("packed-refs")))
                .contains("refs/heads/main")
                .contains("refs/heads/b19");
        bare.run("fsck", "--strict", "--full");
        new Git(folder).run("clone", "-q", server.url(), "copy");
        push(100);
    }

    /** JGit asks after every fetch of a mirror whether it should tidy up, and would do so in the background beside the upkeep. */
    @Test
    void manyPacksAreTidiedByTheUpkeepAlone() throws Exception {
        bare.run("repack", "-a", "-d", "-q");
        var folder = server.bare().resolve("objects/pack");
        String first;
        try (var files = Files.list(folder)) {
            first = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pack"))
                    .findFirst()
                    .orElseThrow()
                    .replace(".pack", "");
        }
        for (int i = 0; i < 60; i++) {
            for (var kind : List.of(".pack", ".idx"))
                Files.copy(folder.resolve(first + kind), folder.resolve("pack-%040x%s".formatted(i, kind)));
        }
        try (var repository = new FileRepository(server.bare().toFile())) {
            assertThat(repository.getConfig().getBoolean("gc", "autoDetach", true))
                    .as("a thread of its own for it")
                    .isFalse();
            repository.autoGC(NullProgressMonitor.INSTANCE);
        }
        assertThat(server.files().stream().filter(file -> file.contains(".pack ")))
                .hasSize(61);
    }

    @Test
    void pushesAndFetchesGoOnMeanwhileAndNothingIsLost() throws Exception {
        try (var upkeep = new RepositoryUpkeep(server.store, Duration.ofHours(1))) {
            var tidying = CompletableFuture.supplyAsync(() -> {
                int rounds = 0;
                while (rounds < 8) {
                    GitStore.call(() -> upkeep.tidy(GitServer.NAME));
                    rounds++;
                }
                return rounds;
            });
            int pushed = 0;
            while (!tidying.isDone()) {
                push(pushed++);
                new Git(folder).run("ls-remote", server.url());
            }
            assertThat(tidying.get()).isEqualTo(8);
            assertThat(bare.run("for-each-ref", "--format=%(refname)", "refs/heads/b*")
                            .lines())
                    .hasSize(pushed);
            bare.run("fsck", "--strict", "--full");
        }
    }

    @Test
    void isCutShortByClosing() throws Exception {
        var upkeep = new RepositoryUpkeep(server.store, Duration.ofHours(1));
        upkeep.close();
        assertThat(upkeep.tidy(GitServer.NAME)).isFalse();
        bare.run("fsck", "--strict", "--full");
    }
}
