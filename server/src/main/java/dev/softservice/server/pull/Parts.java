package dev.softservice.server.pull;

import dev.softservice.server.account.Audit;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryLocks;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunQueue;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/** What pull requests need of the hub. */
public record Parts(
        Database database,
        GitStore git,
        GitReader reader,
        Repositories repositories,
        RepositoryLocks locks,
        RunQueue queue,
        RunControl control,
        Releases releases,
        Catalog catalog,
        Audit audit,
        Surroundings surroundings) {
    /**
     * What is around pull requests.
     *
     * @param url   makes the address of a path that begins with a slash
     * @param forge the clone URL of the forge that a repository mirrors, by the repository's id
     * @param level the highest rung that runs climb to
     */
    public record Surroundings(
            Clock clock, UnaryOperator<String> url, LongFunction<Optional<String>> forge, int level) {}
}
