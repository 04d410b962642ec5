package dev.softservice.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.BranchName;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ref policy as git's users meet it, and that a refused push leaves nothing. */
final class PushRulesTest extends OnAGitServer {
    @BeforeEach
    void makesRefs() {
        for (var ref : List.of(
                "refs/heads/stable",
                "refs/tags/v1.0.0",
                "refs/tags/nightly",
                "refs/pull/1/head",
                "refs/heads/topic",
                "refs/heads/closed",
                "refs/heads/late")) {
            server.store.moveRef(GitServer.NAME, ref, Optional.empty(), Optional.of(first), "made");
        }
        work.write("new", "new\n").commit("second");
    }

    private String refused(String account, String... refspecs) {
        var before = server.files();
        var arguments = new ArrayList<>(List.of("push", server.url(account)));
        arguments.addAll(List.of(refspecs));
        var outcome = work.attempt(arguments.toArray(String[]::new));
        assertThat(outcome.ok()).as(outcome.output()).isFalse();
        assertThat(outcome.output()).contains("[remote rejected]");
        assertThat(server.files()).isEqualTo(before);
        return outcome.output();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "admin       | HEAD:refs/heads/main        | propose it: git push … HEAD:refs/for/main",
                "admin       | +HEAD:refs/heads/main       | propose it",
                "admin       | :refs/heads/main            | propose it",
                "admin       | HEAD:refs/heads/stable      | stable is moved by the hub only",
                "admin       | :refs/heads/stable          | stable is moved by the hub only",
                "admin       | HEAD:refs/tags/v1.0.1       | tags v… are releases",
                "admin       | +HEAD:refs/tags/v1.0.0      | tags v… are releases",
                "admin       | :refs/tags/v1.0.0           | tags v… are releases",
                "admin       | HEAD:refs/pull/2/head       | refs/pull/… is written by the hub only",
                "admin       | HEAD:refs/notes/verification | refs/notes/… is written by the hub only",
                "admin       | HEAD:refs/replace/1111111111111111111111111111111111111111 | refs/replace/… is written"
                        + " by the hub only",
                "maintainer  | +HEAD:refs/tags/nightly     | a tag never moves",
                "contributor | HEAD:refs/tags/other        | tags are pushed by maintainers",
                "reader      | HEAD:refs/heads/mine        | a reader may not push branches",
                "contributor | HEAD:refs/meta/config       | is not kept here",
                "contributor | HEAD:refs/heads/topic/x     | cannot stand beside refs/heads/topic",
                "contributor | HEAD:refs/heads/Topic       | in case only",
                "reader      | HEAD:refs/for/closed        | no branch 'closed' here",
                "reader      | HEAD:refs/for/nowhere       | no branch nowhere here to propose to",
                "reader      | HEAD:refs/for/stable        | propose to main",
                "reader      | HEAD~1:refs/for/main        | nothing to propose: main contains",
                "reader      | :refs/for/main              | is a door, not a branch",
                "reader      | HEAD:refs/for/%topic=x      | is followed by the branch to change",
            })
    void isRefusedInOneLineWithARemedyAndLeavesNothing(String account, String refspec, String reason) {
        assertThat(refused(account, refspec)).contains(reason);
    }

    @Test
    void refusedChangesOfProtectedRefsAreAudited() {
        refused("maintainer", "HEAD:refs/heads/stable");
        refused("contributor", "HEAD:refs/tags/v2");
        refused("contributor", "HEAD:refs/tags/other");
        assertThat(server.audited).hasSize(2);
        assertThat(server.audited.getFirst())
                .startsWith("maintainer refs/heads/stable: stable is moved by the hub only");
    }

    @Test
    void oneRefusedRefRefusesTheWholePush() {
        assertThat(refused("contributor", "HEAD:refs/heads/fine", "HEAD:refs/heads/stable"))
                .contains("not done, because another ref of this push was refused");
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/fine")).isEmpty();
    }

    @Test
    void whatFollowsFromAPushIsAskedForOnceForAllItsBranches() {
        server.consequences.told.clear();
        work.process(List.of(
                "sh",
                "-c",
                "h=$(git rev-parse HEAD); seq 300 | sed \"s|.*|create refs/heads/many/b& $h|\" | git"
                        + " update-ref --stdin"));
        work.run("push", "-q", server.url("contributor"), "refs/heads/many/*:refs/heads/many/*");
        work.run("push", "-q", server.url("contributor"), "--prune", "refs/heads/none/*:refs/heads/many/*");
        assertThat(server.consequences.told).containsExactly(300, 300);
        assertThat(server.consequences.moves.getLast())
                .contains("refs/heads/many/b99 " + work.run("rev-parse", "HEAD") + " -> none");
    }

    @Test
    void aBranchWhoseConsequencesFailDoesNotTakeTheOthersWithIt() {
        var output = work.run("push", server.url("contributor"), "HEAD:refs/heads/fine", "HEAD:refs/heads/poison");
        assertThat(output).contains("warning: refs/heads/poison has moved, but the hub could not start what follows");
        assertThat(server.consequences.moves).anyMatch(move -> move.startsWith("refs/heads/fine none -> "));
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/poison")).isPresent();
    }

    @Test
    void aBranchWhoseCommitIsLostKeepsNobodyFromPushingToOthersAndCanBeDeleted() throws IOException {
        Files.writeString(server.bare().resolve("refs/heads/lost"), "12".repeat(20) + "\n");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/fine");
        new Git(folder).run("clone", "-q", "-b", "fine", server.url(), "clone");
        new Git(folder).run("-c", "protocol.version=0", "clone", "-q", "-b", "fine", server.url(), "clone0");
        work.run("push", "-q", server.url("contributor"), ":refs/heads/lost");
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/lost");
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/lost"))
                .isEqualTo(server.store.resolve(GitServer.NAME, "refs/heads/fine"));
    }

    @Test
    void contributorsForceAndDeleteTheirBranches() {
        work.run("push", "-q", server.url("contributor"), "HEAD:refs/heads/topic");
        work.run("push", "-q", server.url("contributor"), "+" + first.name() + ":refs/heads/topic");
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/topic")).contains(first);
        work.run("push", "-q", server.url("contributor"), ":refs/heads/topic");
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/topic")).isEmpty();
    }

    @Test
    void mainIsMadeByAMaintainerOnly() {
        server.store.moveRef(GitServer.NAME, "refs/heads/main", Optional.of(first), Optional.empty(), "gone");
        assertThat(refused("contributor", "HEAD:refs/heads/main"))
                .contains("main is made by a maintainer's first push");
        work.run("push", "-q", server.url("maintainer"), "HEAD:refs/heads/main");
    }

    @Test
    void aProposalThatComesTooLateIsRefusedWithTheHubsReason() {
        var outcome = work.attempt("push", server.url("reader"), "HEAD:refs/for/late");
        assertThat(outcome.ok()).isFalse();
        assertThat(outcome.output()).contains("[remote rejected]").contains("somebody was faster");
    }

    @Test
    void aProposalWithoutCommonHistoryLeavesNothing() {
        work.run("checkout", "-q", "--orphan", "other");
        work.commit("unrelated");
        assertThat(refused("contributor", "HEAD:refs/for/main")).contains("no history in common with main");
    }

    @Test
    void ofPushesThatRaceForOneRefExactlyOneWinsAndTheOthersAreToldToFetch() throws Exception {
        int racers = 12;
        var commits = new ArrayList<String>();
        for (int i = 0; i < racers; i++) {
            work.run("checkout", "-q", first.name());
            commits.add(work.write("racer", i + "\n").commit("racer " + i));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var racing = IntStream.range(0, racers)
                    .<Callable<Git.Outcome>>mapToObj(i ->
                            () -> work.attempt("push", server.url("contributor"), commits.get(i) + ":refs/heads/topic"))
                    .toList();
            var outcomes = new ArrayList<Git.Outcome>();
            for (var outcome : threads.invokeAll(racing)) {
                outcomes.add(outcome.get());
            }
            // A push that began after the winner had moved the ref is refused by the client itself, which then pushes
            // nothing.
            assertThat(outcomes).filteredOn(Git.Outcome::ok).hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.ok())
                    .allMatch(outcome -> outcome.output().contains("fetch first")
                            || outcome.output().contains("non-fast-forward"));
        }
        assertThat(commits)
                .contains(server.store
                        .resolve(GitServer.NAME, "refs/heads/topic")
                        .orElseThrow()
                        .name());
        new Git(server.bare()).run("fsck", "--strict");
    }

    @Test
    void aHundredRawPushesThatClaimTheSameOldValueLeaveOneWinner() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var pushes = IntStream.range(0, 100)
                    .<Callable<String>>mapToObj(i -> () -> {
                        var pack = new Pack();
                        var commit = pack.commitOf("100644 racer" + i);
                        return new RawPush(server)
                                .send(
                                        "contributor",
                                        RawPush.command(first.name(), commit, "refs/heads/topic"),
                                        pack.bytes())
                                .body();
                    })
                    .toList();
            int won = 0;
            for (var answer : threads.invokeAll(pushes)) {
                if (answer.get().contains("ok refs/heads/topic")) {
                    won++;
                } else {
                    assertThat(answer.get()).contains("ng refs/heads/topic fetch first");
                }
            }
            assertThat(won).isEqualTo(1);
        }
        var packs = server.files().stream()
                .filter(file -> file.contains("objects/pack") && file.contains(".pack "))
                .count();
        assertThat(packs).as("the first push and the winner").isEqualTo(2);
    }

    @Test
    void whatACrashLeftInQuarantineIsClearedAtTheNextStart() throws Exception {
        var left = folder.resolve("repositories/.quarantine/left/objects/pack/x.pack");
        java.nio.file.Files.createDirectories(left.getParent());
        java.nio.file.Files.writeString(left, "x");
        new GitStore(folder.resolve("repositories")).close();
        assertThat(left.getParent().getParent().getParent()).doesNotExist();
    }

    @Test
    void namesThatExcludeEachOtherWithinOnePushAreRefusedWhole() {
        assertThat(refused("contributor", "HEAD:refs/heads/a", "HEAD:refs/heads/a/b"))
                .contains("refs/heads/a/b cannot stand beside refs/heads/a;");
        assertThat(refused("contributor", "HEAD:refs/heads/a/b/c", "HEAD:refs/heads/A/b"))
                .contains("cannot stand beside");
        assertThat(refused("contributor", "HEAD:refs/heads/fix", "HEAD:refs/heads/Fix"))
                .contains("in case only");
        assertThat(refused("contributor", "HEAD:refs/heads/one", "HEAD:refs/heads/TOPIC/x"))
                .contains("refs/heads/TOPIC/x cannot stand beside refs/heads/topic;");
    }

    @Test
    void aSecondRefThatCannotBeWrittenKeepsTheFirstFromMoving() throws java.io.IOException {
        java.nio.file.Files.createFile(server.bare().resolve("refs/heads/two.lock"));
        var outcome = work.attempt(
                "push",
                server.url("contributor"),
                "HEAD:refs/heads/one",
                "HEAD:refs/heads/two",
                "HEAD:refs/heads/topic");
        assertThat(outcome.ok()).isFalse();
        for (var ref : List.of("one", "two")) {
            assertThat(server.store.resolve(GitServer.NAME, "refs/heads/" + ref))
                    .isEmpty();
        }
        assertThat(server.store.resolve(GitServer.NAME, "refs/heads/topic")).hasValue(first);
        java.nio.file.Files.delete(server.bare().resolve("refs/heads/two.lock"));
        work.run("push", server.url("contributor"), "HEAD:refs/heads/one", "HEAD:refs/heads/two");
    }

    @Test
    void hundredsOfRefsAreMovedMadeAndDeletedInOnePush() {
        var all = IntStream.range(0, 300).mapToObj(i -> "refs/heads/many/" + i).toList();
        push(all.stream().map(ref -> "HEAD:" + ref).toList());
        var second = ObjectId.fromString(work.run("rev-parse", "HEAD"));
        assertThat(all)
                .allMatch(ref -> server.store.resolve(GitServer.NAME, ref).equals(Optional.of(second)));
        push(all.stream().map(ref -> "+" + first.name() + ":" + ref).toList());
        assertThat(all)
                .allMatch(ref -> server.store.resolve(GitServer.NAME, ref).equals(Optional.of(first)));
        push(all.stream().map(ref -> ":" + ref).toList());
        assertThat(all)
                .allMatch(ref -> server.store.resolve(GitServer.NAME, ref).isEmpty());
        new Git(server.bare()).run("fsck", "--strict");
    }

    private void push(List<String> refspecs) {
        var command = new ArrayList<>(List.of("push", "-q", server.url("contributor")));
        command.addAll(refspecs);
        work.run(command.toArray(String[]::new));
    }

    @Test
    void theWaysOfGiteaAndGerritToProposeAreKnown() {
        work.run("push", server.url("reader"), "HEAD:refs/for/main/my-topic");
        work.run("push", server.url("reader"), "HEAD:refs/for/refs/heads/main", "-o", "force-push=true");
        assertThat(server.consequences.proposals)
                .extracting("branch")
                .containsExactly(BranchName.MAIN, BranchName.MAIN);
        assertThat(server.consequences.proposals.getFirst().options()).containsEntry("topic", "my-topic");
        assertThat(refused("reader", "HEAD:refs/for/nowhere/my-topic")).contains("-o topic=NAME");
    }
}
