package dev.softservice.server.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import dev.softservice.server.app.Config;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People sign in with a provider that others keep, page by page as a browser does it. */
class OpenIdSignInTest {
    @TempDir
    Path data;

    @Test
    void whoTheProviderKnowsGetsAnAccountAndTheRoleThatTheirGroupsMean() throws Exception {
        var provider = new MockOAuth2Server(OAuth2Config.Companion.fromJson("{\"interactiveLogin\": true}"));
        provider.start();
        var issuer = provider.issuerUrl("people").toString();
        var settings = OpenIdAttacksTest.settings(data, issuer, Map.of("makers", Role.MAINTAINER, "all", Role.READER));
        try (var client = HttpClient.newHttpClient();
                var hub = new HubForTests(data, new Config.People(Optional.empty(), Optional.of(settings)));
                var ada = new BrowserSession(hub.address())) {
            ada.get("/login");
            assertThat(ada.get("/login").body()).contains("Log in with Example");
            signIn(client, ada, "{\"preferred_username\": \"ada\", \"groups\": [\"all\", \"makers\"]}");
            assertThat(ada.get("/profile").body())
                    .contains("<h1>ada</h1>", "You are maintainer on this hub", "signed in with Example");

            ada.post("/profile", "/logout", Map.of());
            assertThat(ada.get("/profile").statusCode()).isEqualTo(303);
            signIn(client, ada, "{\"preferred_username\": \"ada\", \"groups\": [\"all\"]}");
            assertThat(ada.get("/profile").body()).contains("<h1>ada</h1>", "You are reader on this hub");
        } finally {
            provider.shutdown();
        }
    }

    private static void signIn(HttpClient client, BrowserSession browser, String claims) throws Exception {
        browser.get("/login/provider");
        var there =
                browser.get("/login/provider").headers().firstValue("Location").orElseThrow();
        var form = "username=sub-of-ada&claims=" + URLEncoder.encode(claims, StandardCharsets.UTF_8);
        var answer = client.send(
                HttpRequest.newBuilder(URI.create(there))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        var back = URI.create(answer.headers().firstValue("Location").orElseThrow());
        assertThat(browser.get(back.getRawPath() + "?" + back.getRawQuery()).statusCode())
                .isEqualTo(303);
    }
}
