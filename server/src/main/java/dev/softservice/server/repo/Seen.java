package dev.softservice.server.repo;

import dev.softservice.server.account.Account;

/** A repository as somebody sees it; {@code account}: they, with what they may do in it. */
public record Seen(HostedRepository repository, Account account) {}
