package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.account.FirstAdmin;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;

/**
 * The page behind the link that a new hub prints: it makes the first administrator's account and leads to the first
 * distro.
 */
public final class FirstPages {
    static final String PATH = "/first/{secret}";

    private final Pages pages;
    private final SignIn signIn;
    private final FirstAdmin first;

    public FirstPages(Pages pages, SignIn signIn, FirstAdmin first) {
        this.pages = pages;
        this.signIn = signIn;
        this.first = first;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, PATH, ANONYMOUS, this::ask), Route.page(POST, PATH, ANONYMOUS, this::make));
    }

    private static String action(Call call) {
        return "/first/" + call.path("secret");
    }

    /** Gives the browser a cookie first if it has none: the form's token is bound to it. */
    private Reply ask(Call call) {
        first.check(call.path("secret"));
        if (call.visitor().session().isEmpty()) return signIn.begin(call, action(call));
        return show(call, 200, new JoinPages.Join(action(call), "", ""));
    }

    private Reply show(Call call, int status, JoinPages.Join join) {
        return pages.show(call, status, PageTemplate.FIRST, "The first administrator", join)
                .with("Cache-Control", "no-store");
    }

    private Reply make(Call call) {
        var name = call.form("name", 60).strip();
        var password = call.form("password", Passwords.LONGEST);
        try {
            first.make(call.path("secret"), name, password);
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID && refused.kind() != Refusal.Kind.CONFLICT) throw refused;
            return show(call, refused.kind().status(), new JoinPages.Join(action(call), name, refused.getMessage()));
        }
        return signIn.byPassword(call, name, password, "/start");
    }
}
