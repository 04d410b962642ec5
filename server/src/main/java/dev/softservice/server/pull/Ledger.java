package dev.softservice.server.pull;

import dev.softservice.server.account.Audit;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.RepositoryLocks;
import java.time.Clock;

/** Where pull requests are written down: their rows, who did what and when, one decision at a time in each repository. */
public record Ledger(Database database, Audit audit, RepositoryLocks locks, Clock clock) {}
