package dev.softservice.server.pull;

import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

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
        return between(repository, List.of(new GitReader.Span(from.map(Sha::id), to.id())))
                .getFirst();
    }

    /** The same, a line each: {@code #12 A better search (ann)}. */
    public List<String> lines(HostedRepository repository, Optional<Sha> from, Sha to) {
        return between(repository, from, to).stream()
                .map(change -> "#" + change.number() + " " + change.title() + " (" + change.author() + ")")
                .toList();
    }

    /** The same for each of many, in a number of queries that does not depend on how many they are. */
    public List<List<Change>> between(HostedRepository repository, List<GitReader.Span> spans) {
        var commits = reader.between(repository.name(), spans, MOST_COMMITS);
        return database.read(handle -> {
            var all = commits.stream().flatMap(Set::stream).collect(Collectors.toSet());
            var merged = PullTable.merged(handle, repository.id(), MOST_PULLS).stream()
                    .map(PullRow::pull)
                    .filter(pull -> isIn(all, pull))
                    .toList();
            var aside = SetAsideTable.of(
                    handle, merged.stream().map(PullRequest::id).toList());
            return commits.stream()
                    .map(span -> merged.stream()
                            .filter(pull -> isIn(span, pull))
                            .map(pull -> change(pull, aside.getOrDefault(pull.id(), List.of())))
                            .toList())
                    .toList();
        });
    }

    private static boolean isIn(Set<ObjectId> commits, PullRequest pull) {
        return pull.landedSha().filter(landed -> commits.contains(landed.id())).isPresent();
    }

    private static Change change(PullRequest pull, List<SetAside> aside) {
        return new Change(
                pull.number(),
                pull.title(),
                pull.author(),
                aside.stream().filter(one -> one.head().equals(pull.headSha())).toList());
    }
}
