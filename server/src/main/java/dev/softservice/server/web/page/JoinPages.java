package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.Role;
import dev.softservice.server.account.SignUp;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;

/** Signing up, and how administrators let people do that. */
public final class JoinPages {
    /** {@code action}: where the form leads, with the invitation. */
    record Join(String action, String name, String wrong) {}

    /** {@code link}: just made; empty: none. */
    record Invitations(SignUp.Mode now, List<String> roles, String link) {
        public String mode() {
            return Constants.word(now);
        }

        public boolean isInvitation() {
            return now == SignUp.Mode.INVITATION;
        }

        public boolean isOpen() {
            return now == SignUp.Mode.OPEN;
        }
    }

    private final Pages pages;
    private final SignIn signIn;
    private final SignUp signUp;
    private final PublicUrl url;

    public JoinPages(Pages pages, SignIn signIn, SignUp signUp, PublicUrl url) {
        this.pages = pages;
        this.signIn = signIn;
        this.signUp = signUp;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/join", ANONYMOUS, call -> ask(call, "")),
                Route.page(POST, "/join", ANONYMOUS, call -> join(call, "")),
                Route.page(GET, "/join/{secret}", ANONYMOUS, call -> ask(call, call.path("secret"))),
                Route.page(POST, "/join/{secret}", ANONYMOUS, call -> join(call, call.path("secret"))),
                Route.page(GET, "/invitations", ADMIN, call -> invitations(call, "")),
                Route.page(POST, "/invitations", ADMIN, this::invite),
                Route.page(POST, "/invitations/mode", ADMIN, this::choose));
    }

    private static String action(String secret) {
        return secret.isEmpty() ? "/join" : "/join/" + secret;
    }

    /** Gives the browser a cookie first if it has none: the form's token is bound to it. */
    private Reply ask(Call call, String secret) {
        signUp.check(secret);
        if (call.visitor().session().isEmpty()) return signIn.begin(call, action(secret));
        return show(call, 200, new Join(action(secret), "", ""));
    }

    private Reply show(Call call, int status, Join join) {
        return pages.show(call, status, PageTemplate.JOIN, "Make an account", join)
                .with("Cache-Control", "no-store");
    }

    private Reply join(Call call, String secret) {
        var name = call.form("name", 60).strip();
        var password = call.form("password", Passwords.LONGEST);
        try {
            signUp.join(secret, name, password, call.remote());
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID && refused.kind() != Refusal.Kind.CONFLICT) throw refused;
            return show(call, refused.kind().status(), new Join(action(secret), name, refused.getMessage()));
        }
        return signIn.byPassword(call, name, password, "/profile");
    }

    private Reply invitations(Call call, String link) {
        return pages.show(
                        call,
                        PageTemplate.INVITATIONS,
                        "Signing up",
                        new Invitations(signUp.mode(), List.of("reader", "contributor", "maintainer"), link))
                .with("Cache-Control", "no-store");
    }

    private Reply invite(Call call) {
        var role = Constants.named(Role.class, call.form("role", 20)).orElse(Role.ANONYMOUS);
        var made = signUp.invite(role, call.account());
        return invitations(call, url.of("/join/" + made.secret()));
    }

    private Reply choose(Call call) {
        var mode = Constants.named(SignUp.Mode.class, call.form("mode", 20))
                .orElseThrow(() -> Refusal.invalid("field mode must be off, invitation or open"));
        signUp.choose(mode, call.account());
        return Reply.redirect("/invitations");
    }
}
