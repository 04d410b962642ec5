package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Cookies;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Sessions;
import java.util.List;

/** Logging in and out with a token, and making a repository. */
final class AccountPages {
    record Login(String wrong, String next) {}

    record NewRepository(String wrong, String owner, String name, String description) {}

    private final Hub hub;
    private final Pages pages;
    private final Sessions sessions;
    private final Cookies cookies;

    AccountPages(Hub hub, Pages pages, Sessions sessions) {
        this.hub = hub;
        this.pages = pages;
        this.sessions = sessions;
        this.cookies = new Cookies(hub.url());
    }

    List<Route> routes() {
        return List.of(
                Route.page(GET, "/login", ANONYMOUS, this::askForToken),
                Route.page(POST, "/login", ANONYMOUS, this::login),
                Route.page(POST, "/logout", ANONYMOUS, this::logout),
                Route.page(
                        GET,
                        "/new",
                        MAINTAINER,
                        call -> pages.show(
                                call,
                                "new",
                                "New distro",
                                new NewRepository("", call.account().name(), "", ""))),
                Route.page(POST, "/new", MAINTAINER, this::create));
    }

    /** Gives the browser a cookie first if it has none: the form's token is bound to it. */
    private Reply askForToken(Call call) {
        if (call.visitor().session().isEmpty()) {
            var target = call.uri().startsWith("/login") ? call.uri() : "/login";
            return Reply.redirect(target).with("Set-Cookie", cookies.session(sessions.newId()));
        }
        return pages.show(
                call, "login", "Log in", new Login("", local(call.query("next").orElse("/"))));
    }

    private Reply login(Call call) {
        var next = local(call.form("next", 500));
        var name = call.form("name", 60).strip();
        if (!name.isEmpty()) return loginByPassword(call, name, next);
        var token = call.form("token", 512).strip();
        if (hub.authentication().byToken(token, call.remote()).isEmpty()) {
            return pages.show(
                    call,
                    401,
                    "login",
                    "Log in",
                    new Login("This token is not known here, or has expired or been revoked.", next));
        }
        call.visitor().session().ifPresent(sessions::close);
        return Reply.redirect(next).with("Set-Cookie", cookies.session(sessions.open(token)));
    }

    private Reply loginByPassword(Call call, String name, String next) {
        try {
            var token = hub.passwords().signIn(name, call.form("password", 1_000), call.remote());
            call.visitor().session().ifPresent(sessions::close);
            return Reply.redirect(next).with("Set-Cookie", cookies.session(sessions.open(token.text())));
        } catch (Refusal e) {
            if (e.kind() != Refusal.Kind.UNAUTHENTICATED && e.kind() != Refusal.Kind.THROTTLED) throw e;
            return pages.show(
                    call, e.kind().status(), "login", "Log in", new Login(Words.capital(e.getMessage()) + ".", next));
        }
    }

    private Reply logout(Call call) {
        call.visitor().session().flatMap(sessions::token).ifPresent(hub.accounts()::signOut);
        call.visitor().session().ifPresent(sessions::close);
        return Reply.redirect("/").with("Set-Cookie", cookies.none());
    }

    private Reply create(Call call) {
        var owner = call.form("owner", 60).strip();
        var name = call.form("name", 60).strip();
        var description = call.form("description", 500).strip();
        try {
            var made = hub.repositories().create(new RepositoryName(owner, name), description, call.account());
            return Reply.redirect("/" + made.name());
        } catch (Refusal e) {
            if (e.kind() != Refusal.Kind.INVALID && e.kind() != Refusal.Kind.CONFLICT) throw e;
            return pages.show(
                    call,
                    e.kind().status(),
                    "new",
                    "New distro",
                    new NewRepository(e.getMessage(), owner, name, description));
        }
    }

    /** Never away from the hub, whatever a link says. */
    private static String local(String next) {
        return next.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") ? next : "/";
    }
}
