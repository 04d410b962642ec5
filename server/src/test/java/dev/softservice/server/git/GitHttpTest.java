package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.BranchName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with git all day, with the stock client. */
final class GitHttpTest extends OnAGitServer {
    private String commit(String message) {
        return work.write("file", message + "\n").commit(message);
    }

    private Git clone(String name, String... options) {
        var arguments = new java.util.ArrayList<>(List.of("clone", "-q"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(server.url(), name));
        new Git(folder).run(arguments.toArray(String[]::new));
        return new Git(folder.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void clonesPushesAndFetchesInEveryProtocolVersion(int version) {
        var setting = "protocol.version=" + version;
        new Git(folder).run("-c", setting, "clone", "-q", server.url() + ".git", "copy");
        var copy = new Git(folder.resolve("copy"));
        assertThat(copy.folder().resolve("README.md")).hasContent("# Wiki\n");
        var next = commit("second");
        work.run("-c", setting, "push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        copy.run("-c", setting, "fetch", "-q", "origin");
        assertThat(copy.run("rev-parse", "origin/topic")).isEqualTo(next);
        copy.run("-c", setting, "fetch", "-q", "origin");
        copy.run("fsck", "--strict");
        assertThat(copy.run("-c", setting, "ls-remote", "origin"))
                .contains(next + "\trefs/heads/topic")
                .contains("\tHEAD");
    }

    @Test
    void clonesShallowDeepensAndClonesWithoutBlobs() {
        commit("second");
        var third = commit("third");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        var shallow = clone("shallow", "--depth=1", "--branch=topic");
        assertThat(shallow.run("rev-list", "--count", "HEAD")).isEqualTo("1");
        shallow.run("fetch", "-q", "--unshallow");
        assertThat(shallow.run("rev-list", "--count", "HEAD")).isEqualTo("3");
        var partial = clone("partial", "--filter=blob:none", "--branch=topic");
        assertThat(partial.run("rev-parse", "HEAD")).isEqualTo(third);
        assertThat(partial.folder().resolve("file")).hasContent("third\n");
    }

    @Test
    void aShallowCloneCanPush() {
        commit("second");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        var shallow = clone("shallow", "--depth=1", "--branch=topic");
        var next = shallow.write("more", "x").commit("from a shallow clone");
        shallow.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        assertThat(new Git(server.bare()).run("rev-parse", "topic")).isEqualTo(next);
        new Git(server.bare()).run("fsck", "--strict");
    }

    @Test
    void fetchesACommitByItsNameWhenARefLeadsThereAndElseSaysNotOurRef() {
        var first = work.run("rev-parse", "HEAD");
        commit("second");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        var other = Git.init(folder.resolve("other"));
        other.run("fetch", "-q", server.url(), first);
        assertThat(other.attempt("fetch", server.url(), "0123456789012345678901234567890123456789")
                        .output())
                .contains("not our ref");
    }

    @Test
    void showsPullRequestsAndNotesToReaders() {
        var head = ObjectId.fromString(work.run("rev-parse", "HEAD"));
        server.store.moveRef(GitServer.NAME, "refs/pull/1/head", Optional.empty(), Optional.of(head), "pull");
        server.store.note(
                GitServer.NAME,
                "refs/notes/verification",
                head,
                "green".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var copy = clone("copy");
        copy.run("fetch", "-q", "origin", "refs/pull/1/head", "refs/notes/verification:refs/notes/verification");
        assertThat(copy.run("notes", "--ref=verification", "show", "HEAD")).isEqualTo("green");
        assertThat(copy.run("ls-remote", "origin")).contains("refs/pull/1/head");
    }

    @Test
    void aBranchPushTellsTheHubAndShowsItsLines() {
        var before = work.run("rev-parse", "HEAD");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        var next = commit("second");
        var pushed = work.attempt("push", server.url("contributor"), "HEAD:refs/heads/topic");
        assertThat(pushed.ok()).isTrue();
        assertThat(pushed.output()).contains("remote: queued run 3 for refs/heads/topic");
        assertThat(server.consequences.moves)
                .endsWith("refs/heads/topic %s -> %s by contributor".formatted(before, next));
        work.run("push", "-q", server.url("contributor"), ":refs/heads/topic");
        assertThat(server.consequences.moves).endsWith("refs/heads/topic %s -> none by contributor".formatted(next));
    }

    @Test
    void aPushToRefsForProposesAndStoresNoSuchRef() {
        var head = commit("an improvement");
        var pushed = work.attempt(
                "push",
                "-o",
                "topic=search",
                "-o",
                "title=Find pages",
                "-o",
                "colour=red",
                server.url("reader"),
                "HEAD:refs/for/main");
        assertThat(pushed.ok()).as(pushed.output()).isTrue();
        assertThat(pushed.output())
                .contains("remote: opened pull request 7")
                .contains("remote: http://hub/samples/wiki/pulls/7")
                .contains("push option 'colour=red' is not known");
        var proposal = server.consequences.proposals.getFirst();
        assertThat(proposal.branch()).isEqualTo(BranchName.MAIN);
        assertThat(proposal.head().name()).isEqualTo(head);
        assertThat(proposal.options()).isEqualTo(Map.of("topic", "search", "title", "Find pages"));
        assertThat(proposal.by().name()).isEqualTo("reader");
        assertThat(new Git(server.bare()).run("for-each-ref")).doesNotContain("refs/for");
        assertThat(new Git(server.bare()).run("cat-file", "-t", head)).isEqualTo("commit");
        work.run("push", "-q", server.url("reader"), "HEAD:refs/for/main%topic=a%20b,title=T");
        assertThat(server.consequences.proposals.getLast().options()).isEqualTo(Map.of("topic", "a b", "title", "T"));
    }

    @Test
    void aTokenComesAsPasswordOrAsBearerAndAWrongOneIsRefused() {
        commit("second");
        work.run(
                "-c",
                "http.extraHeader=Authorization: Bearer contributor",
                "push",
                "-q",
                server.url(),
                "HEAD:refs/heads/bearer");
        var wrong = work.attempt("push", server.url("nobody"), "HEAD:refs/heads/x");
        assertThat(wrong.ok()).isFalse();
        assertThat(wrong.output()).contains("Authentication failed");
        assertThat(work.attempt("push", server.url(), "HEAD:refs/heads/x").output())
                .contains("could not read Username");
        assertThat(work.attempt("-c", "http.extraHeader=Authorization: Bearer nobody", "ls-remote", server.url())
                        .ok())
                .isFalse();
    }

    @Test
    void anUnknownRepositoryIsSaidToBeUnknown() {
        var outcome = work.attempt("ls-remote", server.url().replace("wiki", "nothing"));
        assertThat(outcome.output()).contains("no repository samples/nothing here");
    }

    @Test
    void severalRefsInOnePushAllGoThroughAndAtomicIsHonoured() {
        commit("second");
        work.run(
                "push",
                "-q",
                "--atomic",
                server.url("maintainer"),
                "HEAD:refs/heads/a",
                "HEAD:refs/heads/b",
                "HEAD:refs/tags/nightly");
        assertThat(new Git(server.bare()).run("for-each-ref", "--format=%(refname)"))
                .contains("refs/heads/a", "refs/heads/b", "refs/tags/nightly");
    }

    @Test
    void anEmptyRepositoryCanBeCloned() {
        server.close();
        server = new GitServer(folder.resolve("second"));
        assertThat(clone("empty").run("for-each-ref")).isEmpty();
    }
}
