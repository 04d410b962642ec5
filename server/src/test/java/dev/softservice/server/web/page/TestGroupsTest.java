package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.run.Use;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestGroupsTest {
    private static final List<Use> USES = List.of(
            use("wiki", "team-wiki", Optional.of("samples/team-wiki")),
            use("wiki.database", "postgresql", Optional.empty()));

    private static Use use(String path, String distro, Optional<String> here) {
        return new Use(
                new Composition.Used(
                        path, "https://hub.example.org/samples/" + distro, "v1.2.0", "a".repeat(40), "b".repeat(40)),
                here);
    }

    private static TestResult test(String suite, String name, State state) {
        return new TestResult(suite, name, state, 0, "", "");
    }

    private static List<TestGroups.Group> grouped(TestResult... tests) {
        return TestGroups.of("office", USES, List.of(tests));
    }

    @Test
    void theRunsOwnTestsComeFirstAndUnfoldedAndThoseOfEachUsedDistroFollow() {
        var groups = grouped(
                test("wiki.database (postgresql)", "it accepts connections", State.PASSED),
                test("wiki (team-wiki)", "a page is saved", State.PASSED),
                test("office", "both are reached through one door", State.PASSED));
        assertThat(groups)
                .extracting(TestGroups.Group::title, TestGroups.Group::open)
                .containsExactly(tuple("office", true), tuple("wiki.database", false), tuple("wiki", false));
        assertThat(groups)
                .extracting(TestGroups.Group::distro, TestGroups.Group::href)
                .containsExactly(
                        tuple("", ""),
                        tuple("https://hub.example.org/samples/postgresql 1.2.0", ""),
                        tuple("samples/team-wiki 1.2.0", "/samples/team-wiki"));
    }

    @Test
    void theCasesOfAReportStandTogetherUnderItsNameAlsoWhereOthersCameBetween() {
        var groups = grouped(
                test("wiki (team-wiki) / people work with it", "one", State.PASSED),
                test("wiki (team-wiki)", "the schema is up to date", State.PASSED),
                test("wiki (team-wiki) / people work with it", "two", State.SKIPPED));
        assertThat(groups).singleElement().satisfies(wiki -> {
            assertThat(wiki.suites()).extracting(TestGroups.Suite::name).containsExactly("people work with it", "");
            assertThat(wiki.suites().getFirst().tests())
                    .extracting(Reports.TestView::name)
                    .containsExactly("one", "two");
        });
    }

    @Test
    void countsAreOfAllTestsOfADistroAndRowsOnlyOfThoseThatNeedNoLook() {
        var groups = grouped(
                test("office", "it opens", State.PASSED),
                test("office", "it closes", State.FAILED),
                test("office", "it rains", State.FLAKY));
        assertThat(groups).singleElement().satisfies(own -> {
            assertThat(own.counts()).isEqualTo("1 failed, 1 flaky, 1 passed");
            assertThat(own.suites())
                    .singleElement()
                    .satisfies(suite -> assertThat(suite.tests())
                            .extracting(Reports.TestView::name)
                            .containsExactly("it opens"));
        });
    }

    @Test
    void aSuiteThatOnlyBeginsLikeAUsedDistroIsTheRunsOwn() {
        assertThat(grouped(test("wikis are tested / all", "one", State.PASSED)))
                .extracting(TestGroups.Group::title)
                .containsExactly("office");
    }

    @Test
    void aPageHoldsTwoThousandRowsAtMost() {
        var many = IntStream.range(0, 3_000)
                .mapToObj(i -> test(i % 2 == 0 ? "office" : "wiki (team-wiki)", "test " + i, State.PASSED))
                .toArray(TestResult[]::new);
        assertThat(grouped(many).stream()
                        .flatMap(group -> group.suites().stream())
                        .mapToInt(suite -> suite.tests().size())
                        .sum())
                .isEqualTo(2_000);
    }
}
