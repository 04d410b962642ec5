package dev.softservice.server.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's OpenID provider: where browsers are sent, and what an answer of it is worth. */
final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int LARGEST = 256 << 10;
    private static final int CLOCK_SKEW_SECONDS = 60;
    /** What it says of itself is asked for again after that. */
    private static final Duration KNOWN = Duration.ofHours(1);
    /** Signed with a key that only the provider has: none without a signature, none with a secret that is shared. */
    private static final Set<JWSAlgorithm> SIGNED = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final Supplier<URI> back;
    private final Clock clock;
    private Optional<Known> known = Optional.empty();

    private record Known(OIDCProviderMetadata metadata, JWKSource<SecurityContext> keys, Instant until) {}

    /** {@code back}: where browsers come back to, once the hub knows its address. */
    Provider(OidcSettings settings, Supplier<URI> back, Clock clock) {
        this.settings = settings;
        this.back = back;
        this.clock = clock;
    }

    /** Asks the provider about itself where it is not known yet; its keys are asked for again whenever there is one that is not known. */
    private synchronized Known known() {
        if (known.filter(one -> clock.instant().isBefore(one.until())).isPresent()) return known.get();
        try {
            var metadata =
                    OIDCProviderMetadata.resolve(new Issuer(settings.issuer()), PATIENCE_MILLIS, PATIENCE_MILLIS);
            var keys = JWKSourceBuilder.<SecurityContext>create(
                            metadata.getJWKSetURI().toURL(),
                            new DefaultResourceRetriever(PATIENCE_MILLIS, PATIENCE_MILLIS, LARGEST))
                    .build();
            var fresh = new Known(metadata, keys, clock.instant().plus(KNOWN));
            known = Optional.of(fresh);
            return fresh;
        } catch (com.nimbusds.oauth2.sdk.GeneralException | IOException failed) {
            throw away(failed);
        }
    }

    private Refusal away(Exception failed) {
        LOG.warn("{} does not answer as a provider does: {}", settings.issuer(), failed.getMessage());
        return Refusal.of(Refusal.Kind.BUSY, settings.name() + " does not answer: try again, or log in another way");
    }

    /** Where the browser goes. */
    URI address(Flow flow) {
        var challenge = new AuthenticationRequest.Builder(
                        ResponseType.CODE, new Scope("openid", "profile"), new ClientID(settings.client()), back.get())
                .endpointURI(known().metadata().getAuthorizationEndpointURI())
                .state(new State(flow.state()))
                .nonce(new Nonce(flow.nonce()))
                .codeChallenge(new CodeVerifier(flow.verifier()), CodeChallengeMethod.S256);
        return challenge.build().toURI();
    }

    /** What the browser brought back. {@code issuer}: who says to have sent it, where that is said (RFC 9207). */
    record Answer(String code, Optional<String> issuer) {}

    /** Changes the code into a token and looks at that; a refusal where anything is not as it has to be. */
    SignedIn signedIn(Flow flow, Answer answer) {
        var provider = known();
        boolean told = provider.metadata().supportsAuthorizationResponseIssuerParam();
        if (answer.issuer().isPresent()
                ? !answer.issuer().get().equals(provider.metadata().getIssuer().getValue())
                : told) throw wrong("the answer names another issuer, or none");
        var claims = claims(provider, flow, token(provider, flow, answer.code()));
        return new SignedIn(
                claims.getIssuer().getValue(),
                claims.getSubject().getValue(),
                Optional.ofNullable(claims.getStringClaim("preferred_username")).orElse(""),
                groups(claims));
    }

    private com.nimbusds.jwt.JWT token(Known provider, Flow flow, String code) {
        try {
            var request = new TokenRequest.Builder(
                            provider.metadata().getTokenEndpointURI(),
                            new ClientSecretBasic(new ClientID(settings.client()), secret()),
                            new AuthorizationCodeGrant(
                                    new AuthorizationCode(code), back.get(), new CodeVerifier(flow.verifier())))
                    .build()
                    .toHTTPRequest();
            request.setConnectTimeout(PATIENCE_MILLIS);
            request.setReadTimeout(PATIENCE_MILLIS);
            request.setFollowRedirects(false);
            var response = OIDCTokenResponseParser.parse(request.send());
            if (response instanceof OIDCTokenResponse good)
                return good.getOIDCTokens().getIDToken();
            throw wrong(
                    "the code: " + response.toErrorResponse().getErrorObject().getCode());
        } catch (ParseException unreadable) {
            throw wrong("an unreadable answer: " + unreadable.getMessage());
        } catch (IOException silent) {
            throw away(silent);
        }
    }

    private Secret secret() throws IOException {
        return new Secret(Files.readString(settings.secret()).strip());
    }

    private IDTokenClaimsSet claims(Known provider, Flow flow, com.nimbusds.jwt.JWT token) {
        var validator = new IDTokenValidator(
                provider.metadata().getIssuer(),
                new ClientID(settings.client()),
                new JWSVerificationKeySelector<>(SIGNED, provider.keys()),
                null);
        validator.setMaxClockSkew(CLOCK_SKEW_SECONDS);
        try {
            return validator.validate(token, new Nonce(flow.nonce()));
        } catch (BadJOSEException | com.nimbusds.jose.JOSEException refused) {
            throw wrong("the ID token: " + refused.getMessage());
        }
    }

    /** Why is the log's alone: who tries answers of their own making learns nothing. */
    private static Refusal wrong(String why) {
        LOG.warn("a sign-in by the provider was refused: {}", why);
        return Refusal.forbidden("the provider's answer does not hold: begin to log in again");
    }

    private Set<String> groups(IDTokenClaimsSet claims) {
        var claim = claims.getClaim(settings.groups().claim());
        var groups = new HashSet<String>();
        if (claim instanceof String one) groups.add(one);
        if (claim instanceof List<?> many) many.forEach(one -> groups.add(String.valueOf(one)));
        return groups;
    }
}
