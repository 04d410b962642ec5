package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import java.util.Optional;

/**
 * Who is asking, and how they showed it.
 *
 * @param session the browser's cookie, where it sent one; forms are bound to it, whether or not somebody has logged in
 */
public record Visitor(Account account, Optional<String> session) {
    public static final Visitor NOBODY = new Visitor(Account.ANONYMOUS, Optional.empty());
}
