package dev.softservice.server.repo;

import dev.softservice.server.account.Account;

/** A repository as one visitor sees it, with their role in it. */
public record Seen(HostedRepository repository, Account account) {}
