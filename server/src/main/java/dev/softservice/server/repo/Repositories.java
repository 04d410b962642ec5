package dev.softservice.server.repo;

import dev.softservice.server.account.Account;
import java.util.List;
import java.util.Optional;

/** The repositories of the hub: rows and bare Git repositories together. */
public final class Repositories {
    /** Makes row and bare repository; a taken name is a conflict; needs {@code MAINTAINER}. */
    public HostedRepository create(RepositoryName name, String description, Account by) {
        throw new UnsupportedOperationException();
    }

    public Optional<HostedRepository> find(RepositoryName name) {
        throw new UnsupportedOperationException();
    }

    /** As {@link #find}, refusing with "no repository owner/name here" where there is none. */
    public HostedRepository require(RepositoryName name) {
        throw new UnsupportedOperationException();
    }

    public HostedRepository byId(long id) {
        throw new UnsupportedOperationException();
    }

    public List<HostedRepository> all() {
        throw new UnsupportedOperationException();
    }
}
