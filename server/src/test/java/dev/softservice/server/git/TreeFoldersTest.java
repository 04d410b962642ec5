package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeFoldersTest {
    private static final RepositoryName NAME = new RepositoryName("samples", "page");

    @TempDir
    private Path folder;

    private GitStore git;

    @BeforeEach
    void open() {
        git = new GitStore(folder.resolve("repositories"));
        git.create(NAME);
    }

    @AfterEach
    void close() {
        git.close();
    }

    private ObjectId tree(String text) throws IOException {
        try (var inserter = git.open(NAME).newObjectInserter()) {
            var tree = new TreeFormatter();
            tree.append(
                    "file",
                    FileMode.REGULAR_FILE,
                    inserter.insert(Constants.OBJ_BLOB, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            var id = inserter.insert(tree);
            inserter.flush();
            return id;
        }
    }

    private TreeFolders folders() {
        return new TreeFolders(git, folder.resolve("trees"));
    }

    private long entries() throws IOException {
        try (var all = Files.list(folder.resolve("trees"))) {
            return all.count();
        }
    }

    @Test
    void aTreeIsMadeOnceHoweverManyAskForIt() throws Exception {
        var tree = tree("hello");
        var folders = folders();
        var together = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = new ArrayList<Future<Path>>();
            for (int i = 0; i < 8; i++) {
                asked.add(threads.submit(() -> {
                    together.await();
                    return folders.of(NAME, tree);
                }));
            }
            together.countDown();
            for (var path : asked) assertThat(path.get().resolve("file")).hasContent("hello");
        }
        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void aTreeThatIsNotThereLeavesNothingBehind() throws IOException {
        var folders = folders();
        assertThatThrownBy(() -> folders.of(NAME, ObjectId.fromString("1".repeat(40))))
                .isInstanceOf(Refusal.class);
        assertThat(entries()).isZero();
    }

    @Test
    void aStartRemovesWhatIsHalfMadeAndWhatWasUsedLongestAgo() throws IOException {
        var trees = Files.createDirectories(folder.resolve("trees"));
        Files.writeString(Files.createDirectory(trees.resolve("half-1")).resolve("file"), "half");
        for (int i = 0; i <= TreeFolders.KEPT; i++) {
            var old = Files.createDirectory(trees.resolve("%040x".formatted(i)));
            Files.writeString(old.resolve("file"), "old");
            Files.setLastModifiedTime(old, FileTime.fromMillis(1_000_000L + 1_000 * i));
        }
        folders();
        assertThat(trees.resolve("half-1")).doesNotExist();
        assertThat(trees.resolve("%040x".formatted(0))).doesNotExist();
        assertThat(trees.resolve("%040x".formatted(1))).isDirectory();
        assertThat(entries()).isEqualTo(TreeFolders.KEPT);
    }

    @Test
    void usingATreeKeepsIt() throws IOException {
        var path = folders().of(NAME, tree("hello"));
        Files.setLastModifiedTime(path, FileTime.fromMillis(0));
        folders().of(NAME, tree("hello"));
        assertThat(Files.getLastModifiedTime(path).toMillis()).isPositive();
    }
}
