package dev.softservice.server.forge;

import dev.softservice.server.account.Account;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Makes a repository that follows one at a forge, in one step, with what is usual for the rest. */
public final class MirrorImport {
    private static final Duration POLL = Duration.ofSeconds(60);

    private final Repositories repositories;
    private final MirrorSetup setup;
    private final MirrorWorker worker;

    MirrorImport(Repositories repositories, MirrorSetup setup, MirrorWorker worker) {
        this.repositories = repositories;
        this.setup = setup;
        this.worker = worker;
    }

    /** Looks at once. Refuses, and makes nothing, where the address cannot be one of such a forge. Needs {@code MAINTAINER}. */
    public void bringIn(RepositoryName name, String kind, String url, Account by) {
        var wish = new MirrorSetup.Wish(
                kind, url, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), POLL, Mirror.Choices.USUAL);
        setup.check(wish);
        setup.set(repositories.create(name, "", by), wish, by);
        worker.wake();
    }
}
