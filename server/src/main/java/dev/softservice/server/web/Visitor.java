package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;
import java.util.Optional;

/**
 * The account that a request comes from, and how it was proven.
 *
 * @param account with their role where the request leads
 * @param bearer  whom their credential stands for, wherever
 * @param session the browser's cookie, where it sent one; forms are bound to it, whether or not somebody has logged in
 */
public record Visitor(Account account, Bearer bearer, Optional<String> session) {
    public static final Visitor NOBODY = new Visitor(Account.ANONYMOUS, Bearer.NOBODY, Optional.empty());

    Visitor as(Account there) {
        return new Visitor(there, bearer, session);
    }
}
