package dev.softservice.server.web;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorisationTest {
    private static final Action WHO = call -> Reply.text(call.account().name());
    private final WebForTests web = new WebForTests(Routes.of(List.of(
            Route.api(GET, "/api/v1/open", ANONYMOUS, WHO),
            Route.api(POST, "/api/v1/things", CONTRIBUTOR, WHO),
            Route.page(GET, "/mine", READER, WHO),
            Route.page(POST, "/mine", READER, WHO))));

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void anApiRouteLetsInEverybodyWithTheRole() {
        assertThat(web.send(posting("/api/v1/things").header("Authorization", "Bearer contributor-token"))
                        .body())
                .isEqualTo("contributor");
        assertThat(web.send(posting("/api/v1/things").header("Authorization", "Bearer admin-token"))
                        .body())
                .isEqualTo("admin");
    }

    @Test
    void basicCarriesTheTokenAsPassword() {
        var basic = java.util.Base64.getEncoder().encodeToString("anything:contributor-token".getBytes());
        assertThat(web.send(posting("/api/v1/things").header("Authorization", "Basic " + basic))
                        .body())
                .isEqualTo("contributor");
    }

    @Test
    void aRoleTooLowIsForbiddenAndNoTokenIsUnauthenticated() {
        var low = web.send(posting("/api/v1/things").header("Authorization", "Bearer reader-token"));
        assertThat(low.statusCode()).isEqualTo(403);
        assertThat(low.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(low.body()).contains("needs the role contributor");
        var none = web.send(posting("/api/v1/things"));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void whoBringsOneWrongTokenAfterAnotherIsHeldBack() {
        var wrong = web.request("/api/v1/open").header("Authorization", "Bearer nobody");
        var answers = Stream.generate(() -> web.send(wrong)).limit(40).toList();
        assertThat(answers.subList(0, 20)).allMatch(answer -> answer.statusCode() == 401);
        var held = answers.stream()
                .filter(answer -> answer.statusCode() == 429)
                .findFirst()
                .orElseThrow();
        assertThat(held.headers().firstValue("Retry-After")).isPresent();
        assertThat(held.body()).contains("too many wrong tokens came from your address");
        assertThat(web.get("/api/v1/open").statusCode()).isEqualTo(200);
    }

    @Test
    void anUnknownTokenIsRefusedEvenWhereNoneIsNeeded() {
        for (var wrong : List.of(
                "Bearer nobody",
                "Bearer ",
                "Basic !!!",
                "Digest x",
                "Bearer " + "x".repeat(5_000),
                "eyJhbGciOiJub25lIn0.e30.")) {
            assertThat(web.send(web.request("/api/v1/open").header("Authorization", wrong))
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
    }

    @Test
    void theApiDoesNotLookAtCookies() {
        var cookie = "softservice=" + web.sessions.open(WebForTests.tokenOf(Role.ADMIN));
        assertThat(web.send(posting("/api/v1/things").header("Cookie", cookie)).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aPageSendsStrangersToLoginAndBack() {
        var reply = web.get("/mine?a=b");
        assertThat(reply.statusCode()).isEqualTo(303);
        assertThat(reply.headers().firstValue("Location")).contains("/login?next=%2Fmine%3Fa%3Db");
    }

    @Test
    void aFormNeedsItsOwnTokenOfItsOwnSession() {
        var mine = web.sessions.open(WebForTests.tokenOf(Role.READER));
        var other = web.sessions.open(WebForTests.tokenOf(Role.READER));
        assertThat(post(mine, web.sessions.formToken(mine)).body()).isEqualTo("reader");
        assertThat(post(mine, web.sessions.formToken(other)).statusCode()).isEqualTo(403);
        assertThat(post(mine, "").statusCode()).isEqualTo(403);
    }

    @Test
    void aPageOfAnotherSiteChangesNothing() {
        var id = web.sessions.open(WebForTests.tokenOf(Role.READER));
        for (var header : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site")) {
            var parts = header.split(": ");
            var request = form(id, web.sessions.formToken(id)).header(parts[0], parts[1]);
            assertThat(web.send(request).statusCode()).as(header).isEqualTo(403);
            var api = posting("/api/v1/things")
                    .header("Authorization", "Bearer contributor-token")
                    .header(parts[0], parts[1]);
            assertThat(web.send(api).statusCode()).as(header).isEqualTo(403);
        }
        assertThat(web.send(form(id, web.sessions.formToken(id)).header("Origin", "http://127.0.0.1:" + web.port))
                        .statusCode())
                .isEqualTo(200);
    }

    private java.net.http.HttpResponse<String> post(String session, String token) {
        return web.send(form(session, token));
    }

    private HttpRequest.Builder form(String session, String token) {
        return web.request("/mine")
                .header("Cookie", "softservice=" + session)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("form-token=" + token));
    }

    private HttpRequest.Builder posting(String path) {
        return web.request(path).POST(BodyPublishers.noBody());
    }
}
