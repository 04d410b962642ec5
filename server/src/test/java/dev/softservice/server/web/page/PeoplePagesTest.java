package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a one-time link to a token, as a browser does it. */
class PeoplePagesTest {
    private static final String GOOD = "correct horse battery";

    @TempDir
    Path data;

    @Test
    void aLinkLeadsToAPasswordThatToAProfileAndThatToATokenThatIsShownOnce() {
        try (var hub = new HubForTests(data);
                var ada = new BrowserSession(hub.address())) {
            hub.app.accounts().create("ada", Role.CONTRIBUTOR, hub.admin);
            var setup = "/setup/"
                    + hub.app.waysIn().passwords().link("ada", hub.admin).secret();
            assertThat(ada.post(setup, setup, Map.of("password", "short")).statusCode())
                    .isEqualTo(422);
            assertThat(ada.post(setup, setup, Map.of("password", GOOD))
                            .headers()
                            .firstValue("Location"))
                    .contains("/profile");
            assertThat(ada.get(setup).statusCode()).as("a link works once").isEqualTo(404);
            assertThat(ada.get("/profile").body())
                    .contains("You are contributor on this hub", "signed in with a password");

            var made = ada.post("/profile", "/profile/tokens", Map.of("name", "laptop", "role", "reader", "days", "9"));
            var token = Pattern.compile("sst_[\\w-]+").matcher(made.body());
            assertThat(token.find()).as(made.statusCode() + made.body()).isTrue();
            assertThat(hub.app
                            .accounts()
                            .authenticate(token.group())
                            .orElseThrow()
                            .onHub()
                            .role())
                    .isEqualTo(Role.READER);
            assertThat(ada.get("/profile").body()).contains("laptop").doesNotContain(token.group());

            ada.post("/profile", "/logout", Map.of());
            assertThat(ada.get("/profile").statusCode()).isEqualTo(303);
            ada.get("/login");
            assertThat(ada.post("/login", "/login", Map.of("name", "ada", "password", "wrong wrong wrong"))
                            .body())
                    .contains("No account here has this name and this password.");
            assertThat(ada.post("/login", "/login", Map.of("name", "ada", "password", GOOD))
                            .headers()
                            .firstValue("Location"))
                    .contains("/");
            assertThat(ada.get("/profile").statusCode()).isEqualTo(200);
            assertThat(ada.get("/users").statusCode()).isEqualTo(403);
        }
    }

    /** A form that is sent as it stands changes nothing. */
    @Test
    void theRoleOfAnAccountIsWhatItsFormHasChosen() {
        try (var hub = new HubForTests(data);
                var admin = hub.browser()) {
            hub.app.accounts().create("ada", Role.MAINTAINER, hub.admin);
            assertThat(admin.get("/users").body())
                    .containsOnlyOnce("<option selected>maintainer</option>")
                    .containsOnlyOnce(" selected");
        }
    }

    /** Every form that can be asked for without a session. */
    @Test
    void whoKeepsNoCookieIsToldSoInsteadOfBeingSentRound() {
        try (var hub = new HubForTests(data)) {
            hub.app.accounts().create("ada", Role.READER, hub.admin);
            var setup = "/setup/"
                    + hub.app.waysIn().passwords().link("ada", hub.admin).secret();
            var join = "/join/"
                    + hub.app.waysIn().signUp().invite(Role.READER, hub.admin).secret();
            for (var form : new String[] {"/login?next=%2Fnew", "/new", setup, join, "/login/forgot"}) {
                var reply = hub.get(form);
                for (int sent = 0; reply.statusCode() == 303; sent++) {
                    assertThat(sent).as(form).isLessThan(3);
                    reply = hub.get(reply.headers().firstValue("Location").orElseThrow());
                }
                assertThat(reply.statusCode()).as(form).isEqualTo(422);
                assertThat(reply.body()).as(form).contains("allow its cookies, then open the page again");
            }
        }
    }
}
