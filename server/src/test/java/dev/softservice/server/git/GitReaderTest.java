package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.git.Comparison.Change;
import dev.softservice.server.git.Comparison.Kind;
import dev.softservice.server.git.Comparison.Limits;
import dev.softservice.server.git.GitReader.Entry;
import dev.softservice.server.git.GitReader.Type;
import dev.softservice.server.repo.RepositoryName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GitReaderTest {
    private static final RepositoryName NAME = new RepositoryName("samples", "wiki");

    @TempDir
    Path folder;

    private GitStore store;
    private GitReader reader;
    private Git work;

    @BeforeEach
    void makesARepositoryAndAClone() {
        store = new GitStore(folder.resolve("repositories"));
        store.create(NAME);
        reader = new GitReader(store);
        work = Git.init(folder.resolve("work"));
        work.run(
                "remote",
                "add",
                "origin",
                folder.resolve("repositories/samples/wiki.git").toString());
    }

    @AfterEach
    void closes() {
        store.close();
    }

    private ObjectId push(String message) {
        var commit = work.commit(message);
        work.run("push", "-q", "--force", "origin", "HEAD:refs/heads/main");
        return ObjectId.fromString(commit);
    }

    private Comparison compare(ObjectId from, ObjectId to) {
        return new GitDiff(store).compare(NAME, Optional.of(from), to, Limits.DEFAULT);
    }

    @Test
    void resolvesBranchesTagsAndCommitsAndNothingElse() {
        var commit = push("one");
        work.run("tag", "-a", "-m", "release", "v1");
        work.run("push", "-q", "origin", "v1");
        for (var revision : List.of(
                "main",
                "refs/heads/main",
                "HEAD",
                "v1",
                "refs/tags/v1",
                commit.name(),
                commit.name().substring(0, 7))) {
            assertThat(reader.resolve(NAME, revision)).as(revision).contains(commit);
        }
        for (var revision : List.of(
                "",
                "no",
                "main~0",
                "@",
                "refs/heads/../../config",
                "HEAD^{tree}",
                ":/one",
                commit.name().substring(0, 6),
                "config",
                "--all",
                "0123456789",
                "0123456789012345678901234567890123456789",
                work.run("rev-parse", "HEAD^{tree}"),
                "\0",
                "a\nb")) {
            assertThat(reader.resolve(NAME, revision)).as(revision).isEmpty();
        }
    }

    @Test
    void listsFoldersFirstWithTypesAndSizes() throws IOException {
        work.write("z/inside", "x").write("a", "12345").write("run", "#!");
        assertThat(work.folder().resolve("run").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(work.folder().resolve("link"), Path.of("/etc/passwd"));
        var listing = reader.folder(NAME, push("files"), "").orElseThrow();
        assertThat(listing.entries()).extracting(Entry::name).containsExactly("z", "a", "link", "run");
        assertThat(listing.entries())
                .extracting(Entry::type)
                .containsExactly(Type.FOLDER, Type.FILE, Type.LINK, Type.EXECUTABLE);
        assertThat(listing.entries()).extracting(Entry::size).containsExactly(0L, 5L, 11L, 2L);
        assertThat(reader.folder(NAME, push("files"), "z").orElseThrow().entries())
                .extracting(Entry::path)
                .containsExactly("z/inside");
    }

    @Test
    void pathsThatAreNotThereGiveNothing() {
        var commit = push("empty");
        for (var path : List.of("no", "..", "/", "a//b", "z/", "\0", ".git", ".git/config")) {
            assertThat(reader.folder(NAME, commit, path)).as(path).isEmpty();
            assertThat(reader.file(NAME, commit, path, 10)).as(path).isEmpty();
        }
    }

    @Test
    void readsTheBeginningOfALargeFileAndSaysSo() {
        work.write("f", "0123456789").write("b", "a\0b");
        var commit = push("files");
        var file = reader.file(NAME, commit, "f", 4).orElseThrow();
        assertThat(file.text()).isEqualTo("0123");
        assertThat(file.truncated()).isTrue();
        assertThat(file.size()).isEqualTo(10);
        assertThat(reader.file(NAME, commit, "f", 10).orElseThrow().truncated()).isFalse();
        assertThat(reader.file(NAME, commit, "b", 10).orElseThrow().binary()).isTrue();
        var whole = new ByteArrayOutputStream();
        assertThat(reader.copy(NAME, commit, "f", whole)).isTrue();
        assertThat(whole.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("0123456789");
        assertThat(reader.copy(NAME, commit, "none", whole)).isFalse();
    }

    @Test
    void findsTheReadmeWhateverItsCase() {
        work.write("readme.txt", "plain").write("ReadMe.MD", "# marked").write("sub/README", "sub");
        var commit = push("readmes");
        assertThat(reader.readme(NAME, commit, "", 100).orElseThrow().text()).isEqualTo("# marked");
        assertThat(reader.readme(NAME, commit, "sub", 100).orElseThrow().text()).isEqualTo("sub");
        assertThat(reader.readme(NAME, commit, "none", 100)).isEmpty();
    }

    @Test
    void pagesThroughHistory() {
        push("one\n\nbecause");
        push("two");
        var last = push("three");
        assertThat(reader.log(NAME, last, 0, 2))
                .extracting(GitReader.Commit::subject)
                .containsExactly("three", "two");
        var first = reader.log(NAME, last, 2, 2).getFirst();
        assertThat(first.subject()).isEqualTo("one");
        assertThat(first.body()).isEqualTo("because");
        assertThat(first.author().email()).isEqualTo("ada@example.org");
        assertThat(reader.log(NAME, last, 3, 2)).isEmpty();
        assertThat(reader.isAncestor(NAME, first.id(), last)).isTrue();
        assertThat(reader.isAncestor(NAME, last, first.id())).isFalse();
    }

    @Test
    void listsBranchesAndTags() {
        var commit = push("one");
        work.run("tag", "-a", "-m", "release", "v1");
        work.run("push", "-q", "origin", "v1", "HEAD:refs/heads/topic/x");
        assertThat(reader.branches(NAME)).extracting(GitReader.Name::name).containsExactlyInAnyOrder("main", "topic/x");
        assertThat(reader.tags(NAME)).extracting(GitReader.Name::name).containsExactly("v1");
        assertThat(reader.tags(NAME)).extracting(GitReader.Name::commit).containsExactly(commit);
    }

    @Test
    void comparesWithHunksAndLineNumbersAsGitDoes() {
        work.write("f", IntStream.rangeClosed(1, 30).mapToObj(n -> n + "\n").collect(Collectors.joining()));
        var before = push("before");
        work.write(
                "f",
                IntStream.rangeClosed(1, 30)
                                .mapToObj(n -> n == 5 ? "five\nfive and a half\n" : n == 25 ? "" : n + "\n")
                                .collect(Collectors.joining())
                        + "end");
        var after = push("after");
        var file = compare(before, after).files().getFirst();
        var shown = new StringBuilder();
        for (var hunk : file.hunks()) {
            shown.append("@@ -%d,%d +%d,%d @@%n"
                    .formatted(hunk.oldStart(), hunk.oldLines(), hunk.newStart(), hunk.newLines()));
            for (var line : hunk.lines()) {
                shown.append(line.kind() == Kind.ADDED ? '+' : line.kind() == Kind.REMOVED ? '-' : ' ')
                        .append(line.text())
                        .append('\n');
                if (line.unended()) {
                    shown.append("\\ No newline at end of file\n");
                }
            }
        }
        var git = work.run("diff", "--histogram", before.name(), after.name());
        assertThat(git.substring(git.indexOf("@@")).replaceAll("(?m)^(@@ .* @@).*$", "$1"))
                .isEqualTo(shown.toString().strip());
        assertThat(file.added()).isEqualTo(3);
        assertThat(file.removed()).isEqualTo(2);
        assertThat(file.truncated()).isFalse();
        assertThat(file.hunks().getFirst().lines().get(3).oldNumber()).isEqualTo(5);
    }

    @Test
    void namesRenamesModesBinariesAndTheFirstCommit() throws IOException {
        work.write("old", "1\n2\n3\n4\n5\n6\n").write("gone", "x\n").write("mode", "m\n");
        var before = push("before");
        work.run("mv", "old", "new");
        work.run("rm", "-q", "gone");
        work.write("new", "1\n2\n3\n4\n5\nsix\n").write("bin", "\0\1");
        assertThat(work.folder().resolve("mode").toFile().setExecutable(true)).isTrue();
        var files = compare(before, push("after")).files();
        assertThat(files).extracting(Comparison.FileChange::newPath).containsExactly("bin", "gone", "mode", "new");
        assertThat(files)
                .extracting(Comparison.FileChange::change)
                .containsExactly(Change.ADDED, Change.DELETED, Change.MODIFIED, Change.RENAMED);
        assertThat(files.get(0).binary()).isTrue();
        assertThat(files.get(2).oldMode() + " " + files.get(2).newMode()).isEqualTo("100644 100755");
        assertThat(files.get(3).oldPath()).isEqualTo("old");
        assertThat(new GitDiff(store)
                        .compare(NAME, Optional.empty(), before, Limits.DEFAULT)
                        .files())
                .hasSize(3);
    }

    @Test
    void aHugeComparisonIsCutAndSaysSo() {
        var before = push("before");
        work.write("big", "x\n".repeat(600_000))
                .write("long", "y".repeat(900_000))
                .write("many", "z\n".repeat(3_000));
        for (int i = 0; i < 20; i++) {
            work.write("files/" + i, i + "\n");
        }
        var after = push("after");
        var all = new GitDiff(store).compare(NAME, Optional.of(before), after, new Limits(10, 100, 50, 80, 1 << 20));
        assertThat(all.truncated()).isTrue();
        assertThat(all.files()).hasSize(10);
        var some = compare(before, after).files();
        var byName = some.stream().collect(Collectors.toMap(Comparison.FileChange::newPath, file -> file));
        assertThat(byName.get("big").truncated()).isTrue();
        assertThat(byName.get("big").hunks()).isEmpty();
        assertThat(byName.get("long").hunks().getFirst().lines().getFirst().text())
                .hasSize(2_001);
        assertThat(byName.get("many").truncated()).isTrue();
        assertThat(byName.get("many").added()).isEqualTo(3_000);
        assertThat(byName.get("many").hunks().getFirst().lines()).hasSize(2_000);
    }

    @Test
    void aReplacementRefHidesNothing() {
        work.write("f", "harmless\n");
        var before = push("before");
        work.write("f", "evil\n");
        var after = push("after");
        new Git(folder.resolve("repositories/samples/wiki.git")).run("replace", after.name(), before.name());
        assertThat(compare(before, after).files()).hasSize(1);
        assertThat(reader.file(NAME, after, "f", 100).orElseThrow().text()).isEqualTo("evil\n");
    }
}
