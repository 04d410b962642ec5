package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import java.net.URI;
import java.util.Optional;

/**
 * The one authorise step: who is asking, whether the request is their own will, and whether their role is enough. It runs before
 * every action; no action checks for itself that somebody may call it.
 */
final class Gate {
    /** What a request brings to prove who sends it. {@code client}: the address that wrong tokens are counted for. */
    record Proof(Optional<String> authorization, Optional<String> cookie, String client) {}

    /** Where a request says that it comes from. {@code siteRelation}: the Sec-Fetch-Site header; {@code formToken}: the posted form's. */
    record Provenance(Optional<String> origin, Optional<String> siteRelation, String host, String formToken) {}

    private final Authentication authentication;
    private final Sessions sessions;
    private final PublicUrl publicUrl;

    Gate(Authentication authentication, Sessions sessions, PublicUrl publicUrl) {
        this.authentication = authentication;
        this.sessions = sessions;
        this.publicUrl = publicUrl;
    }

    /** On the API a token that is not good is refused, where none at all would have been served; a stale cookie is just nobody. */
    Visitor identify(Route.Surface surface, Proof proof) {
        return switch (surface) {
            case API, REGISTRY ->
                proof.authorization()
                        .map(header -> bearer(header, proof.client()))
                        .orElse(Visitor.NOBODY);
            case PAGE ->
                proof.cookie()
                        .filter(Sessions::isId)
                        .map(id -> new Visitor(
                                sessions.token(id)
                                        .flatMap(authentication::bySession)
                                        .orElse(Account.ANONYMOUS),
                                Optional.of(id)))
                        .orElse(Visitor.NOBODY);
        };
    }

    private Visitor bearer(String authorization, String client) {
        var account = Credentials.token(authorization)
                .flatMap(token -> authentication.byToken(token, client))
                .orElseThrow(() -> Refusal.of(
                        Refusal.Kind.UNAUTHENTICATED, "this token is not known here, or has expired or been revoked"));
        return new Visitor(account, Optional.empty());
    }

    void authorise(Route route, Visitor visitor, Provenance from) {
        if (route.method().changes()) refuseForeign(from);
        if (visitor.account().role().atLeast(route.needed())) {
            if (route.surface() == Route.Surface.PAGE && route.method().changes()) requireFormToken(visitor, from);
            return;
        }
        if (visitor.account().role() == Role.ANONYMOUS) {
            throw Refusal.of(
                    Refusal.Kind.UNAUTHENTICATED, "this needs a " + Constants.word(route.needed()) + "'s token");
        }
        throw Refusal.forbidden("this needs the role " + Constants.word(route.needed()) + ", and "
                + visitor.account().name() + " is "
                + Constants.word(visitor.account().role()));
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
