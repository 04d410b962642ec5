package dev.softservice.server.run;

import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.TreeFolders;
import dev.softservice.server.repo.Repositories;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * What workers need of the hub.
 *
 * @param baselines the release that is stable in a repository, by its id
 * @param trees     where stable's tree is put for a run
 * @param level     the highest rung that runs climb to
 * @param hubId     names the hub on the engine
 */
public record Tools(
        Database database,
        RunQueue queue,
        RunFiles files,
        Scratch scratch,
        RunControl control,
        Verifier verifier,
        GitStore git,
        Repositories repositories,
        TreeFolders trees,
        LongFunction<Optional<Baseline>> baselines,
        ImageUse images,
        int level,
        String hubId,
        Clock clock) {
    RunReports reports() {
        return new RunReports(files);
    }
}
