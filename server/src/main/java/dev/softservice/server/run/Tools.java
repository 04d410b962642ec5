package dev.softservice.server.run;

import dev.softservice.server.db.Database;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.repo.Repositories;
import java.time.Clock;

/** What workers need of the hub. {@code hubId} names the hub on the engine. */
public record Tools(Database database, RunQueue queue, RunFiles files, RunControl control, Verifier verifier, GitStore git,
                    Repositories repositories, ImageUse images, String hubId, Clock clock) {}
