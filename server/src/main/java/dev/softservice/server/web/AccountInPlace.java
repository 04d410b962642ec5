package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Bearer;

/** Finds out which account, with which role, a credential stands for at the place that a request is about. */
@FunctionalInterface
public interface AccountInPlace {
    /**
     * With their role there. Refuses in the same words what is not here and what they may not see, and what may not be changed because it is at rest; a
     * name that leads elsewhere is a {@link Moved}.
     */
    Account at(Place place, Route route, Bearer bearer);
}
