package dev.softservice.server.why;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.release.Publisher;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunObstacle;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Waits;
import java.util.List;
import java.util.Optional;

/** The head of main, which is what gets released. */
public final class MainTip {
    private final GitReader reader;
    private final Runs runs;
    private final Publisher publisher;

    public MainTip(GitReader reader, Runs runs, Publisher publisher) {
        this.reader = reader;
        this.runs = runs;
        this.publisher = publisher;
    }

    /** Empty where there is none, or it is what is {@code stable}. */
    Optional<Candidate> of(HostedRepository repository, Optional<Release> stable, Waits waits) {
        var main = BranchName.MAIN.ref();
        return reader.resolve(repository.name(), main)
                .map(tip -> reader.commit(repository.name(), tip))
                .filter(commit -> stable.filter(release -> release.commit().equals(Sha.of(commit.id())))
                        .isEmpty())
                .map(commit -> {
                    var sha = Sha.of(commit.id());
                    var run = runs.newestOf(repository, main, sha);
                    return new Candidate(
                            Optional.empty(),
                            commit.subject(),
                            sha,
                            run,
                            publisher.required(repository, sha).orElse(0),
                            run.flatMap(one -> waits.of(one.id())),
                            obstacles(repository, run, waits));
                });
    }

    private List<Obstacle> obstacles(HostedRepository repository, Optional<Run> run, Waits waits) {
        if (run.isEmpty())
            return List.of(
                    Obstacle.of(Kind.UNTESTED, "nothing has tested it: push to main again, or ask for a run of it"));
        return RunObstacle.of(run.get(), waits).or(() -> publisher.obstacle(repository, run.get())).stream()
                .toList();
    }
}
