package dev.softservice.server.pull;

import dev.softservice.server.account.Audit;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.RepositoryLocks;
import java.time.Clock;

/** Stores pull requests: their rows, and who did what and when. It makes one decision at a time in each repository. */
public record Ledger(Database database, Audit audit, RepositoryLocks locks, Clock clock) {}
