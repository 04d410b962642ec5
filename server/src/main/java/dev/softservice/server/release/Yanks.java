package dev.softservice.server.release;

import dev.softservice.runner.evidence.StableStatement;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Role;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.HostedRepository;
import java.time.Clock;
import java.util.Optional;

/**
 * Yanks releases and takes that back. Tags never move, but nobody installs a yanked release any more, and no distro
 * that uses it takes it.
 */
public final class Yanks {
    private final Releases releases;
    private final Statements statements;
    private final Catalog catalog;
    private final Audit audit;
    private final Clock clock;

    public Yanks(Releases releases, Statements statements, Catalog catalog, Audit audit, Clock clock) {
        this.releases = releases;
        this.statements = statements;
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
    }

    /** Needs {@code MAINTAINER}. Says the reason to everybody; yanking again changes the reason. */
    public Release yank(HostedRepository repository, String version, String reason, Account by) {
        if (!StableStatement.isReason(reason))
            throw Refusal.invalid("reason: one line of 1 to 500 characters, for the people who run this release");
        var yanked = new Release.Yanked(reason.strip(), clock.instant(), by.name());
        return change(repository, version, by, Optional.of(yanked));
    }

    /** Takes a yank back. Needs {@code MAINTAINER}. */
    public Release restore(HostedRepository repository, String version, Account by) {
        return change(repository, version, by, Optional.empty());
    }

    private Release change(HostedRepository repository, String version, Account by, Optional<Release.Yanked> yanked) {
        by.require(Role.MAINTAINER, "yank releases");
        var changed = releases.database().write(handle -> {
            var release = ReleaseTable.ofVersion(handle, repository.id(), version)
                    .orElseThrow(() -> Refusal.notFound("there is no release " + version + " of " + repository.name()));
            ReleaseTable.yank(handle, release.id(), yanked);
            audit.record(
                    handle,
                    by,
                    yanked.isPresent() ? "release.yank" : "release.restore",
                    repository.name() + " " + release.tag(),
                    yanked.map(Release.Yanked::reason).orElse(""));
            ReleaseTable.stable(handle, repository.id())
                    .ifPresentOrElse(
                            stable -> catalog.released(
                                    handle, repository, stable.version(), stable.rungs(), stable.createdAt()),
                            () -> catalog.unreleased(handle, repository));
            return release.yanked(yanked);
        });
        statements.renew(repository);
        return changed;
    }
}
