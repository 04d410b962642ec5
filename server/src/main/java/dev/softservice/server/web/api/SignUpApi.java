package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.account.Role;
import dev.softservice.server.account.SignUp;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;

/** How people get an account of their own. Making one is a page's: it sets a password. */
public final class SignUpApi {
    private static final String PATH = "/api/v1/sign-up";

    private final SignUp signUp;
    private final PublicUrl url;

    public SignUpApi(SignUp signUp, PublicUrl url) {
        this.signUp = signUp;
        this.url = url;
    }

    record SignUpShape(String mode) {}

    record InvitationShape(String url, String role, Instant expiresAt) {}

    public List<Route> routes() {
        return List.of(
                Route.api(GET, PATH, ANONYMOUS, _ -> show()),
                Route.api(PUT, PATH, ADMIN, this::choose),
                Route.api(POST, "/api/v1/invitations", ADMIN, this::invite));
    }

    private Reply show() {
        return Reply.json(new SignUpShape(Constants.word(signUp.mode())));
    }

    private Reply choose(Call call) {
        var mode = Constants.named(SignUp.Mode.class, call.json("mode").line("mode", 20))
                .orElseThrow(() -> Refusal.invalid("field mode must be off, invitation or open"));
        signUp.choose(mode, call.account());
        return show();
    }

    private Reply invite(Call call) {
        var role = call.json("role")
                .optionalLine("role", 20)
                .map(word -> Constants.named(Role.class, word).orElse(Role.ANONYMOUS))
                .orElse(Role.READER);
        var made = signUp.invite(role, call.account());
        return Reply.json(
                        201,
                        new InvitationShape(
                                url.of("/join/" + made.secret()), Constants.word(made.role()), made.expiresAt()))
                .with("Cache-Control", "no-store");
    }
}
