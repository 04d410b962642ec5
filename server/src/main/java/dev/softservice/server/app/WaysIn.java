package dev.softservice.server.app;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.FirstAdmin;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.SignUp;
import dev.softservice.server.mail.Mailboxes;
import dev.softservice.server.oidc.OpenIdSignIn;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How people get to their accounts: by tokens and passwords, by invitations, by mailed links, and the first of them by a link that is printed. */
public record WaysIn(
        Authentication authentication,
        Passwords passwords,
        SignUp signUp,
        FirstAdmin firstAdmin,
        Mailboxes mailboxes,
        Optional<OpenIdSignIn> provider) {
    /** {@code people}: what the operator says of them; {@code url}: the address of a path from outside. */
    static WaysIn to(Accounts accounts, Mailboxes.Keeping keeping, Config.People people, UnaryOperator<String> url) {
        var database = keeping.database();
        var audit = keeping.audit();
        var clock = keeping.clock();
        var passwords = new Passwords(database, accounts, audit, clock);
        return new WaysIn(
                new Authentication(accounts::authenticate, clock),
                passwords,
                new SignUp(database, accounts, passwords, audit, clock),
                new FirstAdmin(database, accounts, passwords, audit, clock),
                new Mailboxes(keeping, passwords, url, people.mail().isPresent()),
                people.provider()
                        .map(settings -> new OpenIdSignIn(
                                settings, new OpenIdSignIn.Keeping(database, accounts, passwords, audit, clock), url)));
    }
}
