package dev.softservice.server.mail;

import dev.softservice.server.account.Account;
import java.time.Instant;
import java.util.Set;

/**
 * Where somebody gets mail.
 *
 * @param address confirmed by a link that was mailed there
 * @param since   nothing is mailed that happened before
 */
public record Mailbox(Account account, MailAddress address, Set<MailTopic> topics, Instant since) {
    public Mailbox {
        topics = Set.copyOf(topics);
    }
}
