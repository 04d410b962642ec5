package dev.softservice.server.pull;

import dev.softservice.server.db.Database;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Waits;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What keeps the open pull requests of a repository from landing: of all of them in a number of queries that does not depend on how many they are. */
public final class LandingStatuses {
    private static final Comparator<LandingStatus> FIRST_IN_LINE_THEN_NEWEST = Comparator.comparingInt(
                    (LandingStatus standing) ->
                            standing.line().map(InLine::place).orElse(Integer.MAX_VALUE))
            .thenComparing(standing -> standing.pull().number(), Comparator.reverseOrder());

    private final Database database;
    private final Mergeability mergeability;
    private final Landings landings;

    public LandingStatuses(Database database, Mergeability mergeability, Landings landings) {
        this.database = database;
        this.mergeability = mergeability;
        this.landings = landings;
    }

    /** At most {@code most}: those in line for landing first, then the newest. {@code waits}: of the runs of this repository. */
    public List<LandingStatus> open(HostedRepository repository, int most, Waits waits) {
        var rows = database.read(
                handle -> PullTable.list(handle, repository.id(), Optional.of(PullRequest.State.OPEN), 0, most));
        var bases = rows.stream()
                .map(PullRow::pull)
                .filter(pull -> pull.mergeWhenVerifiedBy().isPresent())
                .map(PullRequest::base)
                .collect(Collectors.toSet());
        var known = new Mergeability.Known(waits, landings.places(repository.id(), bases));
        return mergeability.of(repository, rows, known).stream()
                .sorted(FIRST_IN_LINE_THEN_NEWEST)
                .toList();
    }
}
