package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** In which order the refs of releases move at a forge, and what keeps them from moving. */
class ReleasePlanTest {
    private static final String NOTES = "refs/notes/verification";
    private static final String ONE = "refs/tags/v1.0.0";
    private static final String TWO = "refs/tags/v1.0.1";
    private static final String STABLE = "refs/heads/stable";
    private static final ReleasePlan.Released RELEASED =
            new ReleasePlan.Released(NOTES, id(9), Map.of(ONE, id(1), TWO, id(2)), TWO, id(5));

    private final Map<String, ObjectId> there = new HashMap<>();

    @Test
    void evidenceAndTagsGoFirst() throws IOException {
        assertThat(moved()).containsExactlyInAnyOrder(NOTES, ONE, TWO);
        there.putAll(Map.of(NOTES, id(9), TWO, id(2)));
        assertThat(moved()).containsExactly(ONE);
    }

    @Test
    void stableFollowsWhenTheyStandThere() throws IOException {
        there.putAll(Map.of(NOTES, id(9), ONE, id(1), TWO, id(2), STABLE, id(4)));
        assertThat(plan().moves()).containsExactly(new ReleasePlan.Move(STABLE, id(5), java.util.Optional.of(id(4))));
        there.put(STABLE, id(5));
        assertThat(plan()).isEqualTo(new ReleasePlan(List.of(), List.of()));
    }

    @Test
    void anotherTagByTheNameOfTheNewestKeepsStableWhereItIs() throws IOException {
        there.putAll(Map.of(NOTES, id(9), ONE, id(1), TWO, id(77)));
        assertThat(moved()).isEmpty();
        assertThat(plan().clashes()).singleElement().asString().startsWith(TWO + " at the forge is not the hub's tag");
    }

    @Test
    void anotherTagByAnOlderNameIsToldAndKeepsNothingBack() throws IOException {
        there.putAll(Map.of(NOTES, id(9), ONE, id(77), TWO, id(2)));
        assertThat(moved()).containsExactly(STABLE);
        assertThat(plan().clashes()).singleElement().asString().startsWith(ONE);
    }

    @Test
    void whatHasCommitsOfSomebodyElseStaysAsItIs() throws IOException {
        there.putAll(Map.of(NOTES, id(88), ONE, id(1), TWO, id(2)));
        assertThat(moved()).isEmpty();
        assertThat(plan().clashes()).singleElement().asString().startsWith(NOTES);
        there.putAll(Map.of(NOTES, id(9), STABLE, id(88)));
        assertThat(moved()).isEmpty();
        assertThat(plan().clashes()).singleElement().asString().startsWith(STABLE);
    }

    private List<String> moved() throws IOException {
        return plan().moves().stream().map(ReleasePlan.Move::ref).toList();
    }

    /** Smaller numbers are in the history of larger ones; from 50 on they are somebody else's. */
    private ReleasePlan plan() throws IOException {
        return ReleasePlan.of(
                RELEASED, there, (whole, part) -> part.getByte(19) < 50 && part.getByte(19) <= whole.getByte(19));
    }

    private static ObjectId id(int number) {
        return ObjectId.fromString("%040x".formatted(number));
    }
}
