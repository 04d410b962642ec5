package dev.softservice.server.git;

import dev.softservice.server.account.Account;
import dev.softservice.server.repo.HostedRepository;

/** Records every refused change of a protected ref. */
@FunctionalInterface
public interface PushAudit {
    void refused(HostedRepository repository, Account by, String ref, String reason);
}
