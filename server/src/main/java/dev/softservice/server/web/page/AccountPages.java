package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;

/** Logging in and out with a token, and making a repository. */
public final class AccountPages {
    /** {@code provider}: what people call another sign-in; empty: there is none. */
    record Login(String wrong, String next, String provider) {}

    record NewRepository(String wrong, String owner, String name, String description) {}

    private final Pages pages;
    private final SignIn signIn;
    private final Repositories repositories;
    private final Access access;
    private final String provider;

    /** {@code provider}: what people call another sign-in; empty: there is none. */
    public AccountPages(Pages pages, SignIn signIn, Repositories repositories, Access access, String provider) {
        this.pages = pages;
        this.signIn = signIn;
        this.repositories = repositories;
        this.access = access;
        this.provider = provider;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/login", ANONYMOUS, this::askForToken),
                Route.page(POST, "/login", ANONYMOUS, this::login),
                Route.page(POST, "/logout", ANONYMOUS, signIn::end),
                Route.page(
                        GET,
                        "/new",
                        READER,
                        call -> pages.show(
                                call,
                                PageTemplate.NEW,
                                "New distro",
                                new NewRepository(
                                        "",
                                        call.query("owner")
                                                .orElse(call.account().name()),
                                        "",
                                        ""))),
                Route.page(POST, "/new", READER, this::create));
    }

    /** Gives the browser a cookie first if it has none: the form's token is bound to it. */
    private Reply askForToken(Call call) {
        if (call.visitor().session().isEmpty()) {
            var target = call.uri().startsWith("/login") ? call.uri() : "/login";
            return signIn.begin(call, target);
        }
        return pages.show(
                call,
                PageTemplate.LOGIN,
                "Log in",
                new Login("", local(call.query("next").orElse("/")), provider));
    }

    private Reply login(Call call) {
        var next = local(call.form("next", 500));
        var name = call.form("name", 60).strip();
        if (!name.isEmpty()) return loginByPassword(call, name, next);
        var token = call.form("token", 512).strip();
        if (!signIn.isKnown(token, call)) {
            return pages.show(
                    call,
                    401,
                    PageTemplate.LOGIN,
                    "Log in",
                    new Login(
                            "This token is not known here, has expired or been revoked, or is without the scope api.",
                            next,
                            provider));
        }
        return signIn.open(call, token, next);
    }

    private Reply loginByPassword(Call call, String name, String next) {
        try {
            return signIn.byPassword(call, name, call.form("password", 1_000), next);
        } catch (Refusal e) {
            if (e.kind() != Refusal.Kind.UNAUTHENTICATED && e.kind() != Refusal.Kind.THROTTLED) throw e;
            return pages.show(
                    call,
                    e.kind().status(),
                    PageTemplate.LOGIN,
                    "Log in",
                    new Login(Words.capital(e.getMessage()) + ".", next, provider));
        }
    }

    private Reply create(Call call) {
        var owner = call.form("owner", 60).strip();
        var name = call.form("name", 60).strip();
        var description = call.form("description", 500).strip();
        try {
            var made = repositories.create(
                    new RepositoryName(owner, name),
                    description,
                    !call.form("private", 5).isEmpty(),
                    access.making(owner, call.bearer()));
            return Reply.redirect("/" + made.name());
        } catch (Refusal e) {
            if (e.kind() != Refusal.Kind.INVALID && e.kind() != Refusal.Kind.CONFLICT) throw e;
            return pages.show(
                    call,
                    e.kind().status(),
                    PageTemplate.NEW,
                    "New distro",
                    new NewRepository(e.getMessage(), owner, name, description));
        }
    }

    /** Never away from the hub, whatever a link says. */
    static String local(String next) {
        return next.matches("/(?![/\\\\])[\\x21-\\x7e&&[^\\\\]]*") ? next : "/";
    }
}
