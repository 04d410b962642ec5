package dev.softservice.server.web;

import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.account.TokenScope;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The only authorising step: who asks, whether the request is their own will, and whether their role is enough. It
 * runs before every action, so no action checks this itself.
 */
public final class Authorisation {
    /** What a request brings to prove who sends it. {@code client}: the address that wrong tokens are counted for. */
    record Proof(Optional<String> authorization, Optional<String> cookie, String client) {}

    /** Where a request says that it comes from. {@code siteRelation}: the Sec-Fetch-Site header; {@code formToken}: the posted form's. */
    record Provenance(Optional<String> origin, Optional<String> siteRelation, String host, String formToken) {}

    private final Authentication authentication;
    private final AccountInPlace standing;
    private final Sessions sessions;
    private final PublicUrl publicUrl;

    public Authorisation(
            Authentication authentication, AccountInPlace standing, Sessions sessions, PublicUrl publicUrl) {
        this.authentication = authentication;
        this.standing = standing;
        this.sessions = sessions;
        this.publicUrl = publicUrl;
    }

    /** Lets in, with the role that counts where the request leads, or refuses. {@code path}: the decoded path parameters. */
    Visitor admit(Route route, Map<String, String> path, Proof proof, Provenance from) {
        var known = identify(route.surface(), proof);
        if (route.method().changes()) refuseForeign(from);
        var visitor = known.as(standing.at(Place.of(route, path), route, known.bearer()));
        if (!visitor.account().role().atLeast(route.needed())) throw refusal(route, visitor);
        if (route.surface() == Route.Surface.PAGE && route.method().changes()) requireFormToken(visitor, from);
        return visitor;
    }

    /** On the API a token that is not good is refused, where none at all would have been served; a stale cookie is just nobody. */
    private Visitor identify(Route.Surface surface, Proof proof) {
        return switch (surface) {
            case API, REGISTRY ->
                proof.authorization()
                        .map(header -> scoped(bearer(header, proof.client()), surface))
                        .map(bearer -> new Visitor(bearer.account(), bearer, Optional.empty()))
                        .orElse(Visitor.NOBODY);
            case RUNNER -> Visitor.NOBODY;
            case PAGE ->
                proof.cookie()
                        .filter(Sessions::isId)
                        .map(id -> inSession(
                                id,
                                sessions.token(id)
                                        .flatMap(authentication::bySession)
                                        .filter(bearer ->
                                                bearer.reach().scopes().contains(TokenScope.API))
                                        .orElse(Bearer.NOBODY)))
                        .orElse(Visitor.NOBODY);
        };
    }

    private static Visitor inSession(String id, Bearer bearer) {
        return new Visitor(bearer.account(), bearer, Optional.of(id));
    }

    private static Bearer scoped(Bearer bearer, Route.Surface surface) {
        bearer.require(surface == Route.Surface.REGISTRY ? TokenScope.IMAGES : TokenScope.API);
        return bearer;
    }

    private Bearer bearer(String authorization, String client) {
        return Credentials.token(authorization)
                .flatMap(token -> authentication.byToken(token, client))
                .orElseThrow(() -> Refusal.of(
                        Refusal.Kind.UNAUTHENTICATED, "this token is not known here, or has expired or been revoked"));
    }

    private static Refusal refusal(Route route, Visitor visitor) {
        var needed = Constants.word(route.needed());
        if (visitor.bearer().isNobody())
            return Refusal.of(Refusal.Kind.UNAUTHENTICATED, "this needs a " + needed + "'s token");
        var account = visitor.account();
        if (account.role() == Role.ANONYMOUS)
            return Refusal.forbidden("this needs the role " + needed + ", and the token of " + account.name()
                    + " is for one repository, and for nothing else");
        return Refusal.forbidden("this needs the role " + needed + " here, and " + account.name() + " is "
                + Constants.word(account.role()));
    }

    private void requireFormToken(Visitor visitor, Provenance from) {
        if (visitor.session()
                .filter(id -> sessions.isFormToken(id, from.formToken()))
                .isEmpty()) {
            throw Refusal.forbidden(
                    "this form is too old, or cookies are off: go back, reload the page and send it again");
        }
    }

    /** A browser names the page that a request comes from; only the hub's own pages may change anything. */
    private void refuseForeign(Provenance from) {
        var foreignSite = from.siteRelation()
                .filter(relation -> !relation.equals("same-origin") && !relation.equals("none"))
                .isPresent();
        var foreignOrigin =
                from.origin().filter(origin -> !isOwn(origin, from.host())).isPresent();
        if (foreignSite || foreignOrigin)
            throw Refusal.forbidden("a page of another site may not change anything here");
    }

    /** Own is what the operator calls the hub, and the very address that this request was sent to. */
    private boolean isOwn(String origin, String host) {
        var own = publicUrl.base();
        return origin.equals(own.getScheme() + "://" + own.getRawAuthority())
                || authority(origin).filter(host::equals).isPresent();
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
