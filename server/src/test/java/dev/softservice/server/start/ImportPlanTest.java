package dev.softservice.server.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.git.RefImport.Listing;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class ImportPlanTest {
    private static final ObjectId TIP = ObjectId.fromString("0123456789012345678901234567890123456789");

    private static ImportPlan plan(String head, String... refs) {
        return ImportPlan.of(new Listing(
                Arrays.stream(refs).collect(Collectors.toMap(ref -> ref, _ -> TIP)),
                Optional.of(head).filter(name -> !name.isEmpty())));
    }

    @Test
    void aBranchMainIsMainWhateverHeadSays() {
        var plan = plan("refs/heads/trunk", "refs/heads/main", "refs/heads/trunk");
        assertThat(plan.renamed()).isEmpty();
        assertThat(plan.refs()).containsOnlyKeys("refs/heads/main", "refs/heads/trunk");
    }

    @Test
    void elseTheDefaultBranchBecomesMainAndIsNotThereTwice() {
        var plan = plan("refs/heads/trunk", "refs/heads/trunk", "refs/heads/side");
        assertThat(plan.renamed()).contains("refs/heads/trunk");
        assertThat(plan.refs()).containsOnlyKeys("refs/heads/main", "refs/heads/side");
        assertThat(plan.taken()).containsExactlyInAnyOrder("refs/heads/trunk", "refs/heads/side");
    }

    @Test
    void withoutEitherNothingIsTaken() {
        assertThatThrownBy(() -> plan("", "refs/heads/trunk")).hasMessageContaining("it has no branch main");
        assertThatThrownBy(() -> plan("refs/heads/gone", "refs/heads/trunk")).hasMessageContaining("no branch main");
    }

    @Test
    void pullRequestsAreCountedByNumberAndTheHighestIsKnown() {
        var plan = plan(
                "",
                "refs/heads/main",
                "refs/pull/7/head",
                "refs/pull/7/merge",
                "refs/pull/12/head",
                "refs/pull/x/head");
        assertThat(plan.pulls()).isEqualTo(2);
        assertThat(plan.lastPull()).isEqualTo(12);
        assertThat(plan.left()).containsExactly("refs/pull/x/head is no pull request's");
    }

    @Test
    void whatCannotStandHereStaysBehindWithAReason() {
        var plan = plan(
                "",
                "refs/heads/main",
                "refs/heads/stable",
                "refs/heads/Main",
                "refs/heads/a\u200bb",
                "refs/tags/v1.0.0",
                "refs/tags/V1.0.0");
        assertThat(plan.refs()).containsOnlyKeys("refs/heads/main", "refs/tags/V1.0.0");
        assertThat(plan.left())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("refs/heads/stable is moved by the hub only"))
                .anyMatch(line -> line.startsWith("refs/heads/Main differs from refs/heads/main in case only"))
                .anyMatch(line -> line.contains("cannot be seen"))
                .anyMatch(line -> line.startsWith("refs/tags/v1.0.0 differs from"));
        assertThat(plan.unverified()).containsOnlyKeys("refs/tags/V1.0.0");
    }
}
