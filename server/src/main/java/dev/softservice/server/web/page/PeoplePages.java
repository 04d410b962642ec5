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
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One's own profile with its tokens, the page that a one-time link opens, and the accounts for an administrator. */
public final class PeoplePages {
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

    record UserView(
            String name, String role, List<RoleChoice> roles, boolean self, boolean disabled, List<Instant> used) {
        static List<RoleChoice> roles(String role) {
            return HUB_ROLES.stream()
                    .map(word -> new RoleChoice(word, word.equals(role)))
                    .toList();
        }
    }

    /** {@code here}: the one that they have. */
    record RoleChoice(String word, boolean here) {}

    private static final List<String> HUB_ROLES = List.of("reader", "contributor", "maintainer", "admin");

    private final Pages pages;
    private final SignIn signIn;
    private final Accounts accounts;
    private final Passwords passwords;
    private final Clock clock;

    public PeoplePages(Pages pages, SignIn signIn, Accounts accounts, Passwords passwords, Clock clock) {
        this.pages = pages;
        this.signIn = signIn;
        this.accounts = accounts;
        this.passwords = passwords;
        this.clock = clock;
    }

    public List<Route> routes() {
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
                        PageTemplate.PROFILE,
                        "Your profile",
                        new Profile(
                                by.name(),
                                Constants.word(by.role()),
                                passwords.isSet(by),
                                fresh,
                                accounts.tokens(by).stream().map(TokenView::of).toList(),
                                roles(by.role()),
                                by.role() == ADMIN))
                .with("Cache-Control", "no-store");
    }

    private Reply change(Call call) {
        passwords.change(
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
        var token = accounts.issue(
                call.account().name(), call.form("name", 100), role, Optional.of(expires), call.account());
        return profile(call, token.text());
    }

    private Reply revoke(Call call) {
        accounts.revoke(call.pathNumber("token"), call.bearer());
        return Reply.redirect("/profile");
    }

    private Reply askForPassword(Call call) {
        var secret = call.path("secret");
        var account = passwords.ofLink(secret);
        if (call.visitor().session().isEmpty()) return signIn.begin(call, "/setup/" + secret);
        return setup(call, 200, new Setup(account.name(), secret, ""));
    }

    private Reply setup(Call call, int status, Setup setup) {
        return pages.show(call, status, PageTemplate.SETUP, "Set your password", setup)
                .with("Cache-Control", "no-store");
    }

    private Reply setUp(Call call) {
        var secret = call.path("secret");
        var account = passwords.ofLink(secret);
        try {
            passwords.setByLink(secret, call.form("password", Passwords.LONGEST));
        } catch (Refusal refused) {
            if (refused.kind() != Refusal.Kind.INVALID) throw refused;
            return setup(call, refused.kind().status(), new Setup(account.name(), secret, refused.getMessage()));
        }
        return signIn.byPassword(call, account.name(), call.form("password", Passwords.LONGEST), "/profile");
    }

    private Reply users(Call call, String name, String link) {
        return pages.show(
                        call,
                        PageTemplate.USERS,
                        "Accounts",
                        new Users(
                                accounts.known(call.account()).stream()
                                        .map(known -> new UserView(
                                                known.account().name(),
                                                Constants.word(known.account().role()),
                                                UserView.roles(Constants.word(
                                                        known.account().role())),
                                                known.account()
                                                        .name()
                                                        .equals(call.account().name()),
                                                known.disabled(),
                                                known.usedAt().stream().toList()))
                                        .toList(),
                                HUB_ROLES,
                                name,
                                link))
                .with("Cache-Control", "no-store");
    }

    private Reply create(Call call) {
        var role = Constants.named(Role.class, call.form("role", 20))
                .orElseThrow(() -> Refusal.invalid("field role must be reader, contributor, maintainer or admin"));
        var made = accounts.create(call.form("name", 60).strip(), role, call.account());
        return linked(call, made.name());
    }

    private Reply link(Call call) {
        return linked(call, call.path("user"));
    }

    private Reply linked(Call call, String name) {
        var link = passwords.link(name, call.account());
        return users(call, name, signIn.setupAddress(link.secret()));
    }
}
