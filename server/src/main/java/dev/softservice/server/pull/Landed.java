package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;

/** Finds the pull requests that came into a branch between two of its commits: the content of a release. */
public final class Landed {
    private static final int MOST_COMMITS = 5_000;
    private static final int MOST_PULLS = 1_000;

    /** {@code aside}: the rules that were set aside for the head that landed, oldest first. */
    public record Change(int number, String title, String author, List<SetAside> aside) {}

    private final Database database;
    private final GitReader reader;

    public Landed(Database database, GitReader reader) {
        this.database = database;
        this.reader = reader;
    }

    /** Those that {@code to} contains and {@code from} does not, oldest first; {@code from} empty: from the beginning. */
    public List<Change> between(HostedRepository repository, Optional<Sha> from, Sha to) {
        var commits = reader.between(repository.name(), from.map(Sha::id), to.id(), MOST_COMMITS);
        return database.read(handle -> PullTable.merged(handle, repository.id(), MOST_PULLS).stream()
                .filter(row -> row.pull()
                        .landedSha()
                        .filter(landed -> commits.contains(landed.id()))
                        .isPresent())
                .map(PullRow::pull)
                .map(pull -> new Change(
                        pull.number(),
                        pull.title(),
                        pull.author(),
                        SetAsideTable.of(handle, pull.id()).stream()
                                .filter(aside -> aside.head().equals(pull.headSha()))
                                .toList()))
                .toList());
    }
}
