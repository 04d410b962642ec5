package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import dev.softservice.server.web.HubForTests;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a one-time link to a token, as a browser does it. */
class PeoplePagesTest {
    private static final String GOOD = "correct horse battery";

    @TempDir
    Path data;

    private String cookie = "";

    private HttpResponse<String> get(HubForTests hub, String path) {
        var reply = hub.send(hub.request(path).header("Cookie", cookie));
        keep(reply);
        return reply;
    }

    private void keep(HttpResponse<String> reply) {
        reply.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.split(";")[0]);
    }

    /** Fills in the form of a page and sends it. */
    private HttpResponse<String> post(HubForTests hub, String page, String path, Map<String, String> fields) {
        var token = Pattern.compile("name=\"form-token\" value=\"([^\"]*)\"")
                .matcher(get(hub, page).body());
        assertThat(token.find()).as(page).isTrue();
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        var reply = hub.send(hub.request(path)
                .header("Cookie", cookie)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(
                        "form-token=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8) + "&" + form)));
        keep(reply);
        return reply;
    }

    @Test
    void aLinkLeadsToAPasswordThatToAProfileAndThatToATokenThatIsShownOnce() {
        try (var hub = new HubForTests(data)) {
            hub.app.accounts().create("ada", Role.CONTRIBUTOR, hub.admin);
            var setup = "/setup/" + hub.app.passwords().link("ada", hub.admin).secret();
            get(hub, setup);
            assertThat(post(hub, setup, setup, Map.of("password", "short")).statusCode())
                    .isEqualTo(422);
            assertThat(post(hub, setup, setup, Map.of("password", GOOD))
                            .headers()
                            .firstValue("Location"))
                    .contains("/profile");
            assertThat(get(hub, setup).statusCode()).as("a link works once").isEqualTo(404);
            assertThat(get(hub, "/profile").body())
                    .contains("You are contributor on this hub", "signed in with a password");

            var made =
                    post(hub, "/profile", "/profile/tokens", Map.of("name", "laptop", "role", "reader", "days", "9"));
            var token = Pattern.compile("sst_[\\w-]+").matcher(made.body());
            assertThat(token.find()).as(made.statusCode() + made.body()).isTrue();
            assertThat(hub.app
                            .accounts()
                            .authenticate(token.group())
                            .orElseThrow()
                            .role())
                    .isEqualTo(Role.READER);
            assertThat(get(hub, "/profile").body()).contains("laptop").doesNotContain(token.group());

            post(hub, "/profile", "/logout", Map.of());
            assertThat(get(hub, "/profile").statusCode()).isIn(303, 401);
            get(hub, "/login");
            assertThat(post(hub, "/login", "/login", Map.of("name", "ada", "password", "wrong wrong wrong"))
                            .body())
                    .contains("No account here has this name and this password.");
            assertThat(post(hub, "/login", "/login", Map.of("name", "ada", "password", GOOD))
                            .headers()
                            .firstValue("Location"))
                    .contains("/");
            assertThat(get(hub, "/profile").statusCode()).isEqualTo(200);
            assertThat(get(hub, "/users").statusCode()).isEqualTo(403);
        }
    }
}
