package dev.softservice.server.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.Config;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody may try with the sign-in by a provider: each is refused, and nobody gets in. */
class OpenIdAttacksTest {
    private static final int REFUSED = 403;
    private static final int IN = 303;

    @TempDir
    Path data;

    private ForgingProvider provider;
    private HubForTests hub;
    private BrowserSession browser;

    @BeforeEach
    void open() throws IOException {
        provider = new ForgingProvider();
        hub = new HubForTests(
                data, new Config.People(Optional.empty(), Optional.of(settings(data, provider.issuer(), Map.of()))));
        browser = new BrowserSession(hub.address());
    }

    static OidcSettings settings(Path folder, String issuer, Map<String, Role> roles) throws IOException {
        var secret = Files.writeString(folder.resolve("client-secret"), "a-secret-of-the-client\n");
        return new OidcSettings(
                URI.create(issuer),
                ForgingProvider.CLIENT,
                secret,
                "Example",
                true,
                new OidcSettings.Groups("groups", roles));
    }

    @AfterEach
    void close() {
        browser.close();
        hub.close();
        provider.close();
    }

    /** What the hub has sent the browser to the provider with. */
    private Map<String, String> begun() {
        browser.get("/login/provider");
        return begun(browser, "/login/provider");
    }

    private static Map<String, String> begun(BrowserSession browser, String path) {
        var location = browser.get(path).headers().firstValue("Location").orElseThrow();
        return query(location);
    }

    /** The same for linking, which a form of the hub alone begins. */
    private static Map<String, String> linking(BrowserSession browser) {
        assertThat(browser.get("/profile/provider/link").statusCode()).isNotEqualTo(303);
        var page = browser.post("/profile/provider", "/profile/provider/link", Map.of())
                .body();
        var link = Pattern.compile("href=\"([^\"]*/authorize[^\"]*)\"").matcher(page);
        assertThat(link.find()).as(page).isTrue();
        return query(link.group(1).replace("&amp;", "&").replace("&#x3D;", "="));
    }

    private static Map<String, String> query(String address) {
        var query = new HashMap<String, String>();
        URLUtils.parseParameters(URI.create(address).getRawQuery())
                .forEach((name, values) -> query.put(name, values.getFirst()));
        return query;
    }

    private HttpResponse<String> back(String state, String more) {
        return browser.get(OpenIdSignIn.BACK + "?code=c&state=" + state + more);
    }

    private JWTClaimsSet.Builder right(Map<String, String> begun) {
        return provider.claims(begun.get("nonce"), "sub-1", "Ada.Lovelace@example.org");
    }

    private boolean isIn() {
        return browser.get("/profile").statusCode() == 200;
    }

    @Test
    void aRightAnswerLetsInAndItsCodeIsBoundToTheBrowserThatBegan() {
        var begun = begun();
        assertThat(begun).containsEntry("response_type", "code").containsEntry("code_challenge_method", "S256");
        provider.answers(provider.signed(right(begun).build()));
        assertThat(back(begun.get("state"), "").statusCode()).isEqualTo(IN);
        assertThat(browser.get("/profile").body()).contains("<h1>ada-lovelace</h1>");
        var sent = URLUtils.parseParameters(provider.asked().getFirst());
        assertThat(CodeChallenge.compute(
                                CodeChallengeMethod.S256,
                                new CodeVerifier(sent.get("code_verifier").getFirst()))
                        .getValue())
                .isEqualTo(begun.get("code_challenge"));
        assertThat(sent.get("redirect_uri")).containsExactly(hub.address() + OpenIdSignIn.BACK);
    }

    @Test
    void anAnswerCountsOnce() {
        var begun = begun();
        provider.answers(provider.signed(right(begun).build()));
        assertThat(back(begun.get("state"), "").statusCode()).isEqualTo(IN);
        assertThat(back(begun.get("state"), "").statusCode()).isEqualTo(REFUSED);
        assertThat(provider.asked()).as("the second is not even asked about").hasSize(1);
    }

    @Test
    void aCodeThatTheProviderRefusesLetsNobodyIn() {
        var begun = begun();
        provider.refuses();
        assertThat(back(begun.get("state"), "").statusCode()).isEqualTo(REFUSED);
        assertThat(isIn()).isFalse();
    }

    /** Somebody else's answer in a link, so that one works in their account without knowing. */
    @Test
    void anAnswerThatAnotherBrowserBeganLogsNobodyIn() {
        try (var attacker = new BrowserSession(hub.address())) {
            attacker.get("/login/provider");
            var theirs = begun(attacker, "/login/provider");
            provider.answers(provider.signed(right(theirs).build()));
            browser.get("/login");
            assertThat(back(theirs.get("state"), "").statusCode()).isEqualTo(REFUSED);
            assertThat(isIn()).isFalse();
            assertThat(back("made-up", "").statusCode()).isEqualTo(REFUSED);
        }
    }

    @Test
    void aTokenThatIsNotForThisSignInOrNotSignedByTheProviderLetsNobodyIn() {
        var cases = Map.<String, java.util.function.Function<Map<String, String>, com.nimbusds.jwt.JWT>>of(
                "another nonce",
                        begun -> provider.signed(
                                right(begun).claim("nonce", "other").build()),
                "no nonce",
                        begun -> provider.signed(
                                right(begun).claim("nonce", null).build()),
                "another audience",
                        begun -> provider.signed(
                                right(begun).audience("somebody-else").build()),
                "another issuer",
                        begun -> provider.signed(
                                right(begun).issuer("https://evil.example.org").build()),
                "expired",
                        begun -> provider.signed(right(begun)
                                .expirationTime(new java.util.Date(1_000))
                                .build()),
                "no signature", begun -> ForgingProvider.unsigned(right(begun).build()),
                "the public key as secret",
                        begun -> provider.withThePublicKeyAsSecret(right(begun).build()),
                "another's key",
                        begun -> provider.signedBySomebodyElse(right(begun).build()));
        cases.forEach((what, token) -> {
            var begun = begun();
            provider.answers(token.apply(begun));
            assertThat(back(begun.get("state"), "").statusCode()).as(what).isEqualTo(REFUSED);
            assertThat(isIn()).as(what).isFalse();
        });
        assertThat(hub.app.accounts().all(hub.admin)).as("no account was made").hasSize(1);
    }

    /** An answer of one provider must not be taken for another's (RFC 9207). */
    @Test
    void anAnswerThatNamesAnotherIssuerOrNoneWhereOneIsPromisedIsRefused() {
        provider.saysIssuer();
        for (var iss : new String[] {"&iss=https://evil.example.org", ""}) {
            var begun = begun();
            provider.answers(provider.signed(right(begun).build()));
            assertThat(back(begun.get("state"), iss).statusCode()).as(iss).isEqualTo(REFUSED);
        }
        assertThat(provider.asked()).as("no code was given away").isEmpty();
        var begun = begun();
        provider.answers(provider.signed(right(begun).build()));
        assertThat(back(begun.get("state"), "&iss=" + provider.issuer()).statusCode())
                .isEqualTo(IN);
    }

    @Test
    void keysThatTheProviderHasChangedAreFetchedAnew() {
        for (int round = 0; round < 2; round++) {
            var begun = begun();
            provider.answers(provider.signed(right(begun).build()));
            assertThat(back(begun.get("state"), "").statusCode())
                    .as("round " + round)
                    .isEqualTo(IN);
            browser.post("/profile", "/logout", Map.of());
            assertThat(isIn()).isFalse();
            provider.rotate();
        }
    }

    @Test
    void nobodyIsSentAwayFromTheHubAfterwards() {
        for (var next : Set.of(
                "https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "javascript:alert(1)")) {
            browser.get("/login/provider");
            var begun = begun(
                    browser,
                    "/login/provider?next="
                            + java.net.URLEncoder.encode(next, java.nio.charset.StandardCharsets.UTF_8));
            provider.answers(provider.signed(right(begun).build()));
            assertThat(back(begun.get("state"), "").headers().firstValue("Location"))
                    .as(next)
                    .contains("/");
        }
    }

    /** Neither a name nor a mail address leads to an account that is there. */
    @Test
    void aNameOrAnAddressOfAnAccountThatIsThereDoesNotOpenIt() {
        hub.app.accounts().create("ada", Role.MAINTAINER, hub.admin);
        for (boolean verified : new boolean[] {true, false}) {
            var begun = begun();
            provider.answers(provider.signed(provider.claims(begun.get("nonce"), "sub-9", "ada")
                    .claim("email", "admin@example.org")
                    .claim("email_verified", verified)
                    .build()));
            var reply = back(begun.get("state"), "");
            assertThat(reply.statusCode()).isEqualTo(409);
            assertThat(reply.body()).contains("there is an account ada already", "log in another way and link it");
            assertThat(isIn()).isFalse();
        }
    }

    @Test
    void anAccountIsLinkedByItsOwnerAloneAndToOnePersonAtTheProviderOnce() {
        try (var ada = hub.browser("ada");
                var bob = hub.browser("bob")) {
            var begun = linking(ada);
            provider.answers(provider.signed(
                    provider.claims(begun.get("nonce"), "sub-1", "ada").build()));
            assertThat(ada.get(OpenIdSignIn.BACK + "?code=c&state=" + begun.get("state"))
                            .headers()
                            .firstValue("Location"))
                    .contains("/profile/provider");
            assertThat(ada.get("/profile/provider").body()).contains("<b>ada</b> at");

            var theirs = linking(bob);
            provider.answers(provider.signed(
                    provider.claims(theirs.get("nonce"), "sub-1", "ada").build()));
            assertThat(bob.get(OpenIdSignIn.BACK + "?code=c&state=" + theirs.get("state"))
                            .statusCode())
                    .isEqualTo(409);

            var again = begun();
            provider.answers(provider.signed(
                    provider.claims(again.get("nonce"), "sub-1", "renamed").build()));
            back(again.get("state"), "");
            assertThat(browser.get("/profile").body()).contains("<h1>ada</h1>");
            hub.app.accounts().disable("ada", true, hub.admin);
            assertThat(isIn()).as("disabled").isFalse();
            var late = begun();
            provider.answers(provider.signed(
                    provider.claims(late.get("nonce"), "sub-1", "ada").build()));
            assertThat(back(late.get("state"), "").statusCode()).isEqualTo(REFUSED);
        }
    }
}
