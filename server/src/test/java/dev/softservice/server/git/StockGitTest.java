package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What git's own tests of its transports (t5500, t5537, t5601, t5616, t5702) ask of a server, with the stock client, on protocols 0 and 2. The
 * server has three commits on main, a year apart, tagged one, two and three.
 */
final class StockGitTest {
    @TempDir
    Path folder;

    private GitServer server;
    private Git work;

    @BeforeEach
    void starts() {
        server = new GitServer(folder);
        work = Git.init(folder.resolve("work"));
        dated("one", 2001);
        dated("two", 2002);
        dated("three", 2003);
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main", "--tags");
    }

    @AfterEach
    void stops() {
        server.close();
    }

    private void dated(String name, int year) {
        work.write(name, name + "\n");
        work.run("add", "-A");
        var outcome = work.process(List.of(
                "env",
                "GIT_COMMITTER_DATE=" + year + "-06-01T00:00:00Z",
                "git",
                "-c",
                "tag.gpgSign=false",
                "commit",
                "-q",
                "-m",
                name));
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        work.run("tag", name);
    }

    private Git.Outcome git(Path where, int protocol, String... arguments) {
        var command = new ArrayList<>(List.of("-c", "protocol.version=" + protocol));
        command.addAll(List.of(arguments));
        return new Git(where).attempt(command.toArray(String[]::new));
    }

    private Git clone(int protocol, String... options) {
        var arguments = Stream.of(List.of("clone", "-q"), List.of(options), List.of(server.url("contributor"), "clone"))
                .flatMap(List::stream)
                .toArray(String[]::new);
        var outcome = git(folder, protocol, arguments);
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        var clone = new Git(folder.resolve("clone"));
        clone.run("config", "protocol.version", Integer.toString(protocol));
        return clone;
    }

    private void fetched(Git clone, int protocol, String... options) {
        var arguments = Stream.of(List.of("fetch", "-q"), List.of(options), List.of("origin"))
                .flatMap(List::stream)
                .toArray(String[]::new);
        var outcome = git(clone.folder(), protocol, arguments);
        assertThat(outcome.ok()).as(outcome.output()).isTrue();
        clone.run("fsck");
    }

    private static List<String> subjects(Git clone) {
        return clone.run("log", "--format=%s", "origin/main").lines().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aHistoryEndsAtATimeAndIsDeepenedToAnEarlierOne(int protocol) {
        var clone = clone(protocol, "--shallow-since=2003-01-01");
        assertThat(subjects(clone)).containsExactly("three");
        fetched(clone, protocol, "--shallow-since=2002-01-01");
        assertThat(subjects(clone)).containsExactly("three", "two");
        fetched(clone, protocol, "--shallow-since=1990-01-01");
        assertThat(subjects(clone)).containsExactly("three", "two", "one");
        for (var late : List.of("2030-01-01", "2090-01-01")) {
            assertThat(git(clone.folder(), protocol, "fetch", "--shallow-since=" + late)
                            .output())
                    .containsIgnoringCase("remote error: no commits selected for shallow request");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aHistoryEndsBeforeATagAndIsDeepenedToAnEarlierOne(int protocol) {
        var clone = clone(protocol, "--shallow-exclude=two", "--no-tags", "--single-branch");
        assertThat(subjects(clone)).containsExactly("three");
        fetched(clone, protocol, "--shallow-exclude=one");
        assertThat(subjects(clone)).containsExactly("three", "two");
        assertThat(git(clone.folder(), protocol, "fetch", "--shallow-exclude=nothing")
                        .output())
                .contains("remote error: ", "nothing")
                .doesNotContain("RPC failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void deepeningGoesOnFromWhereTheHistoryEndsAlsoWhenTheBranchHasMoved(int protocol) {
        var clone = clone(protocol, "--depth=1");
        dated("four", 2004);
        work.run("push", "-q", server.url("admin"), "HEAD:refs/heads/next");
        clone.run("remote", "set-branches", "origin", "next");
        fetched(clone, protocol, "--deepen=1");
        assertThat(clone.run("log", "--format=%s", "origin/next").lines()).containsExactly("four", "three", "two");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aShallowCloneIsPushedFromAndFetchedInto(int protocol) {
        var clone = clone(protocol, "--depth=1");
        var pushed = clone.write("four", "4\n").commit("four");
        clone.run("push", "-q", "origin", "HEAD:refs/heads/topic");
        assertThat(new Git(server.bare()).run("log", "--format=%s", "topic").lines())
                .containsExactly("four", "three", "two", "one");
        work.run("fetch", "-q", server.url(), "topic");
        assertThat(work.run("rev-parse", "FETCH_HEAD")).isEqualTo(pushed);
        fetched(clone, protocol, "--unshallow");
        assertThat(subjects(clone)).containsExactly("three", "two", "one");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void clonesOfEveryKindHoldWhatTheyAreAskedFor(int protocol) {
        work.run("push", "-q", server.url("maintainer"), "one:refs/heads/old");
        var tagged = clone(protocol, "--branch=two", "--depth=1");
        assertThat(tagged.run("log", "--format=%s").lines()).containsExactly("two");
        assertThat(git(folder, protocol, "clone", "--mirror", "-q", server.url(), "mirror")
                        .ok())
                .isTrue();
        assertThat(new Git(folder.resolve("mirror"))
                        .run("for-each-ref", "--format=%(refname)")
                        .lines())
                .containsExactly(
                        "refs/heads/main", "refs/heads/old", "refs/tags/one", "refs/tags/three", "refs/tags/two");
        assertThat(git(folder, protocol, "clone", "--bare", "--single-branch", "-b", "old", server.url(), "single")
                        .ok())
                .isTrue();
        assertThat(new Git(folder.resolve("single"))
                        .run("branch", "--format=%(refname:short)")
                        .lines())
                .containsExactly("old");
        assertThat(git(folder, protocol, "clone", "-b", "none", server.url(), "none")
                        .output())
                .contains("Remote branch none not found in upstream origin");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void anEmptyRepositoryIsClonedAndPushedTo(int protocol) {
        var empty = new GitServer(folder.resolve("empty"));
        try {
            assertThat(git(folder, protocol, "clone", empty.url("maintainer"), "nothing")
                            .output())
                    .contains("You appear to have cloned an empty repository");
            var clone = new Git(folder.resolve("nothing"));
            var first = clone.write("a", "a\n").commit("first");
            clone.run("push", "-q", "origin", "HEAD:refs/heads/main");
            assertThat(new Git(empty.bare()).run("rev-parse", "main")).isEqualTo(first);
        } finally {
            empty.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void tagsFollowTheCommitsThatAreFetched(int protocol) {
        var clone = clone(protocol, "--no-tags");
        assertThat(clone.run("tag")).isEmpty();
        clone.run("config", "--unset", "remote.origin.tagOpt");
        dated("four", 2004);
        work.run("-c", "user.name=Ada", "tag", "-a", "-m", "annotated", "noted", "four");
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/next", "noted", "four");
        fetched(clone, protocol);
        assertThat(clone.run("tag").lines()).contains("noted", "four");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aPartialCloneKeepsItsFilterAndIsFilledLater(int protocol) {
        var clone = clone(protocol, "--filter=blob:none", "--no-checkout");
        assertThat(missing(clone)).hasSize(3);
        dated("four", 2004);
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/next");
        fetched(clone, protocol);
        assertThat(missing(clone)).hasSize(4);
        fetched(clone, protocol, "--refetch", "--no-filter");
        assertThat(missing(clone)).isEmpty();
    }

    private static List<String> missing(Git clone) {
        return clone.run("rev-list", "--objects", "--missing=print", "--all")
                .lines()
                .filter(line -> line.startsWith("?"))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void filtersThatAreNotKnownAreRefusedInGitsWords(int protocol) {
        assertThat(git(folder, protocol, "clone", "--filter=sparse:oid=main:x", server.url(), "clone")
                        .output())
                .contains("remote error: filter 'sparse:oid' not supported")
                .doesNotContain("RPC failed");
        assertThat(git(folder, protocol, "clone", "--filter=combine:blob:none+tree:1", server.url(), "clone")
                        .output())
                .contains("remote error: filter 'combine' not supported");
        assertThat(git(folder, protocol, "clone", "--filter=object:type=commit", server.url(), "clone")
                        .output())
                .contains("remote error: filter 'object:type' not supported");
    }

    @Test
    void protocolTwoListsByPrefixTakesServerOptionsAndAnyReachableCommit() {
        assertThat(work.run("ls-remote", "--heads", server.url()).lines())
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith("refs/heads/main"));
        assertThat(work.attempt("ls-remote", "-o", "hello", server.url()).ok()).isTrue();
        var clone = clone(2, "--depth=1");
        assertThat(git(clone.folder(), 2, "fetch", "-q", "origin", work.run("rev-parse", "one"))
                        .output())
                .isEmpty();
        assertThat(git(clone.folder(), 2, "fetch", "origin", "f".repeat(40)).output())
                .contains("remote error: upload-pack: not our ref " + "f".repeat(40));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aRepositoryOfSha256GetsOneClearLine(int protocol) throws Exception {
        var other = new Git(Files.createDirectories(folder.resolve("other")));
        other.run("init", "-q", "-b", "main", "--object-format=sha256");
        other.write("a", "a\n").commit("first");
        assertThat(git(other.folder(), protocol, "push", server.url("contributor"), "HEAD:refs/heads/topic")
                        .output()
                        .lines())
                .anySatisfy(line -> assertThat(line).startsWith("fatal: ").contains("hash algorithm"));
        assertThat(git(other.folder(), protocol, "fetch", server.url("contributor"), "main")
                        .output()
                        .lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("fatal: ")
                        .containsAnyOf(
                                "does not support this repository's object format",
                                "does not support algorithm 'sha256'"));
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/topic")).isEmpty();
    }
}
