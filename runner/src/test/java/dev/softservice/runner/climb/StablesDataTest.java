package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What stable's users have, and what becomes of it in an upgrade and a restore, without containers. */
class StablesDataTest extends DeepRun {
    /** Until stable's data is looked for after the upgrade, {@code data.check} runs this often. */
    private static final int BEFORE_THE_UPGRADE = 8;

    private void checks(int held, Executed... then) {
        var answers = new ArrayDeque<Executed>();
        for (int i = 0; i < held; i++) answers.add(executed(0, ""));
        answers.addAll(Arrays.asList(then));
        engine.commands.put("check", answers);
    }

    @Test
    void anUpgradeIsFollowedByStablesCheckThenByItsOwnTwiceAndARollbackByStables() {
        var way = Optional.of(distro("old", SERVICES + DATA));
        checks(BEFORE_THE_UPGRADE, executed(1, "1 row is gone\n"));
        var lost = failed(6, distro("new", SERVICES + DATA), way);
        assertThat(lost.report().level()).isEqualTo(5);
        assertThat(lost.report().rungs().of(Rung.UPGRADES)).isEqualTo(new RungOutcome.Failed());
        assertThat(lost.reasons())
                .containsExactly(
                        "after the upgrade from v1.0.0, by what v1.0.0 says: data.check in db failed: expected 'check'"
                                + " to exit with 0, it exited with 1, saying '1 row is gone'",
                        "data.check | 1 row is gone");

        checks(BEFORE_THE_UPGRADE + 1, executed(1, "1 row is gone"));
        assertThat(failed(6, distro("new", SERVICES + DATA), way).reasons().getFirst())
                .startsWith("after the upgrade from v1.0.0: data.check in db failed: ");

        checks(BEFORE_THE_UPGRADE + 2, executed(1, "migrated twice"));
        assertThat(failed(6, distro("new", SERVICES + DATA), way).reasons().getFirst())
                .startsWith("started again after the upgrade from v1.0.0, by what v1.0.0 says: data.check in db")
                .endsWith("saying 'migrated twice'");

        checks(BEFORE_THE_UPGRADE + 4, executed(1, "a row is new"));
        assertThat(failed(6, distro("new", SERVICES + DATA), way).reasons().getFirst())
                .isEqualTo("after going back to v1.0.0: data.check in db failed: expected 'check' to exit with 0, it"
                        + " exited with 1, saying 'a row is new'");
    }

    @Test
    void aCandidateThatTakesItsOwnDataSectionAwayIsStillAskedByStables() {
        var way = Optional.of(distro("old", SERVICES + DATA));
        answers("check", executed(0, ""), executed(1, "0 rows"));
        assertThat(failed(7, distro("new", SERVICES), way).reasons().getFirst())
                .startsWith("after the upgrade from v1.0.0, by what v1.0.0 says: data.check in db failed");
        answers("check", executed(0, ""));
        var verdict = run(7, distro("new", SERVICES), way);
        assertThat(verdict.report().rungs().text()).as(verdict.toString()).isEqualTo("level 7 (restores)");
    }

    @Test
    void aServiceThatStablesCheckRunsInHasToStay() {
        var old = SERVICES + DATA.replace("check: {service: db,", "check: {service: web,");
        var without = SERVICES.replace("web: {image", "front: {image").replace("service: web", "service: front");
        assertThat(failed(6, distro("new", without), Optional.of(distro("old", old)))
                        .reasons())
                .containsExactly("after the upgrade from v1.0.0: data.check of v1.0.0 runs in web, and this version has"
                        + " no such service: keep it for as long as users upgrade from there");
    }

    @Test
    void aVolumeOfStableThatNothingMountsAnyMoreIsNamed() {
        var renamed = SERVICES.replace("rows:/rows", "store:/rows").replace("volumes: {rows:", "volumes: {store:");
        var old = Optional.of(distro("old", SERVICES));
        assertThat(failed(6, distro("new", renamed), old).reasons())
                .containsExactly("the volume rows of v1.0.0 (1 file, 4 bytes) is mounted nowhere after the upgrade,"
                        + " v1.0.0 has it at /rows of db, where store is now: keep it mounted there, or name it under"
                        + " data.dropped with a reason");
        var dropped = run(
                6, distro("new", renamed + "data: {dropped: [{name: rows, reason: rows are fetched anew}]}\n"), old);
        assertThat(dropped).as(dropped.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(dropped.report().notes())
                .containsExactly("this version drops the volume rows of v1.0.0: rows are fetched anew");
    }

    @Test
    void aVolumeOfStableAtAnotherPlaceOrOfAnotherServiceIsNamed() {
        var old = Optional.of(distro("old", SERVICES));
        assertThat(failed(6, distro("new", SERVICES.replace("rows:/rows", "rows:/var/rows")), old)
                        .reasons())
                .containsExactly("the volume rows of v1.0.0 (1 file, 4 bytes) is not at /rows of db after the upgrade,"
                        + " where v1.0.0 has it, but at /var/rows of db: keep it there, or name it under data.dropped"
                        + " with a reason");
        var other = SERVICES.replace(", volumes: [\"rows:/rows\"]", "")
                .replace("depends_on: [db]}", "depends_on: [db], volumes: [\"rows:/rows\"]}");
        assertThat(failed(6, distro("new", other), old).reasons().getFirst())
                .startsWith("the volume rows of v1.0.0 (1 file, 4 bytes) is not at /rows of db after the upgrade")
                .contains("but at /rows of web");
        var over = SERVICES.replace("[\"rows:/rows\"]", "[\"rows:/rows\", \"more:/rows/rows\"]")
                .replace("volumes: {rows: {}}", "volumes: {rows: {}, more: {}}");
        assertThat(failed(6, distro("new", over), old).reasons())
                .singleElement()
                .asString()
                .contains("holds below /rows/rows is hidden after the upgrade");
    }

    @Test
    void aVolumeThatNobodyWroteToNeedsNoAccount() {
        engine.looks.clear();
        engine.looks.add(_ -> Content.EMPTY);
        var renamed = SERVICES.replace("rows:/rows", "store:/rows").replace("volumes: {rows:", "volumes: {store:");
        var verdict = run(6, distro("new", renamed), Optional.of(distro("old", SERVICES)));
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().rungs().text())
                .isEqualTo("level 5 (resilient); upgrades: not applicable, nothing was written to the stable release's"
                        + " volumes");
    }

    @Test
    void aVolumeThatTheUpgradeEmptiesOrTruncatesIsNamedWithWhatItHeld() {
        var old = Optional.of(distro("old", SERVICES));
        engine.looks.clear();
        engine.looks.add(UnaryOperator.identity());
        engine.looks.add(_ -> Content.EMPTY);
        assertThat(failed(6, distro("new", SERVICES), old).reasons())
                .containsExactly("the upgrade from v1.0.0 emptied the volume rows: it held 1 file, 4 bytes and holds 0"
                        + " files, 0 bytes; what is meant to go is named under data.dropped with a reason");
        engine.looks.clear();
        engine.looks.add(UnaryOperator.identity());
        engine.looks.add(_ -> content("rows", 1));
        assertThat(failed(6, distro("new", SERVICES), old).reasons().getFirst())
                .startsWith("the upgrade from v1.0.0 lost more than half of the volume rows");
        engine.looks.clear();
        engine.looks.add(UnaryOperator.identity());
        engine.looks.add(_ -> content("other", 4));
        assertThat(failed(6, distro("new", SERVICES), old).reasons().getFirst())
                .startsWith("the upgrade from v1.0.0 replaced every file in the volume rows");
    }

    @Test
    void aScratchVolumeOfStableNeedsNoAccountButWhatTheCandidateCallsScratchDoes() {
        var scratch = SERVICES + "data: {scratch: [rows]}\n";
        engine.looks.clear();
        engine.looks.add(UnaryOperator.identity());
        engine.looks.add(_ -> Content.EMPTY);
        assertThat(failed(6, distro("new", scratch), Optional.of(distro("old", SERVICES)))
                        .reasons()
                        .getFirst())
                .startsWith("the upgrade from v1.0.0 emptied the volume rows");
        assertThat(run(6, distro("new", SERVICES), Optional.of(distro("old", scratch))))
                .isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void dataInAContainersOwnLayerIsToldAndRedWhereDataMatters() {
        var written = List.of(new OwnFiles("web", content("/srv/notes", 7), Map.of()));
        engine.own.clear();
        engine.own.add(List.of(new OwnFiles("web", Content.EMPTY, Map.of())));
        engine.own.add(written);
        var told = run(6, distro("a", SERVICES), Optional.empty());
        assertThat(told).isInstanceOf(Verdict.Passed.class);
        var sentence =
                "web wrote 1 file, 7 bytes, while the tests ran into its own layer (/srv/notes): gone at the next"
                        + " upgrade; mount a volume there or above it";
        assertThat(told.report().notes()).containsExactly(sentence);

        engine.own.clear();
        engine.own.add(List.of(new OwnFiles("web", Content.EMPTY, Map.of())));
        engine.own.add(written);
        var red = failed(6, distro("a", SERVICES + DATA), Optional.empty());
        assertThat(red.reasons()).containsExactly(sentence);
        assertThat(red.report().level()).isEqualTo(5);
    }

    @Test
    void whatAnImageDeclaresAsAVolumeAndNothingIsMountedAtIsToldAndRedWhereDataWasWritten() {
        engine.declared = Set.of("/rows/deep", "/var/lib/pg");
        var told = run(2, distro("a", SERVICES), Optional.empty());
        assertThat(told.report().notes())
                .contains("the image of db declares the volume /var/lib/pg, and nothing is mounted there or above it:"
                        + " what is written there is lost at every upgrade")
                .noneMatch(note -> note.contains("of db declares the volume /rows/deep"));
        engine.own.clear();
        engine.own.add(List.of(new OwnFiles("db", Content.EMPTY, Map.of("/var/lib/pg", Content.EMPTY))));
        engine.own.add(List.of(new OwnFiles("db", Content.EMPTY, Map.of("/var/lib/pg", content("rows", 5)))));
        assertThat(failed(6, distro("a", SERVICES), Optional.empty()).reasons())
                .singleElement()
                .asString()
                .startsWith(
                        "db wrote 1 file, 5 bytes, while the tests ran into /var/lib/pg, which its image declares as"
                                + " a volume and where nothing of the distro is mounted (/var/lib/pg/rows): ");
    }

    @Test
    void aServiceThatWritesElsewhereAfterTheUpgradeThanStableDidIsNamed() {
        engine.own.clear();
        engine.own.add(List.of(new OwnFiles("db", Content.EMPTY, Map.of())));
        engine.own.add(List.of(new OwnFiles("db", content("/srv/rows", 7), Map.of())));
        assertThat(failed(6, distro("new", SERVICES), Optional.of(distro("old", SERVICES)))
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("after the upgrade db leaves alone what v1.0.0 kept in rows, and db wrote 1 file");
    }

    @Test
    void aVolumeThatTheBackupLeavesOutIsNamedUnlessItIsScratch() {
        var saving = SERVICES.replace("[\"rows:/rows\"]", "[\"rows:/rows\", \"up:/up\"]")
                        .replace("volumes: {rows: {}}", "volumes: {rows: {}, up: {}}")
                + DATA
                + "  backup:  {service: db, command: [dump]}\n"
                + "  restore: {service: db, command: [load]}\n";
        engine.looks.clear();
        engine.looks.add(UnaryOperator.identity());
        engine.looks.add(_ -> Content.EMPTY);
        engine.looks.add(_ -> Content.EMPTY);
        assertThat(failed(7, distro("a", saving), Optional.empty()).reasons())
                .contains("nothing of what was in the volume up is back after the restore (1 file, rows): neither"
                        + " data.backup nor data.check touches it; save it, or name it under data.scratch");
        engine.looks.clear();
        engine.looks.add(UnaryOperator.identity());
        engine.looks.add(_ -> Content.EMPTY);
        engine.looks.add(_ -> Content.EMPTY);
        var kept = run(7, distro("a", saving + "  scratch: [rows, up]\n"), Optional.empty());
        assertThat(kept).as(kept.toString()).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void testsOfStableThatFailBeforeTheUpgradeAreToldAndBlameNobody() {
        answers("old", executed(1, "rusty"));
        var verdict = run(
                6,
                distro("new", SERVICES),
                Optional.of(distro("old", SERVICES.replace("command: [ask]", "command: [old]"))));
        assertThat(verdict.report().notes())
                .contains(
                        "not the fault of this version: with stable v1.0.0, before the upgrade: test 'answers' failed:"
                                + " expected 'old' in web to exit with 0, it exited with 1 saying 'rusty'");
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().tests())
                .as("no failed test of another version is counted")
                .allMatch(test -> test.state() == TestResult.State.PASSED);
    }
}
