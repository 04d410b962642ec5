package dev.softservice.server.web.page;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.TokenScope;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Cookies;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Sessions;

/** Opens and ends the sessions of browsers. */
public final class SignIn {
    /** The query parameter of an address that a browser was sent to with a cookie. */
    private static final String SENT = "cookie";

    private final Authentication authentication;
    private final Passwords passwords;
    private final Accounts accounts;
    private final Sessions sessions;
    private final Cookies cookies;
    private final PublicUrl url;

    public SignIn(
            Authentication authentication, Passwords passwords, Accounts accounts, Sessions sessions, PublicUrl url) {
        this.authentication = authentication;
        this.passwords = passwords;
        this.accounts = accounts;
        this.sessions = sessions;
        this.cookies = new Cookies(url);
        this.url = url;
    }

    /**
     * For a form that is asked for without a session, which its token is bound to: gives the browser a cookie, and sends it to {@code target}
     * again. Refuses one that has been sent there before, and brought no cookie along: it would go round for ever.
     */
    Reply begin(Call call, String target) {
        if (call.query(SENT).isPresent())
            throw Refusal.invalid(
                    "this form needs a cookie, and your browser keeps none of this hub: allow its cookies,"
                            + " then open the page again");
        return Reply.redirect(target + (target.contains("?") ? "&" : "?") + SENT + "=sent")
                .with("Set-Cookie", cookies.session(sessions.newId()));
    }

    boolean isKnown(String token, Call call) {
        return authentication
                .byToken(token, call.remote())
                .filter(bearer -> bearer.reach().scopes().contains(TokenScope.API))
                .isPresent();
    }

    /** In place of the session that the browser had, if any. {@code token}: one that {@link #isKnown}. */
    Reply open(Call call, String token, String next) {
        call.visitor().session().ifPresent(sessions::close);
        return Reply.redirect(next).with("Set-Cookie", cookies.session(sessions.open(token)));
    }

    /** Refuses a wrong password, and who tries too many. */
    Reply byPassword(Call call, String name, String password, String next) {
        return open(call, passwords.signIn(name, password, call.remote()).text(), next);
    }

    /** The token that the session was opened with ends too, if it was made for that. */
    Reply end(Call call) {
        call.visitor().session().flatMap(sessions::token).ifPresent(accounts::signOut);
        call.visitor().session().ifPresent(sessions::close);
        return Reply.redirect("/").with("Set-Cookie", cookies.none());
    }

    /** Where a one-time link leads that lets its owner set a password. */
    String setupAddress(String secret) {
        return url.of("/setup/" + secret);
    }
}
