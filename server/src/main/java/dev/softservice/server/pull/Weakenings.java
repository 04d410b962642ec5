package dev.softservice.server.pull;

import dev.softservice.server.core.PullKey;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the checks that pull requests would remove: those that the manifests show, and those that a run's tests show
 * once they have passed.
 */
public final class Weakenings {
    private final Database database;
    private final Repositories repositories;
    private final Runs runs;
    private final SmallerSuites suites;

    public Weakenings(Database database, Repositories repositories, Runs runs, SmallerSuites suites) {
        this.database = database;
        this.repositories = repositories;
        this.runs = runs;
        this.suites = suites;
    }

    Weakening of(PullKey key) {
        var weakening = database.read(handle -> WeakeningTable.of(handle, key));
        return database.read(handle -> PullTable.run(handle, key))
                .map(run -> weakening.and(smaller(run)))
                .orElse(weakening);
    }

    /** The same for many of one repository, by number; {@code runs}: the newest of each, by number. */
    Map<Integer, Weakening> of(HostedRepository repository, List<Integer> numbers, Map<Integer, Run> runs) {
        var known = database.read(handle -> WeakeningTable.of(handle, repository.id(), numbers));
        var smaller = suites.of(
                repository,
                runs.values().stream()
                        .filter(run ->
                                run.verdict().filter(Run.Outcome.PASSED::equals).isPresent())
                        .toList());
        var all = new HashMap<Integer, Weakening>();
        known.forEach((number, weakening) -> {
            var run = runs.get(number);
            all.put(number, run == null ? weakening : weakening.and(smaller.getOrDefault(run.id(), List.of())));
        });
        return all;
    }

    private List<String> smaller(Run run) {
        return run.verdict().filter(Run.Outcome.PASSED::equals).isPresent()
                ? suites.of(repositories.byId(run.repository()), List.of(run)).getOrDefault(run.id(), List.of())
                : List.of();
    }

    /** Listens to runs: the report of one that a pull request asked for says what it stops checking, too. */
    public void onRun(Run run) {
        if (run.pull().isEmpty()) return;
        var known = runs.notes(run.id());
        smaller(run).stream()
                .map(TargetPolicy.Rules::note)
                .filter(note -> !known.contains(note))
                .forEach(note -> runs.note(run.id(), note));
    }
}
