package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.oidc.OpenIdSignIn;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;
import java.util.Optional;

/** How people sign in, and with whom at a provider one's account is linked. Linking is a page's: a browser goes to the provider for it. */
public final class IdentityApi {
    private static final String PATH = "/api/v1/identities";

    private final Optional<OpenIdSignIn> provider;

    public IdentityApi(Optional<OpenIdSignIn> provider) {
        this.provider = provider;
    }

    /** {@code provider}: what people call it. */
    record SignInShape(Optional<String> provider) {}

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/sign-in", ANONYMOUS, _ -> ways()),
                Route.api(GET, PATH, READER, this::list),
                Route.api(DELETE, PATH + "/{id}", READER, this::unlink));
    }

    private Reply ways() {
        return Reply.json(new SignInShape(provider.map(OpenIdSignIn::name)));
    }

    private Reply list(Call call) {
        return Reply.json(provider.map(known -> known.of(call.account())).orElse(List.of()));
    }

    private Reply unlink(Call call) {
        provider.orElseThrow(() -> Refusal.notFound("this hub knows no other sign-in"))
                .unlink(call.pathNumber("id"), call.account());
        return Reply.nothing();
    }
}
