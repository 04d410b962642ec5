package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clones that hold less than all, and what git does with them later; on both protocols, before and after the upkeep has made bitmaps. */
final class PartialCloneTest {
    @TempDir
    Path folder;

    private GitServer server;
    private Git work;

    @BeforeEach
    void starts() {
        server = new GitServer(folder);
        work = Git.init(folder.resolve("work"));
        for (int i = 1; i <= 5; i++) {
            work.write("file", "content " + i + "\n")
                    .write("folder/of/" + i, i + "\n")
                    .commit("commit " + i);
        }
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main");
    }

    @AfterEach
    void stops() {
        server.close();
    }

    private void bitmaps(boolean wanted) throws java.io.IOException {
        if (wanted) {
            try (var upkeep = new RepositoryUpkeep(server.store, Duration.ofDays(1))) {
                upkeep.tidy(GitServer.NAME);
            }
        }
    }

    private Git clone(int protocol, String... options) {
        var command = new ArrayList<>(List.of("-c", "protocol.version=" + protocol, "clone", "-q"));
        command.addAll(List.of(options));
        command.addAll(List.of(server.url("reader"), "clone"));
        new Git(folder).run(command.toArray(String[]::new));
        var clone = new Git(folder.resolve("clone"));
        clone.run("config", "protocol.version", Integer.toString(protocol));
        return clone;
    }

    private static String git(Git clone, int protocol, String... arguments) {
        var command = new ArrayList<>(List.of("-c", "protocol.version=" + protocol));
        command.addAll(List.of(arguments));
        return clone.run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, blob:none",
        "0, true, blob:none",
        "2, false, blob:none",
        "2, true, blob:none",
        "2, false, tree:0",
        "2, true, tree:0",
        "0, false, tree:0",
        "2, false, blob:limit=3",
        "2, false, tree:2"
    })
    void aPartialCloneFetchesWhatItLacksWhenItIsNeeded(int protocol, boolean bitmaps, String filter) throws Exception {
        bitmaps(bitmaps);
        var clone = clone(protocol, "--filter=" + filter);
        git(clone, protocol, "checkout", "-q", "HEAD~3");
        assertThat(java.nio.file.Files.readString(clone.folder().resolve("file")))
                .isEqualTo("content 2\n");
        assertThat(git(clone, protocol, "log", "-p", "--format=%s", "main")).contains("+content 5", "-content 1");
        assertThat(git(clone, protocol, "blame", "main", "--", "file")).contains("content 5");
        git(clone, protocol, "checkout", "-q", "main");
        clone.run("fsck");
        work.write("file", "content 6\n").commit("commit 6");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/next");
        git(clone, protocol, "fetch", "-q", "origin");
        assertThat(git(clone, protocol, "show", "origin/next:file")).isEqualTo("content 6");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0, true", "2, false", "2, true"})
    void aShallowCloneIsDeepened(int protocol, boolean bitmaps) throws Exception {
        bitmaps(bitmaps);
        var clone = clone(protocol, "--depth=1", "--no-single-branch");
        assertThat(count(clone)).isEqualTo("1");
        git(clone, protocol, "fetch", "-q", "--deepen=1");
        assertThat(count(clone)).isEqualTo("2");
        git(clone, protocol, "fetch", "-q", "--depth=4");
        assertThat(count(clone)).isEqualTo("4");
        git(clone, protocol, "fetch", "-q", "--unshallow");
        assertThat(count(clone)).isEqualTo("5");
        clone.run("fsck");
    }

    @ParameterizedTest
    @CsvSource({"2, false", "2, true"})
    void aShallowCloneStopsAtARefOrATime(int protocol, boolean bitmaps) throws Exception {
        work.run("branch", "old", "HEAD~2");
        work.run("push", "-q", server.url("contributor"), "old");
        bitmaps(bitmaps);
        var excluding = clone(protocol, "--shallow-exclude=old", "--single-branch", "--branch=main");
        assertThat(count(excluding)).isEqualTo("2");
        git(excluding, protocol, "fetch", "-q", "--shallow-since=2020-01-01");
        assertThat(count(excluding)).isEqualTo("5");
        assertThat(excluding.attempt("fetch", "--shallow-since=2030-01-01").output())
                .containsIgnoringCase("remote error: no commits selected for shallow request");
    }

    @ParameterizedTest
    @CsvSource({"0", "2"})
    void aFilterThatIsNotKnownIsRefusedInGitsWords(int protocol) {
        var outcome = new Git(folder)
                .attempt(
                        "-c",
                        "protocol.version=" + protocol,
                        "clone",
                        "-q",
                        "--filter=sparse:oid=main:x",
                        server.url("reader"),
                        "clone");
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.output()).contains("remote error: ", "filter").doesNotContain("RPC failed");
    }

    private static String count(Git clone) {
        return clone.run("rev-list", "--count", "origin/main");
    }
}
