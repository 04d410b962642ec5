package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.oidc.Identity;
import dev.softservice.server.oidc.OpenIdSignIn;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Signing in with the operator's OpenID provider, and linking one's account with it. */
public final class ProviderPages {
    /**
     * {@code provider}: what people call it; empty: there is none. {@code canUnlink}: whether a password would still let them in. {@code go}: where they go to
     * link; empty before they ask.
     */
    record Links(String provider, List<IdentityView> identities, boolean canUnlink, String go) {}

    record IdentityView(long id, String name, String issuer, Instant linkedAt, List<Instant> used) {
        static IdentityView of(Identity identity) {
            return new IdentityView(
                    identity.id(),
                    identity.name(),
                    identity.issuer(),
                    identity.linkedAt(),
                    identity.usedAt().stream().toList());
        }
    }

    /** Codes and states of some providers are long. */
    private static final int LONGEST = 4_000;

    private final Pages pages;
    private final SignIn signIn;
    private final Optional<OpenIdSignIn> provider;

    public ProviderPages(Pages pages, SignIn signIn, Optional<OpenIdSignIn> provider) {
        this.pages = pages;
        this.signIn = signIn;
        this.provider = provider;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/login/provider", ANONYMOUS, this::begin),
                Route.page(GET, OpenIdSignIn.BACK, ANONYMOUS, this::back),
                Route.page(GET, "/profile/provider", READER, call -> links(call, "")),
                Route.page(POST, "/profile/provider/link", READER, this::link),
                Route.page(POST, "/profile/provider/{id}/unlink", READER, this::unlink));
    }

    private OpenIdSignIn provider() {
        return provider.orElseThrow(
                () -> Refusal.notFound("this hub knows no other sign-in: log in with a password or a token"));
    }

    /** The browser gets a cookie first: only it may come back. */
    private Reply begin(Call call) {
        var next = AccountPages.local(call.query("next").orElse("/"));
        var session = call.visitor().session();
        if (session.isEmpty()) return signIn.begin(call, "/login/provider");
        return Reply.away(provider().begin(session.get(), next));
    }

    /**
     * Begun by a form of the hub alone: else a page elsewhere could have an account linked with whom the browser is at the provider just then. Pages let no form
     * lead away from the hub, so what comes is a link.
     */
    private Reply link(Call call) {
        var session = call.visitor().session().orElseThrow();
        return links(call, provider().beginLinking(session, call.account()).toString());
    }

    private Reply back(Call call) {
        var provider = provider();
        var error = call.query("error", LONGEST);
        var code = call.query("code", LONGEST);
        if (error.isPresent() || code.isEmpty())
            throw Refusal.forbidden(provider.name() + " did not sign you in: log in again, or in another way");
        var done = provider.end(new OpenIdSignIn.Back(
                call.query("state", LONGEST).orElse(""),
                code.get(),
                call.query("iss", LONGEST),
                call.visitor().session(),
                call.account()));
        return done.token()
                .map(token -> signIn.open(call, token, done.next()))
                .orElseGet(() -> Reply.redirect(done.next()));
    }

    private Reply links(Call call, String go) {
        return pages.show(
                        call,
                        PageTemplate.PROVIDER,
                        "Other sign-ins",
                        new Links(
                                provider.map(OpenIdSignIn::name).orElse(""),
                                provider.map(known -> known.of(call.account())).orElse(List.of()).stream()
                                        .map(IdentityView::of)
                                        .toList(),
                                provider.filter(known -> known.canUnlink(call.account()))
                                        .isPresent(),
                                go))
                .with("Cache-Control", "no-store");
    }

    private Reply unlink(Call call) {
        provider().unlink(call.pathNumber("id"), call.account());
        return Reply.redirect("/profile/provider");
    }
}
