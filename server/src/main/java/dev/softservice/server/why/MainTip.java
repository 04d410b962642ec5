package dev.softservice.server.why;

import dev.softservice.manifest.model.Rung;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.pull.Hold;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.release.Publisher;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunObstacle;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Waits;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The head of main, from which releases are made. */
public final class MainTip {
    private final GitReader reader;
    private final Runs runs;
    private final Publisher publisher;
    private final Function<Run, Tried> tried;

    /** {@code tried}: what came of trying what a run of main has tested with what uses it. */
    public MainTip(GitReader reader, Runs runs, Publisher publisher, Function<Run, Tried> tried) {
        this.tried = tried;
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
        var first = RunObstacle.of(run.get(), waits).or(() -> publisher.obstacle(repository, run.get()));
        if (first.isEmpty()
                || run.get().verdict().filter(Run.Outcome.PASSED::equals).isEmpty())
            return first.stream().toList();
        boolean level = publisher.required(repository, run.get().commit()).orElse(0) >= Rung.CARRIES.number();
        var users = level
                ? tried.apply(run.get()).holds(new Tried.Demand(true, true)).stream()
                        .map(Hold::obstacle)
                        .toList()
                : List.<Obstacle>of();
        // What is known of each says more than that something is waited for.
        return first.get().kind() == Kind.TRIALS && !users.isEmpty()
                ? users
                : Stream.concat(first.stream(), users.stream()).toList();
    }
}
