package dev.softservice.server.trial;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.db.Database;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.release.Publisher;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunLookups;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who uses what is changed, and would be made of the change once that is released. */
public final class Users {
    private final Database database;
    private final Repositories repositories;
    private final Releases releases;
    private final Publisher publisher;
    private final Comparing comparing;

    public Users(
            Database database, Repositories repositories, Releases releases, Publisher publisher, Comparing comparing) {
        this.database = database;
        this.repositories = repositories;
        this.releases = releases;
        this.publisher = publisher;
        this.comparing = comparing;
    }

    /**
     * A try for each of them. {@code run}: of the merge result, and it has passed. Nothing private is among them: what comes of it is told to whoever sees the change,
     * and strangers' code runs beside theirs.
     */
    List<Try> of(Present present, Run run) {
        var used = repositories.byId(present.changed().repository());
        // Only main is released.
        if (used.isPrivate() || !present.base().equals(BranchName.MAIN)) return List.of();
        var version = publisher.next(used, run.commit());
        if (version.isEmpty()) return List.of();
        var change = new Try.Change(run.commit(), run.tree(), version.get());
        var candidate = new Trial(
                        used.id(), present.changed().number(), change.version(), change.commit(), change.tree(), true)
                .candidate(used.name());
        var tries = new ArrayList<Try>();
        for (long id : database.read(handle -> Runs.usersOf(handle, used)).stream()
                .sorted()
                .toList()) {
            if (id == used.id()) continue;
            var user = repositories.byId(id);
            stable(user)
                    .filter(release -> uses(release, used))
                    .filter(release -> comparing.takes(user, release.commit().id(), candidate))
                    .ifPresent(release -> tries.add(Try.of(
                            present.changed(),
                            present.head(),
                            change,
                            new Try.User(id, release.commit(), release.tag()))));
        }
        return List.copyOf(tries);
    }

    /** What is tried of a distro; empty for a private one. */
    Optional<Release> stable(HostedRepository user) {
        return user.isPrivate() || user.isAtRest() ? Optional.empty() : releases.stable(user);
    }

    /** The newest run of main, where there is one. */
    Optional<Present> main(long repository) {
        return database.read(handle -> RunLookups.newestOfBranch(handle, repository, BranchName.MAIN.ref()))
                .map(this::main);
    }

    Present main(Run run) {
        return Present.ofMain(run, publisher.awaitsUsers(repositories.byId(run.repository()), run));
    }

    HostedRepository repository(long id) {
        return repositories.byId(id);
    }

    private boolean uses(Release release, HostedRepository used) {
        return comparing.uses(release).stream()
                .flatMap(use -> use.onThisHub().stream())
                .anyMatch(name -> repositories
                        .find(RepositoryName.read(name))
                        .filter(found -> found.id() == used.id())
                        .isPresent());
    }
}
