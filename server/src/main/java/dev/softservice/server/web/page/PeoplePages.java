package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Passwords;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Cookies;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One's own profile with its tokens, the page that a one-time link opens, and the accounts for an administrator. */
final class PeoplePages {
    record Profile(
            String name,
            String role,
            boolean hasPassword,
            String fresh,
            List<TokenView> tokens,
            List<String> roles,
            boolean admin) {}

    /** {@code expires} and {@code used}: one time, or none. */
    record TokenView(long id, String name, String role, Instant createdAt, List<Instant> expires, List<Instant> used) {
        static TokenView of(Accounts.Token token) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    Constants.word(token.role()),
                    token.createdAt(),
                    token.expiresAt().stream().toList(),
                    token.usedAt().stream().toList());
        }
    }

    /** {@code secret}: the link's; {@code wrong}: what was not acceptable. */
    record Setup(String name, String secret, String wrong) {}

    /** {@code link}: just made for {@code name}; empty: none. */
    record Users(List<UserView> accounts, List<String> roles, String name, String link) {}

    record UserView(String name, String role) {}

    private final Hub hub;
    private final Pages pages;
    private final Sessions sessions;
    private final Cookies cookies;
    private final Clock clock;

    PeoplePages(Hub hub, Pages pages, Sessions sessions, Clock clock) {
        this.hub = hub;
        this.pages = pages;
        this.sessions = sessions;
        this.cookies = new Cookies(hub.url());
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.page(GET, "/profile", READER, call -> profile(call, "")),
                Route.page(POST, "/profile/password", READER, this::change),
                Route.page(POST, "/profile/tokens", READER, this::issue),
                Route.page(POST, "/profile/tokens/{token}/revoke", READER, this::revoke),
                Route.page(GET, "/setup/{secret}", ANONYMOUS, this::askForPassword),
                Route.page(POST, "/setup/{secret}", ANONYMOUS, this::setUp),
                Route.page(GET, "/users", ADMIN, call -> users(call, "", "")),
                Route.page(POST, "/users", ADMIN, this::create),
                Route.page(POST, "/users/{user}/link", ADMIN, this::link));
    }

    private static List<String> roles(Role most) {
        return Arrays.stream(Role.values())
                .filter(role -> role != Role.ANONYMOUS && most.atLeast(role))
                .map(Constants::word)
                .toList();
    }

    private Reply profile(Call call, String fresh) {
        var by = call.account();
        return pages.show(
                        call,
                        "profile",
                        "Your profile",
                        new Profile(
                                by.name(),
                                Constants.word(by.role()),
                                hub.passwords().isSet(by),
                                fresh,
                                hub.accounts().tokens(by).stream()
                                        .map(TokenView::of)
                                        .toList(),
                                roles(by.role()),
                                by.role() == ADMIN))
                .with("Cache-Control", "no-store");
    }

    private Reply change(Call call) {
        hub.passwords()
                .change(
                        call.account(),
                        call.form("present", Passwords.LONGEST),
                        call.form("password", Passwords.LONGEST),
                        call.remote());
        return Reply.redirect("/profile");
    }

    private Reply issue(Call call) {
        var role = Constants.named(Role.class, call.form("role", 20))
                .orElseThrow(() -> Refusal.invalid("field role must be reader, contributor, maintainer or admin"));
        var days = call.form("days", 5);
        if (!days.matches("[1-9]\\d{0,3}")) throw Refusal.invalid("field days must be a number from 1 to 9999");
        var expires = clock.instant().plus(Duration.ofDays(Integer.parseInt(days)));
        var token = hub.accounts()
                .issue(call.account().name(), call.form("name", 100), role, Optional.of(expires), call.account());
        return profile(call, token.text());
    }

    private Reply revoke(Call call) {
        hub.accounts().revoke(call.pathNumber("token"), call.account());
        return Reply.redirect("/profile");
    }

    private Reply askForPassword(Call call) {
        var secret = call.path("secret");
        var account = hub.passwords().ofLink(secret);
        if (call.visitor().session().isEmpty())
            return Reply.redirect("/setup/" + secret).with("Set-Cookie", cookies.session(sessions.newId()));
        return setup(call, 200, new Setup(account.name(), secret, ""));
    }

    private Reply setup(Call call, int status, Setup setup) {
        return pages.show(call, status, "setup", "Set your password", setup).with("Cache-Control", "no-store");
    }

    private Reply setUp(Call call) {
        var secret = call.path("secret");
        var account = hub.passwords().ofLink(secret);
        try {
            hub.passwords().setByLink(secret, call.form("password", Passwords.LONGEST));
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID) throw refused;
            return setup(call, refused.kind().status(), new Setup(account.name(), secret, refused.getMessage()));
        }
        var token = hub.passwords().signIn(account.name(), call.form("password", Passwords.LONGEST), call.remote());
        call.visitor().session().ifPresent(sessions::close);
        return Reply.redirect("/profile").with("Set-Cookie", cookies.session(sessions.open(token.text())));
    }

    private Reply users(Call call, String name, String link) {
        return pages.show(
                        call,
                        "users",
                        "Accounts",
                        new Users(
                                hub.accounts().all(call.account()).stream()
                                        .map(account -> new UserView(account.name(), Constants.word(account.role())))
                                        .toList(),
                                roles(Role.ADMIN),
                                name,
                                link))
                .with("Cache-Control", "no-store");
    }

    private Reply create(Call call) {
        var role = Constants.named(Role.class, call.form("role", 20))
                .orElseThrow(() -> Refusal.invalid("field role must be reader, contributor, maintainer or admin"));
        var made = hub.accounts().create(call.form("name", 60).strip(), role, call.account());
        return linked(call, made.name());
    }

    private Reply link(Call call) {
        return linked(call, call.path("user"));
    }

    private Reply linked(Call call, String name) {
        var link = hub.passwords().link(name, call.account());
        return users(call, name, hub.url().of("/setup/" + link.secret()));
    }
}
