package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.files.RepositoryFiles.Kind;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitStoreTest {
    private static final RepositoryName NAME = new RepositoryName("samples", "wiki");
    private static final PersonIdent WHO =
            new PersonIdent("Hub", "hub@example.org", Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private GitStore store;
    private Git work;
    private Git bare;

    @BeforeEach
    void makesARepositoryAndAClone() {
        store = new GitStore(folder.resolve("repositories"));
        store.create(NAME);
        work = Git.init(folder.resolve("work"));
        bare = new Git(folder.resolve("repositories/samples/wiki.git"));
        work.run("remote", "add", "origin", bare.folder().toString());
    }

    @AfterEach
    void closes() {
        store.close();
    }

    private ObjectId push(String branch, String message) {
        var commit = work.commit(message);
        work.run("push", "-q", "--force", "origin", "HEAD:refs/heads/" + branch);
        return ObjectId.fromString(commit);
    }

    private GitStore.Merge merge(ObjectId base, ObjectId head) {
        return store.merge(NAME, base, head, "Merge\n", WHO);
    }

    @Test
    void createIsHarmlessWhenRepeatedAndMakesARepositoryThatStockGitAccepts() {
        store.create(NAME);
        assertThat(bare.run("symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
        bare.run("fsck", "--strict");
    }

    @Test
    void anUnknownRepositoryIsNotFound() {
        assertThatThrownBy(() -> store.open(new RepositoryName("no", "such")))
                .isInstanceOf(Refusal.class)
                .hasMessage("no repository no/such here");
    }

    @Test
    void movesARefOnlyFromWhereItIsExpected() {
        var first = push("one", "first");
        var second = push("two", "second");
        assertThat(store.moveRef(NAME, "refs/heads/main", Optional.empty(), Optional.of(first), "made"))
                .isTrue();
        assertThat(store.moveRef(NAME, "refs/heads/main", Optional.empty(), Optional.of(second), "made again"))
                .isFalse();
        assertThat(store.moveRef(NAME, "refs/heads/main", Optional.of(second), Optional.of(first), "from elsewhere"))
                .isFalse();
        assertThat(store.moveRef(NAME, "refs/heads/main", Optional.of(first), Optional.of(second), "moved"))
                .isTrue();
        assertThat(store.resolve(NAME, "refs/heads/main")).contains(second);
        assertThat(store.moveRef(NAME, "refs/heads/main", Optional.of(first), Optional.empty(), "deleted"))
                .isFalse();
        assertThat(store.moveRef(NAME, "refs/heads/main", Optional.of(second), Optional.empty(), "deleted"))
                .isTrue();
        assertThat(store.resolve(NAME, "refs/heads/main")).isEmpty();
    }

    @Test
    void refNamesThatCollideOrThatGitForbidsAreRefused() {
        var commit = push("a", "first");
        assertThatThrownBy(() -> store.moveRef(NAME, "refs/heads/a/b", Optional.empty(), Optional.of(commit), "x"))
                .isInstanceOf(Refusal.class)
                .hasMessage("refs/heads/a/b cannot stand beside refs/heads/a; choose another name");
        assertThatThrownBy(() ->
                        store.moveRef(NAME, "refs/heads/../../config", Optional.empty(), Optional.of(commit), "x"))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void ofManyWhoMoveARefFromTheSamePlaceExactlyOneWins() throws Exception {
        var start = push("main", "start");
        var next = push("next", "next");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var attempts = java.util.stream.IntStream.range(0, 50)
                    .<Callable<Boolean>>mapToObj(_ ->
                            () -> store.moveRef(NAME, "refs/heads/main", Optional.of(start), Optional.of(next), "race"))
                    .toList();
            long won = 0;
            for (var attempt : threads.invokeAll(attempts)) {
                won += attempt.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void mergesWithACommitOfBaseAndHeadThatIsTheSameEachTime() {
        work.write("a", "1\n2\n3\n").write("b", "b\n");
        var start = push("main", "start");
        work.write("a", "one\n2\n3\n");
        var base = push("main", "ours");
        work.run("checkout", "-q", start.name());
        work.write("a", "1\n2\nthree\n").write("c", "new\n");
        var head = push("topic", "theirs");
        var merged = (GitStore.Merged) merge(base, head);
        assertThat(merge(base, head)).isEqualTo(merged);
        assertThat(bare.run("show", merged.commit().name() + ":a")).isEqualTo("one\n2\nthree");
        assertThat(bare.run("rev-list", "--parents", "-1", merged.commit().name()))
                .isEqualTo(merged.commit().name() + " " + base.name() + " " + head.name());
        assertThat(bare.run("rev-parse", merged.commit().name() + "^{tree}"))
                .isEqualTo(merged.tree().name());
        assertThat(bare.run("merge-tree", "--write-tree", base.name(), head.name()))
                .isEqualTo(merged.tree().name());
        bare.run("fsck", "--strict");
    }

    @Test
    void aFastForwardIsAMergeCommitToo() {
        var base = push("main", "start");
        work.write("a", "a\n");
        var head = push("topic", "next");
        var merged = (GitStore.Merged) merge(base, head);
        assertThat(merged.commit()).isNotEqualTo(head);
        assertThat(bare.run("rev-parse", head.name() + "^{tree}"))
                .isEqualTo(merged.tree().name());
    }

    @Test
    void namesThePathsThatConflict() {
        work.write("a", "1\n").write("sub/b", "1\n");
        var start = push("main", "start");
        work.write("a", "2\n").write("sub/b", "2\n");
        var base = push("main", "ours");
        work.run("checkout", "-q", start.name());
        work.write("a", "3\n").write("sub/b", "3\n");
        assertThat(merge(base, push("topic", "theirs")))
                .isEqualTo(new GitStore.Conflicting(java.util.List.of("a", "sub/b")));
    }

    @Test
    void mergesAnEditIntoAFileThatTheOtherSideRenamed() {
        work.write("old/name", "1\n2\n3\n4\n5\n6\n7\n8\n");
        var start = push("main", "start");
        work.run("mv", "old/name", "new-name");
        work.write("new-name", "1\n2\n3\n4\n5\n6\n7\neight\n");
        var renamed = push("main", "renamed");
        work.run("checkout", "-q", start.name());
        work.write("old/name", "one\n2\n3\n4\n5\n6\n7\n8\n");
        var edited = push("topic", "edited");
        for (var merged : java.util.List.of(merge(renamed, edited), merge(edited, renamed))) {
            var tree = ((GitStore.Merged) merged).tree().name();
            assertThat(bare.run("ls-tree", "-r", "--name-only", tree)).isEqualTo("new-name");
            assertThat(bare.run("show", tree + ":new-name")).startsWith("one\n").endsWith("eight");
        }
    }

    @Test
    void aFileRenamedHereAndDeletedThereOrRenamedTwiceDifferentlyConflicts() {
        work.write("a", "1\n2\n3\n4\n5\n6\n7\n8\n");
        var start = push("main", "start");
        work.run("mv", "a", "b");
        var renamed = push("main", "renamed");
        work.run("checkout", "-q", start.name());
        work.run("rm", "-q", "a");
        var deleted = push("deleted", "deleted");
        work.run("checkout", "-q", start.name());
        work.run("mv", "a", "c");
        var otherwise = push("otherwise", "renamed otherwise");
        assertThat(merge(renamed, deleted)).isEqualTo(new GitStore.Conflicting(java.util.List.of("b")));
        assertThat(merge(renamed, otherwise)).isEqualTo(new GitStore.Conflicting(java.util.List.of("b", "c")));
    }

    @Test
    void mergesHistoriesThatCrissCross() {
        work.write("f", "1\n2\n3\n4\n5\n");
        var start = push("main", "start");
        work.write("f", "one\n2\n3\n4\n5\n");
        var left = push("left", "left");
        work.run("checkout", "-q", start.name());
        work.write("f", "1\n2\n3\n4\nfive\n");
        var right = push("right", "right");
        work.run("merge", "-q", "--no-edit", left.name());
        work.write("g", "g\n");
        var rightThen = push("right", "right, with left");
        work.run("checkout", "-q", left.name());
        work.run("merge", "-q", "--no-edit", right.name());
        work.write("f", "one\n2\nthree\n4\nfive\n");
        var leftThen = push("left", "left, with right");
        var merged = (GitStore.Merged) merge(leftThen, rightThen);
        assertThat(bare.run("show", merged.tree().name() + ":f")).isEqualTo("one\n2\nthree\n4\nfive");
    }

    @Test
    void commitsWithoutCommonHistoryAreRefused() {
        var base = push("main", "start");
        work.run("checkout", "-q", "--orphan", "other");
        work.write("x", "x");
        var head = push("topic", "unrelated");
        assertThatThrownBy(() -> merge(base, head))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("no history in common");
    }

    @Test
    void exportsFilesExecutableBitsAndOnlyLinksThatStayInside() throws IOException {
        work.write("dir/run.sh", "#!/bin/sh\n").write("a", "text");
        assertThat(work.folder().resolve("dir/run.sh").toFile().setExecutable(true))
                .isTrue();
        link("inside", "dir/run.sh");
        link("dir/up", "../a");
        link("dangling", "dir/nothing");
        link("etc", "/etc");
        link("dir/out", "../../passwd");
        link("dir/root", "..");
        link("dir/through", "root/../passwd");
        link("later", "nothing/../../passwd");
        var commit = push("main", "files");
        var into = folder.resolve("export");
        assertThat(store.export(NAME, commit, into))
                .containsExactlyInAnyOrder(
                        "etc -> /etc",
                        "dir/out -> ../../passwd",
                        "dir/through -> root/../passwd",
                        "later -> nothing/../../passwd");
        assertThat(into.resolve("a")).hasContent("text");
        assertThat(Files.isExecutable(into.resolve("dir/run.sh"))).isTrue();
        assertThat(Files.isExecutable(into.resolve("a"))).isFalse();
        assertThat(into.resolve("inside")).isSymbolicLink();
        assertThat(into.resolve("dir/up")).isSymbolicLink().hasContent("text");
        assertThat(Files.isSymbolicLink(into.resolve("dangling"))).isTrue();
        assertThat(Files.exists(into.resolve("etc"), java.nio.file.LinkOption.NOFOLLOW_LINKS))
                .isFalse();
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(work.folder().resolve(path), Path.of(target));
    }

    @Test
    void aTreeThatUnfoldsWithoutEndIsNotExported() throws IOException {
        var blob = work.write("f", "x").commit("f") + ":f";
        var tree = work.run("rev-parse", work.run("rev-parse", blob));
        var mode = "100644 blob ";
        for (int level = 0; level < 7; level++) {
            var lines = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                lines.append(mode).append(tree).append('\t').append(i).append('\n');
            }
            work.write("../lines", lines.toString());
            tree = work.process(java.util.List.of("sh", "-c", "git mktree < ../lines"))
                    .output()
                    .strip();
            mode = "040000 tree ";
        }
        var commit = work.run("commit-tree", tree, "-m", "bomb");
        work.run("push", "-q", "origin", commit + ":refs/heads/bomb");
        try (var reader = store.open(NAME).newObjectReader();
                var walk = new RevWalk(reader)) {
            var root = walk.parseTree(ObjectId.fromString(commit));
            var export = new TreeExport(reader, folder.resolve("export"), new TreeExport.Limits(500, 1 << 20));
            assertThatThrownBy(() -> export.write(root))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("the tree unfolds to more than 500 entries; make it smaller");
            var heavy = new TreeExport(reader, folder.resolve("heavy"), new TreeExport.Limits(1000, 100));
            assertThatThrownBy(() -> heavy.write(root))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("more than 100 bytes");
        }
    }

    @Test
    void readsATreesFilesWithoutACheckoutAndNeverOutside() throws IOException {
        work.write("dir/file", "content");
        work.write("kept/.gitkeep", "");
        link("link", "dir");
        link("out", "../..");
        link("loop", "loop");
        var files = store.files(NAME, push("main", "files"));
        assertThat(files.kind("")).contains(Kind.FOLDER);
        assertThat(files.kind("dir")).contains(Kind.FOLDER);
        assertThat(files.kind("link/file")).contains(Kind.FILE);
        assertThat(files.isEmpty("kept")).isTrue();
        assertThat(files.isEmpty("dir")).isFalse();
        assertThat(files.isEmpty("missing")).isFalse();
        assertThat(files.kind("out")).isEmpty();
        assertThat(files.kind("../x")).isEmpty();
        assertThat(files.kind("loop")).isEmpty();
        assertThat(files.kind("dir/file/x")).isEmpty();
        assertThat(new String(files.read("link/file", 100), StandardCharsets.UTF_8))
                .isEqualTo("content");
        assertThatThrownBy(() -> files.read("dir/file", 3))
                .isInstanceOf(IOException.class)
                .hasMessage("dir/file has 7 bytes; at most 3 are read here");
        assertThatThrownBy(() -> files.read("dir", 3)).isInstanceOf(IOException.class);
    }

    @Test
    void storesATagAndRefusesWhatIsNoTag() {
        var commit = push("main", "start");
        var tag = "object " + commit.name()
                + "\ntype commit\ntag v1.0.0\ntagger Hub <hub@example.org> 1767323045 +0000\n\nfirst\n";
        var id = store.insert(NAME, Constants.OBJ_TAG, tag.getBytes(StandardCharsets.UTF_8));
        assertThat(store.moveRef(NAME, "refs/tags/v1.0.0", Optional.empty(), Optional.of(id), "release"))
                .isTrue();
        assertThat(store.resolve(NAME, "refs/tags/v1.0.0")).contains(id);
        assertThat(bare.run("cat-file", "-p", "v1.0.0")).startsWith("object " + commit.name());
        assertThatThrownBy(() -> store.insert(NAME, Constants.OBJ_TAG, "nonsense".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("tag object is not stored: ");
    }

    @Test
    void addsAndReplacesNotesThatStockGitShows() {
        var first = push("main", "start");
        var second = push("main", "next");
        store.note(NAME, "refs/notes/verification", first, "one".getBytes(StandardCharsets.UTF_8));
        store.note(NAME, "refs/notes/verification", second, "two".getBytes(StandardCharsets.UTF_8));
        store.note(NAME, "refs/notes/verification", first, "one again".getBytes(StandardCharsets.UTF_8));
        assertThat(bare.run("notes", "--ref=verification", "show", first.name()))
                .isEqualTo("one again");
        assertThat(bare.run("notes", "--ref=verification", "show", second.name()))
                .isEqualTo("two");
    }

    @Test
    void aMissingObjectIsNotFound() {
        var nowhere = ObjectId.fromString("0123456789012345678901234567890123456789");
        assertThatThrownBy(() -> store.files(NAME, nowhere))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(nowhere.name());
    }

    @Test
    void theHostsGitConfigurationIsNotReadAndOursSyncsToDisk() throws Exception {
        var system = SystemReader.getInstance();
        assertThat(system.getUserConfig().toText()).isEmpty();
        assertThat(((FileBasedConfig) system.getJGitConfig()).getFile()).doesNotExist();
        assertThat(system.getenv("GIT_DIR")).isNull();
        var config = store.open(NAME).getConfig();
        assertThat(config.getBoolean("core", "fsyncObjectFiles", false)).isTrue();
        assertThat(config.getBoolean("core", "fsyncRefFiles", false)).isTrue();
        assertThat(config.getString("user", null, "name")).isNull();
    }
}
