package dev.softservice.server.app;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.anew.AnewRows;
import dev.softservice.server.carry.CarryRows;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.culprit.CulpritRows;
import dev.softservice.server.db.Database;
import dev.softservice.server.forge.Mirrors;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.image.ImageRows;
import dev.softservice.server.pull.PullRows;
import dev.softservice.server.release.ReleaseRows;
import dev.softservice.server.repo.FormerNames;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.repo.RepositoryRemoval;
import dev.softservice.server.review.ReviewRows;
import dev.softservice.server.run.RunRows;
import dev.softservice.server.run.Runs;
import dev.softservice.server.trial.TrialRows;
import dev.softservice.server.webhook.WebhookRows;
import java.util.List;

/** What goes with a repository: each package lets go of its own rows. */
final class Leaving {
    private Leaving() {}

    /** What lies in files. */
    record Kept(Runs runs, GitStore git) implements RepositoryRemoval.Files {
        @Override
        public boolean quiet(HostedRepository repository) {
            return runs.endAll(repository);
        }

        @Override
        public void removeRuns(HostedRepository repository) {
            runs.removeFiles(repository);
        }

        @Override
        public void removeGit(RepositoryName folder) {
            git.remove(folder);
        }
    }

    /** The order is that of the foreign keys. */
    static RepositoryRemoval of(Database database, FormerNames names, Kept kept, RepositoryRemoval.Records records) {
        List<RepositoryRemoval.Rows> rows = List.of(
                ReviewRows::delete,
                PullRows::delete,
                TrialRows::delete,
                CarryRows::delete,
                AnewRows::delete,
                CulpritRows::delete,
                WebhookRows::delete,
                Mirrors::delete,
                ImageRows::delete,
                RunRows::letReleasesGo,
                ReleaseRows::delete,
                RunRows::delete,
                Catalog::delete,
                (handle, repository) -> Accounts.endTokensFor(
                        handle, repository, records.clock().instant()));
        return new RepositoryRemoval(database, names, kept, rows, records);
    }
}
