package dev.softservice.server.forge;

import dev.softservice.server.account.Audit;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Vault;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.PublicUrl;
import java.time.Clock;

/** The parts of the hub that mirrors work on. {@link Mirrors} alone has it, and gives each class what it uses. */
public record HubParts(
        Database database,
        Vault vault,
        Audit audit,
        Repositories repositories,
        GitStore git,
        Pulls pulls,
        PushConsequences consequences,
        Runs runs,
        Releases releases,
        PublicUrl url,
        Clock clock) {}
