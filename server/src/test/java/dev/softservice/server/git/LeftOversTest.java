package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub that was killed has left locked is free again when the next one starts. */
final class LeftOversTest {
    @TempDir
    Path folder;

    @Test
    void whatADeadProcessLeftLockedOrHalfWrittenIsGoneAtTheNextStart() throws IOException {
        var bare = folder.resolve("samples/wiki.git");
        try (var store = new GitStore(folder)) {
            store.create(GitServer.NAME);
        }
        var work = Git.init(folder.resolve(".work"));
        var commit = ObjectId.fromString(work.write("a", "a").commit("a"));
        work.run("push", "-q", bare.toString(), "HEAD:refs/heads/main");
        var left = List.of(
                "refs/heads/main.lock",
                "refs/heads/topic/x.lock",
                "packed-refs.lock",
                "config.lock",
                "HEAD.lock",
                "objects/noz123.tmp",
                "objects/incoming_1.pack",
                "objects/pack/gc_1.pack_tmp",
                "objects/pack/tmp_pack_abc",
                "objects/info/commit-graph.lock");
        for (var file : left) {
            Files.createDirectories(bare.resolve(file).getParent());
            Files.createFile(bare.resolve(file));
        }
        var kept = Files.createFile(bare.resolve("objects/pack/pack-1.keep"));
        try (var store = new GitStore(folder)) {
            assertThat(left).noneMatch(file -> Files.exists(bare.resolve(file)));
            assertThat(kept).exists();
            assertThat(store.moveRef(
                            GitServer.NAME, "refs/heads/main", Optional.of(commit), Optional.empty(), "deleted"))
                    .isTrue();
            assertThat(store.moveRef(
                            GitServer.NAME, "refs/heads/topic/x", Optional.empty(), Optional.of(commit), "made"))
                    .isTrue();
        }
    }
}
