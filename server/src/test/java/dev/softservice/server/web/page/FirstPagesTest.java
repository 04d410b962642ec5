package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.MovableClock;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.App;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.StreamingEndpoint;
import dev.softservice.server.web.VerdictFileVerifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub without anybody, from the link that it prints to its first administrator. */
class FirstPagesTest {
    private static final String GOOD = "correct horse battery";

    @TempDir
    Path data;

    private final MovableClock clock = new MovableClock();
    private App app;
    private Web web;
    private BrowserSession browser;

    @BeforeEach
    void open() {
        app = App.open(ConfigForTests.in(data).config(), clock, _ -> new VerdictFileVerifier());
        web = new Web(app, ConfigForTests.listening(), clock, StreamingEndpoint.NONE, MoreRoutes.NONE);
        browser = new BrowserSession("http://127.0.0.1:" + web.start());
    }

    @AfterEach
    void close() {
        browser.close();
        web.close();
        app.close();
    }

    private String link() {
        return URI.create(app.firstLink().orElseThrow()).getPath();
    }

    @Test
    void theLinkMakesOneAdministratorWhoIsLoggedInThenAndLedOn() {
        var link = link();
        var made = browser.post(link, link, Map.of("name", "ada", "password", GOOD));
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.headers().firstValue("Location")).contains("/start");
        assertThat(browser.get("/profile").body()).contains("<h1>ada</h1>", "You are admin on this hub");

        assertThat(app.firstLink()).isEmpty();
        assertThat(browser.get(link).statusCode()).isEqualTo(404);
        assertThat(browser.post("/profile", link, Map.of("name", "eve", "password", GOOD))
                        .statusCode())
                .isEqualTo(404);
        assertThat(app.accounts().all(Account.HUB)).extracting(Account::name).containsExactly("ada");
    }

    @Test
    void whatIsNotAcceptableIsSaidAndTheLinkStillWorks() {
        var link = link();
        var answer = browser.post(link, link, Map.of("name", "ada", "password", "short"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("password must be 12 to 200 characters", "value=\"ada\"");
        assertThat(browser.post(link, link, Map.of("name", "No One", "password", GOOD))
                        .body())
                .contains("account name must be 1 to 39 lower-case letters, digits or inner dashes");
        assertThat(browser.get(link).statusCode()).isEqualTo(200);
    }

    @Test
    void anotherLinkAndALinkOfYesterdayMakeNobody() {
        var link = link();
        assertThat(browser.get(link + "x").statusCode()).isEqualTo(404);
        assertThat(browser.get("/first/" + "A".repeat(32)).statusCode()).isEqualTo(404);
        clock.forward(Duration.ofHours(24));
        assertThat(browser.get(link).statusCode()).isEqualTo(404);
        var secret = link.substring("/first/".length());
        assertThatThrownBy(() -> app.waysIn().firstAdmin().make(secret, "ada", GOOD))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("older than a day");
        assertThat(app.accounts().all(Account.HUB)).isEmpty();
    }

    @Test
    void whereAnAdministratorCameByAnotherWayTheLinkIsGone() {
        var link = link();
        app.accounts().create("ada", Role.ADMIN, Account.HUB);
        assertThat(browser.get(link).body()).contains("this hub has an administrator");
    }
}
