package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.FoldersAsReleases;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.Environment.Unhealthy;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rungs 5 to 7: the order of things and every way in which they do not hold, without containers. */
class DeeperRungsTest extends DeepRun {
    @Test
    void everyServiceButAJobIsKilledAndTheTestsRunAgainAfterEach() {
        var verdict = run(5, distro("a", SERVICES), Optional.empty());
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().rungs().of(Rung.RESILIENT)).isInstanceOfSatisfying(RungOutcome.Held.class, held -> {
            assertThat(held.checked().services()).isEqualTo(2);
            assertThat(held.checked().tests()).isEqualTo(3);
        });
        assertThat(verdict.report().rungs().of(Rung.UPGRADES)).isEqualTo(new RungOutcome.NotRun());
        assertThat(calls())
                .containsExactly(
                        "up",
                        "exec web ask",
                        "kill db",
                        "exec web ask",
                        "kill web",
                        "exec web ask",
                        "cut power",
                        "down",
                        "up",
                        "exec web ask",
                        "close");
        assertThat(recording.steps).endsWith("ACCEPT PASSED", "accepted", "RESILIENCE RUNNING", "RESILIENCE PASSED");
        assertThat(recording.tests).hasSize(1);
    }

    @Test
    void withoutAReleaseTheAcceptedEnvironmentIsBackedUpAndRestored() {
        var verdict = run(7, distro("a", SERVICES + DATA), Optional.empty());
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().rungs().text())
                .isEqualTo("level 7 (restores); upgrades: not applicable, there is no stable release yet");
        assertThat(calls())
                .endsWith(
                        "exec web ask",
                        "exec db check",
                        "down",
                        "save backup " + volume("rows"),
                        "destroy",
                        "put back backup",
                        "up",
                        "exec db check",
                        "exec web ask",
                        "close");
    }

    @Test
    void fromStableUpThenBackAndTheBackupIsOfWhatWasUpgraded() {
        var verdict = run(7, distro("new", SERVICES + DATA), Optional.of(distro("old", SERVICES + DATA)));
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report()).extracting(Report::level, Report::notes).containsExactly(7, List.of());
        var calls = calls();
        assertThat(calls.subList(calls.indexOf("destroy"), calls.size()))
                .containsExactly(
                        "destroy",
                        "up",
                        "exec web ask",
                        "exec db seed",
                        "exec db check",
                        "down",
                        "save before-upgrade " + volume("rows"),
                        "up",
                        "exec db check",
                        "exec db check",
                        "down",
                        "up",
                        "exec db check",
                        "exec db check",
                        "exec web ask",
                        "exec db check",
                        "exec db check",
                        "down",
                        "save backup " + volume("rows"),
                        "destroy",
                        "put back before-upgrade",
                        "up",
                        "exec db check",
                        "exec web ask",
                        "destroy",
                        "put back backup",
                        "up",
                        "exec db check",
                        "exec db check",
                        "exec web ask",
                        "close");
        assertThat(recording.steps)
                .containsSubsequence(
                        "RESILIENCE PASSED", "UPGRADE RUNNING", "UPGRADE PASSED", "RESTORE RUNNING", "RESTORE PASSED");
    }

    @Test
    void dataThatTheTestsTakeAwayIsToldAndMadeAnew() {
        answers(
                "check",
                executed(0, "right after data.seed"),
                executed(0, "after db was killed"),
                executed(1, "dropped by a test"),
                executed(0, ""));
        var verdict = run(5, distro("a", SERVICES + DATA), Optional.empty());
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .singleElement()
                .asString()
                .startsWith("the tests take away what data.seed made, so it was made again: after db was killed:"
                        + " data.check in db failed")
                .endsWith("saying 'dropped by a test'");
        assertThat(calls())
                .containsSubsequence(
                        "kill db", "exec web ask", "exec db check", "exec db seed", "exec db check", "kill web");
    }

    @Test
    void dataThatDoesNotSurviveAKillIsMissedRightAfterIt() {
        answers("check", executed(0, ""), executed(1, "0 rows"));
        assertThat(failed(7, distro("a", SERVICES + DATA), Optional.empty()).reasons())
                .startsWith("after db was killed: data.check in db failed: expected 'check' to exit with 0, it exited"
                        + " with 1, saying '0 rows'");
        assertThat(calls())
                .containsExactly(
                        "up", "exec web ask", "exec db seed", "exec db check", "kill db", "exec db check", "close");
    }

    @Test
    void aPowerCutIsOneOfTheKills() {
        engine.recoveries.put("", new Unhealthy("web", "web exited with code 1", List.of("no database")));
        assertThat(failed(5, distro("a", SERVICES), Optional.empty()).reasons())
                .containsExactly("after all services were killed at once: web exited with code 1", "web | no database");
    }

    private static final String PARAMETERS = """
        parameters:
          size:  {type: choice, choices: [small, large], default: small}
          port:  {type: port, default: 8080}
          title: {type: string, default: Hi}
          idle:  {type: boolean}
        services:
          db: {image: debian, environment: {SIZE: "${parameters.size}"}, volumes: ["rows:/rows"]}
          web: {image: debian, environment: {TITLE: "${parameters.title}"}, depends_on: [db]}
        volumes: {rows: {}}
        provides: {http: {service: web, port: 80, publish: "${parameters.port}"}}
        tests: [{name: answers, exec: {service: web, command: [ask]}}]
        """;

    @Test
    void rungFiveBringsEverythingUpOnceMoreWithOtherValuesAndTellsWhichNobodyNotices() throws Exception {
        engine.addresses.put("web:80", answeringAsHttp());
        var verdict = run(5, distro("a", PARAMETERS), Optional.empty());
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .containsExactly("no service takes notice of the parameter idle: its value changes nothing");
        assertThat(calls())
                .endsWith("up", "published web:80", "exec web ask", "destroy", "up", "exec web ask", "close");
    }

    @Test
    void aDistroThatComesUpWithItsDefaultsOnlyIsRedOnRungFive() throws Exception {
        engine.addresses.put("web:80", answeringAsHttp());
        engine.later.add(new Healthy());
        engine.later.add(new Unhealthy("db", "db exited with code 1", List.of("no such size")));
        var red = failed(7, distro("a", PARAMETERS), Optional.empty());
        assertThat(red.reasons()).containsExactly("with size=large: db exited with code 1", "db | no such size");
        assertThat(red.report().rungs().of(Rung.RESILIENT)).isInstanceOf(RungOutcome.Failed.class);
    }

    @Test
    void whatTheAuthorNamesIsTriedTogetherAndTestsMayNotKnowTheDefaultsOnly() throws Exception {
        engine.addresses.put("web:80", answeringAsHttp());
        var title = PARAMETERS + "examples: {title: Our notes, size: large}\n";
        engine.incidents = _ -> engine.calls.stream().filter("destroy"::equals).count() > 0
                ? List.of(new Incident("web", false, "web is not healthy any more"))
                : List.of();
        assertThat(failed(5, distro("a", title), Optional.empty()).reasons())
                .containsExactly("with title=Our notes, size=large: web is not healthy any more");
    }

    @Test
    void whatWasBroughtUpWithOtherValuesIsSeededAndRestoredWhereThereIsNoStable() throws Exception {
        engine.addresses.put("web:80", answeringAsHttp());
        var verdict = run(7, distro("a", PARAMETERS + DATA), Optional.empty());
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(calls())
                .containsSubsequence("destroy", "up", "exec web ask", "exec db seed", "exec db check", "down")
                .endsWith("destroy", "put back backup", "up", "exec db check", "exec web ask", "close");
    }

    @Test
    void aSecondStartOverTheSameDataIsAPartOfIt() {
        engine.later.add(new Unhealthy("db", "db exited with code 1", List.of("exists already")));
        assertThat(failed(5, distro("a", SERVICES), Optional.empty()).reasons())
                .containsExactly("started again over the same data: db exited with code 1", "db | exists already");
    }

    @Test
    void aPartThatSaysHowItIsBackedUpIsNotCopied() {
        assertThat(run(7, distro("a", SERVICES + DATA + """
              backup:  {service: db, command: [dump]}
              restore: {service: web, command: [load]}
            """), Optional.empty())).isInstanceOf(Verdict.Passed.class);
        assertThat(calls())
                .endsWith(
                        "exec db check",
                        "share " + volume("softservice.backup"),
                        "exec db dump",
                        "down",
                        "save backup " + volume("softservice.backup"),
                        "destroy",
                        "put back backup",
                        "up",
                        "exec web load",
                        "exec db check",
                        "exec web ask",
                        "close");
    }

    @Test
    void whoKeepsNoDataHasNothingToRestore() {
        var verdict = run(
                7,
                distro(
                        "a",
                        "services: {web: {image: debian}}\n"
                                + "tests: [{name: answers, exec: {service: web, command: [ask]}}]\n"),
                Optional.empty());
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().rungs().text())
                .isEqualTo("level 5 (resilient); upgrades, restores: not applicable, it keeps no data");
        assertThat(calls()).doesNotContain("destroy");
        assertThat(recording.steps).as("nothing is said to have passed").noneMatch(step -> step.startsWith("RESTORE"));
    }

    @Test
    void whatUsesItIsForAHubToSay() {
        var distro = distro(
                "a",
                "services: {web: {image: debian}}\n"
                        + "tests: [{name: answers, exec: {service: web, command: [ask]}}]\n");
        assertThat(run(8, distro, Optional.empty()).report().rungs().text())
                .endsWith("; carries: not applicable, only a hub knows what uses it");
        assertThat(run(7, distro, Optional.empty()).report().rungs().of(Rung.CARRIES))
                .isInstanceOf(RungOutcome.NotRun.class);
    }

    @Test
    void aServiceThatDoesNotComeBackIsNamedWithItsLastLines() {
        engine.recoveries.put(
                "db", new Unhealthy("web", "web did not become healthy within 3 s", List.of("connection refused")));
        var verdict = failed(7, distro("a", SERVICES), Optional.empty());
        assertThat(verdict.report().level()).isEqualTo(4);
        assertThat(verdict.reasons())
                .containsExactly(
                        "after db was killed: web did not become healthy within 3 s", "web | connection refused");
    }

    @Test
    void aTestThatFailsOnADeeperRungIsListedWithItsMomentAndWhatWasSaidThen() {
        answers("ask", executed(0, ""), executed(1, "gone"), executed(1, "still gone"));
        engine.said.put("db", List.of("recovering"));
        var verdict = failed(7, distro("a", SERVICES), Optional.empty());
        assertThat(verdict.reasons())
                .containsExactly(
                        "after db was killed: test 'answers' failed: expected 'ask' in web to exit with 0, it exited"
                                + " with 1 saying 'gone'",
                        "db | recovering");
        assertThat(verdict.report().tests())
                .extracting(TestResult::state, TestResult::moment)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(State.PASSED, Moment.ACCEPTANCE),
                        org.assertj.core.groups.Tuple.tuple(
                                State.FAILED, new Moment(StepName.RESILIENCE, "after db was killed")));
    }

    @Test
    void withoutDataThatIsMadeThereIsNothingToSayOfARestore() {
        var verdict = run(7, distro("a", SERVICES), Optional.empty());
        assertThat(verdict.report().rungs().text())
                .isEqualTo("level 5 (resilient); upgrades: not applicable, there is no stable release yet; restores:"
                        + " not applicable, no data is made for it, data.seed and data.check say how");
    }

    @Test
    void whatAnUpgradeDoesNotComeUpWithIsToldApartFromStableThatDoesNotComeUpItself() {
        var old = Optional.of(distro("old", SERVICES));
        engine.later.add(new dev.softservice.runner.engine.Environment.Healthy());
        engine.later.add(new dev.softservice.runner.engine.Environment.Healthy());
        engine.later.add(new Unhealthy("db", "db exited with code 1", List.of("the rows are of an older format")));
        assertThat(failed(6, distro("new", SERVICES), old).reasons())
                .containsExactly(
                        "after the upgrade from v1.0.0: db exited with code 1", "db | the rows are of an older format");
    }

    @Test
    void stableThatDoesNotComeUpSaysWhatToDo() {
        engine.later.add(new dev.softservice.runner.engine.Environment.Healthy());
        engine.later.add(new Unhealthy("db", "db exited with code 1", List.of()));
        assertThat(failed(6, distro("new", SERVICES), Optional.of(distro("old", SERVICES)))
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("stable v1.0.0 does not come up from nothing any more")
                .contains("release: {level: 5}")
                .endsWith("db exited with code 1");
    }

    @Test
    void stableThatCannotBeReadIsNamed() {
        assertThat(failed(6, distro("new", SERVICES), Optional.of(distro("old", "servces: {}\n")))
                        .reasons())
                .singleElement()
                .asString()
                .startsWith("stable v1.0.0 can't be read by this version: softservice.yaml:");
    }

    @Test
    void valuesThatStableHasAreKeptAndSecretsStayTheSame() {
        var manifest = SERVICES.replace("[ask]", "[ask, \"${parameters.title}\"]")
                        .replace(
                                "services:\n",
                                "parameters: {title: {type: string, default: TITLE}, key: {type: secret}}\nservices:\n")
                + DATA.replace("[seed]", "[seed, \"${parameters.key}\"]")
                        .replace("[check]", "[check, \"${parameters.key}\"]");
        assertThat(run(
                        7,
                        distro("new", manifest.replace("TITLE", "newer")),
                        Optional.of(distro("old", manifest.replace("TITLE", "older")))))
                .isInstanceOf(Verdict.Passed.class);
        assertThat(engine.calls.stream()
                        .filter(call -> call.contains("seed ") || call.contains("check "))
                        .map(call -> call.substring(call.lastIndexOf(' ')))
                        .distinct())
                .hasSize(1);
        assertThat(engine.calls.stream().filter(call -> call.contains("ask")).distinct())
                .containsExactly("exec web ask newer", "exec web ask older");
        assertThat(engine.calls.stream().filter(call -> call.contains("ask newer")))
                .as("acceptance, after each kill, and started again")
                .hasSize(4);
    }

    @Test
    void aValueThatTheCandidateDoesNotTakeAnyMoreFailsTheUpgradeAsItWouldAnInstallation() {
        var manifest = "parameters: {size: {type: choice, choices: [CHOICES], default: DEFAULT}}\n" + SERVICES;
        assertThat(failed(
                                6,
                                distro(
                                        "new",
                                        manifest.replace("CHOICES", "small, huge")
                                                .replace("DEFAULT", "huge")),
                                Optional.of(distro(
                                        "old",
                                        manifest.replace("CHOICES", "small, large")
                                                .replace("DEFAULT", "large"))))
                        .reasons())
                .singleElement()
                .asString()
                .startsWith(
                        "upgraded from v1.0.0 with the parameters that it has: parameter size is one of small, huge,"
                                + " not 'large'");
    }

    @Test
    void aValueThatUsersOfStableHaveToGiveFirstIsTold() {
        var verdict = run(
                6,
                distro("new", "parameters: {mail: {type: string}, key: {type: secret}}\n" + SERVICES),
                Optional.of(distro("old", SERVICES)));
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .contains("who upgrades from v1.0.0 has to give mail, which has no default: until then no update comes"
                        + " by itself");
    }

    @Test
    void dataThatStableDoesNotMakeIsNotCheckedOverTheUpgradeButBackedUp() {
        var verdict = run(7, distro("new", SERVICES + DATA), Optional.of(distro("old", SERVICES)));
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .containsExactly("stable v1.0.0 has no data.seed: no data of it is checked over the upgrade");
        assertThat(calls())
                .containsSubsequence(
                        "save before-upgrade " + volume("rows"),
                        "up",
                        "exec web ask",
                        "exec db seed",
                        "exec db check",
                        "down",
                        "save backup " + volume("rows"));
    }

    @Test
    void usedDistrosMakeAndSaveTheirOwnDataAndStableIsComposedOfWhatItWasTestedWith() {
        var releases = new FoldersAsReleases();
        var tested = releases.release(
                        "a/store",
                        "1.0.0",
                        distro(
                                "store",
                                SERVICES.replace("name: answers", "name: stores") + DATA.replace("seed]", "seed-1]")))
                .releases(dev.softservice.manifest.composition.DistroAddress.of(
                                "a/store", Optional.of(FoldersAsReleases.HUB))
                        .orElseThrow())
                .getFirst();
        releases.release("a/store", "1.1.0", distro("store-1.1", SERVICES + DATA.replace("seed]", "seed-2]")));
        composer = new Composer(releases, Optional.of(FoldersAsReleases.HUB));
        var manifest = "uses: {store: {distro: a/store, version: ^1}}\n"
                + "services: {front: {image: debian, volumes: [\"pages:/pages\"]}}\n"
                + "volumes: {pages: {}}\n"
                + "tests: [{name: answers, exec: {service: front, command: [ask]}}]\n";
        var stable = new Stable(
                SourceTree.in(distro("old", manifest)),
                "v1.0.0",
                "1".repeat(40),
                "2".repeat(40),
                List.of(new dev.softservice.manifest.composition.Composition.Used(
                        "store", FoldersAsReleases.HUB + "/a/store", tested.tag(), tested.commit(), tested.tree())),
                Set.of());
        var request = new RunRequest(
                        new Footprint("1", "hub"),
                        SourceTree.in(distro("new", manifest)),
                        Map.of(),
                        new Reach(7, Limits.DEFAULT))
                .withStable(stable);
        var verdict = new Runner(engine, clock, composer).run(request, recording);
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(engine.calls)
                .contains(
                        "exec store-db seed-1",
                        "exec store-db check",
                        "kill store-db",
                        "kill front",
                        "save backup " + volume("store-rows") + "," + volume("pages"));
        var upgrading = engine.calls.subList(engine.calls.indexOf("destroy"), engine.calls.size());
        assertThat(upgrading).contains("exec store-db seed-1").doesNotContain("exec store-db seed-2");
    }
}
