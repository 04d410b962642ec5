package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.Sha;
import dev.softservice.server.git.Comparison;
import dev.softservice.server.git.GitDiff;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.pull.Versions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each head of a pull request is kept, and what it changes is shown without what happened on main. */
class VersionTest extends HubTest {
    private static final String PAGE = "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n";

    private Versions versions;
    private ObjectId main;

    @BeforeEach
    void aReleasedWiki() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", PAGE));
        hub.settle();
        versions = new Versions(hub.app.database(), hub.app.git());
        main = hub.tip(wiki, Hub.MAIN).orElseThrow();
    }

    private ObjectId pushed(ObjectId parent, Map<String, String> changes) {
        var head = hub.commit(wiki, Optional.of(parent), "Greet people", changes);
        hub.propose(hub.ann, wiki, head, Map.of());
        return head;
    }

    private PullRequest pull() {
        return hub.pull(wiki, 1);
    }

    private static List<String> paths(Comparison comparison) {
        return comparison.files().stream().map(Comparison.FileChange::newPath).toList();
    }

    private GitDiff.Interdiff between(int older, int newer) {
        return versions.between(
                wiki, versions.require(pull(), older), versions.require(pull(), newer), Comparison.Limits.DEFAULT);
    }

    @Test
    void eachPushedHeadIsAVersionWhoseCommitsAreKept() {
        var first = pushed(main, Map.of("greeting", "hi\n"));
        var second = pushed(main, Map.of("greeting", "hello\n"));
        pushed(main, Map.of("greeting", "hello\n"));
        assertThat(versions.list(pull())).extracting(PullVersion::number).containsExactly(1, 2, 3);
        assertThat(hub.tip(wiki, "refs/pull/1/v1")).contains(first);
        assertThat(hub.tip(wiki, "refs/pull/1/v2")).contains(second);
        assertThat(versions.list(pull()).getFirst().by()).isEqualTo("ann");
    }

    @Test
    void theSameHeadAgainIsNoVersion() {
        var head = pushed(main, Map.of("greeting", "hi\n"));
        hub.propose(hub.ann, wiki, head, Map.of("title", "Greet everybody"));
        assertThat(versions.list(pull())).hasSize(1);
    }

    @Test
    void aBranchThatIsFollowedBringsVersions() {
        hub.push(wiki, "feature", "start", Map.of("a", "a\n"));
        hub.app.pulls().open(wiki, new dev.softservice.server.pull.Opening("main", "feature", "A", ""), hub.ann);
        var more = hub.push(wiki, "feature", "more", Map.of("b", "b\n"));
        assertThat(versions.list(pull())).extracting(PullVersion::head).endsWith(Sha.of(more));
        assertThat(hub.tip(wiki, "refs/pull/1/v2")).contains(more);
    }

    @Test
    void theDifferenceIsTheAuthorsAlsoWhileItConflicts() {
        pushed(main, Map.of("page", PAGE.replace("one", "ONE"), "greeting", "hi\n"));
        hub.push(wiki, "main", "theirs", Map.of("page", PAGE.replace("one", "uno"), "elsewhere", "x\n"));
        assertThat(pull().conflicts()).containsExactly("page");
        var changes = versions.changes(wiki, versions.require(pull(), 1), Comparison.Limits.DEFAULT);
        assertThat(paths(changes)).containsExactly("greeting", "page");
        assertThat(changes.added()).isEqualTo(2);
        assertThat(changes.removed()).isEqualTo(1);
    }

    @Test
    void whatCameFromMainIsNotAmongTheChangesBetweenVersions() {
        pushed(main, Map.of("page", PAGE.replace("one", "ONE")));
        var moved = hub.push(wiki, "main", "theirs", Map.of("page", PAGE.replace("eight", "acht"), "new", "x\n"));
        pushed(moved, Map.of("page", PAGE.replace("eight", "acht").replace("one", "1")));
        var between = between(1, 2);
        assertThat(between.carried()).isTrue();
        assertThat(paths(between.comparison())).containsExactly("page");
        assertThat(between.comparison().files().getFirst().hunks().getFirst().lines())
                .filteredOn(line -> line.kind() != Comparison.Kind.CONTEXT)
                .extracting(Comparison.Line::text)
                .containsExactly("ONE", "1");
    }

    @Test
    void aVersionThatWasOnlyRebasedHasNoChanges() {
        pushed(main, Map.of("page", PAGE.replace("one", "ONE")));
        var moved = hub.push(wiki, "main", "theirs", Map.of("page", PAGE.replace("eight", "acht")));
        pushed(moved, Map.of("page", PAGE.replace("eight", "acht").replace("one", "ONE")));
        assertThat(between(1, 2).comparison().files()).isEmpty();
    }

    @Test
    void whereTheOlderOneConflictsWithTheNewerOnesBaseTheHeadsAreComparedAndThatIsSaid() {
        pushed(main, Map.of("page", PAGE.replace("one", "ONE")));
        var moved = hub.push(wiki, "main", "theirs", Map.of("page", PAGE.replace("one", "uno"), "new", "x\n"));
        pushed(moved, Map.of("page", PAGE.replace("one", "Uno")));
        assertThat(between(1, 2).carried()).isFalse();
        assertThat(paths(between(1, 2).comparison())).containsExactly("new", "page");
    }

    @Test
    void aVersionsRefThatACrashTookIsMadeAgain() {
        var head = pushed(main, Map.of("greeting", "hi\n"));
        hub.app.git().moveRef(wiki.name(), "refs/pull/1/v1", Optional.of(head), Optional.empty(), "lost");
        restart();
        assertThat(hub.tip(wiki, "refs/pull/1/v1")).contains(head);
    }
}
