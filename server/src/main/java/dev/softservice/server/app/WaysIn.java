package dev.softservice.server.app;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Audit;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.FirstAdmin;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.SignUp;
import dev.softservice.server.db.Database;
import java.time.Clock;

/** How people get to their accounts: by tokens and passwords, by invitations, and the first of them by a link. */
public record WaysIn(Authentication authentication, Passwords passwords, SignUp signUp, FirstAdmin firstAdmin) {
    static WaysIn to(Accounts accounts, Database database, Audit audit, Clock clock) {
        var passwords = new Passwords(database, accounts, audit, clock);
        return new WaysIn(
                new Authentication(accounts::authenticate, clock),
                passwords,
                new SignUp(database, accounts, passwords, audit, clock),
                new FirstAdmin(database, accounts, passwords, audit, clock));
    }
}
