package dev.softservice.server.start;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.PersonIdent;

/** Makes repositories of samples, as if somebody had pushed them, and knows how far each has come. */
public final class SampleImport {
    /** The parts of the hub that an import works on. */
    public record Places(
            Repositories repositories, GitStore git, PushConsequences consequences, Runs runs, Releases releases) {}

    /** {@code missing}: the parts that have no release here yet, as {@code owner/name}; without them it cannot be verified. */
    record Standing(boolean here, Optional<Run> run, Optional<Release> stable, List<String> missing) {}

    private final Places places;
    private final Clock clock;

    public SampleImport(Places places, Clock clock) {
        this.places = places;
        this.clock = clock;
    }

    static RepositoryName nameOf(Sample sample) {
        return new RepositoryName(Samples.OWNER, sample.name());
    }

    Standing standing(Sample sample) {
        var repository = places.repositories().find(nameOf(sample));
        return new Standing(
                repository.filter(this::hasMain).isPresent(),
                repository.flatMap(this::newest),
                repository.flatMap(places.releases()::stable),
                missing(sample));
    }

    private boolean hasMain(HostedRepository repository) {
        return places.git().resolve(repository.name(), BranchName.MAIN.ref()).isPresent();
    }

    private List<String> missing(Sample sample) {
        return sample.parts().stream()
                .filter(part -> places.repositories()
                        .find(RepositoryName.read(part))
                        .flatMap(places.releases()::stable)
                        .isEmpty())
                .toList();
    }

    private Optional<Run> newest(HostedRepository repository) {
        return places.runs().own(repository, Optional.empty(), 1).stream().findFirst();
    }

    /** Returns its first run, where one was asked for at once. Needs {@code MAINTAINER}. */
    Optional<Run> bringIn(Sample sample, Account by) {
        var missing = missing(sample);
        if (!missing.isEmpty())
            throw Refusal.conflict(nameOf(sample) + " is made of " + String.join(" and ", missing)
                    + ": bring that in first, and wait for its release");
        // What a crash left without a commit is taken up.
        var repository = places.repositories()
                .find(nameOf(sample))
                .orElseGet(() -> places.repositories().create(nameOf(sample), sample.summary(), by));
        var who = new PersonIdent("Softservice", "hub@localhost", clock.instant(), ZoneOffset.UTC);
        var commit = places.git()
                .firstCommit(repository.name(), sample.files(), "Bring in the sample " + sample.name() + "\n", who);
        boolean moved = places.git()
                .moveRef(
                        repository.name(),
                        BranchName.MAIN.ref(),
                        Optional.empty(),
                        Optional.of(commit),
                        "brought in by " + by.name());
        if (!moved) throw Refusal.conflict(nameOf(sample) + " is here already");
        places.consequences().branchMoved(repository, BranchName.MAIN, Optional.empty(), Optional.of(commit), by);
        return newest(repository);
    }
}
