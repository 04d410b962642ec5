package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No repository's runs wait for another's queue, on either database. */
class TurnsTest extends HubTest {
    private List<Run> pushed(HostedRepository repository, int branches) {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < branches; i++) {
            var commit = hub.push(
                    repository,
                    "b" + i,
                    "push",
                    Map.of("softservice.yaml", Hub.manifest("1.0"), "page", repository.id() + " " + i + "\n"));
            runs.add(hub.runOf(repository, commit));
        }
        return runs;
    }

    /** The ids of what was really run, in order. */
    private List<RunId> ran() {
        return hub.verifier.ran().stream()
                .map(request -> new RunId(Long.parseLong(request.substring(1, request.indexOf('-')))))
                .toList();
    }

    private List<RunId> ids(List<Run> runs) {
        return runs.stream().map(Run::id).toList();
    }

    private int place(Run run) {
        return hub.runs().place(run.id()).orElse(0);
    }

    private void runAll() {
        while (hub.runNext())
            ;
    }

    @Test
    void oneRunDoesNotWaitForFortyNineOfAnotherRepository() {
        var busy = pushed(hub.repository("busy"), 49);
        hub.runNext();
        var one = pushed(hub.repository("other"), 1).getFirst();
        assertThat(place(one)).as("busy has been served, other has not").isEqualTo(1);
        hub.runNext();
        assertThat(ran()).containsExactly(busy.getFirst().id(), one.id());
        runAll();
        assertThat(ran()).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void whileTwoWorkersAreBusyWithOneRepositoryTheFreeOneGoesToTheOther() {
        var busy = pushed(hub.repository("busy"), 3);
        var other = pushed(hub.repository("other"), 2);
        hub.app
                .database()
                .run(handle ->
                        handle.execute("update run set state = 'RUNNING', lease_owner = 'elsewhere/1' where id = "
                                + busy.getFirst().id()));
        assertThat(Stream.concat(busy.stream().skip(1), other.stream())
                        .sorted(Comparator.comparingInt(this::place))
                        .map(Run::id))
                .containsExactly(
                        other.getFirst().id(),
                        busy.get(1).id(),
                        other.get(1).id(),
                        busy.get(2).id());
        hub.runNext();
        assertThat(ran()).containsExactly(other.getFirst().id());
    }

    @Test
    void repositoriesTakeTurnsInTheOrderThatTheirPagesShow() {
        var runs = new ArrayList<>(pushed(hub.repository("busy"), 4));
        runs.addAll(pushed(hub.repository("other"), 2));
        runs.addAll(pushed(wiki, 1));
        var shown = runs.stream().sorted(Comparator.comparingInt(this::place)).toList();
        assertThat(shown.stream().map(this::place)).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(shown.stream().map(Run::repository).distinct().count()).isEqualTo(3);
        assertThat(shown.stream().limit(3).map(Run::repository)).doesNotHaveDuplicates();
        assertThat(hub.runs().places(hub.repository("other")))
                .hasSize(2)
                .containsEntry(runs.get(4).id(), place(runs.get(4)));
        runAll();
        assertThat(ran()).isEqualTo(ids(shown));
        assertThat(hub.runs().place(shown.getFirst().id()))
                .as("nothing that has run stands in line")
                .isEmpty();
    }

    @Test
    void whoseTurnItIsSurvivesARestart() {
        var busy = pushed(hub.repository("busy"), 3);
        var other = pushed(hub.repository("other"), 2);
        hub.runNext();
        restart();
        hub.runNext();
        assertThat(ran()).containsExactly(other.getFirst().id());
        assertThat(place(busy.get(1))).isEqualTo(1);
    }

    @Test
    void whatIsAboutToLandGoesFirstAmongItsRepositorysOwn() {
        released();
        var before = hub.verifier.ran().size();
        var branch = pushed(wiki, 1).getFirst();
        var pull = hub.proposed(hub.max, wiki, "wanted", Map.of("page", "two\n"));
        hub.app
                .database()
                .run(handle -> handle.execute("update run set kind = 'GATE' where id = "
                        + hub.runOf(pull).id()));
        assertThat(place(hub.runOf(pull))).isEqualTo(1);
        runAll();
        assertThat(ran().subList(before, before + 2))
                .containsExactly(hub.runOf(pull).id(), branch.id());
    }
}
