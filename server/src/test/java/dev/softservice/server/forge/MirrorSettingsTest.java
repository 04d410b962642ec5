package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.server.core.Obstacle;
import dev.softservice.webhooks.Secret;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Setting a mirror up, and how it fares. */
class MirrorSettingsTest extends MirrorTest {
    @Test
    void secretsGoInAndNeverComeOut() {
        String answer = mirror("").body();
        String after = shown().body();
        assertThat(List.of(answer, after)).allSatisfy(text -> assertThat(text).doesNotContain(SECRET, ForgeStub.TOKEN));
        JsonNode mirror = json(after);
        assertThat(mirror.get("token").asBoolean()).isTrue();
        assertThat(mirror.get("hook").asText()).isEqualTo(hub.app.url().of("/api/v1/hooks/samples/wiki"));
        assertThat(mirror.get("api").asText()).isEqualTo(forge.origin() + "/api/v3");
        assertThat(hub.app.audit().list(0, hub.admin).toString())
                .contains("mirror.set")
                .doesNotContain(SECRET, ForgeStub.TOKEN);
    }

    @Test
    void secretsAreSealedInTheDatabaseAndThoseOfAnOlderHubAreWhenItStarts() {
        mirrored("");
        assertThat(kept()).allSatisfy(text -> assertThat(text).startsWith("sealed:"));
        hub.app
                .database()
                .run(handle -> handle.createUpdate("update mirror set secret = :secret, token = :token")
                        .bind("secret", SECRET)
                        .bind("token", ForgeStub.TOKEN)
                        .execute());
        mirrors.start();
        assertThat(kept()).allSatisfy(text -> assertThat(text).startsWith("sealed:"));
        delivered(forge.pushHook(SECRET, "main"));
    }

    private List<String> kept() {
        return hub.app
                .database()
                .read(handle -> handle.createQuery("select secret, token from mirror")
                        .map((row, _) -> List.of(row.getString("secret"), row.getString("token")))
                        .one());
    }

    @Test
    void aSecretThatTheHubMadeIsShownOnce() {
        String body = "{\"kind\": \"gitea\", \"url\": \"%s\"}".formatted(forge.cloneUrl());
        HttpResponse<String> first = put(body);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(json(first.body()).get("newSecret").asText()).matches("[0-9a-f]{64}");
        HttpResponse<String> second = put(body);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(json(second.body()).get("newSecret").isNull()).as("kept").isTrue();
    }

    @Test
    void whatWasKeptForOneAddressIsNotSentToAnother() {
        mirrored("");
        put("{\"kind\": \"github\", \"url\": \"%s/octo/other.git\"}".formatted(forge.origin()));
        assertThat(json(shown().body()).get("token").asBoolean()).isFalse();
        forge.authorizations.clear();
        look();
        assertThat(forge.authorizations).isNotEmpty().containsOnly("");
    }

    @Test
    void badSettingsAreRefusedWithPlaceAndRule() {
        String url = forge.cloneUrl().toString();
        assertRefused("{\"url\": \"%s\"}".formatted(url), "field kind is missing");
        assertRefused(
                "{\"kind\": \"svn\", \"url\": \"%s\"}".formatted(url),
                "field kind must be one of github, gitea, gitlab, bitbucket, bitbucket-server");
        assertRefused("{\"kind\": \"github\"}", "field url is missing");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"http://127.0.0.1:1/octo/wiki.git\"}",
                "field url: http://127.0.0.1:1: only https on port 443");
        assertRefused("{\"kind\": \"github\", \"url\": \"file:///etc/passwd\"}", "field url: must be an https URL");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"https://user:pass@github.com/a/b\"}",
                "field url: must be an https URL");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"https://127.0.0.1/octo/wiki.git\"}",
                "field url: 127.0.0.1: not a public address");
        assertRefused("{\"kind\": \"github\", \"url\": \"https://[::ffff:10.0.0.1]/octo/wiki.git\"}", "field url: ");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"%s\", \"api\": \"https://169.254.169.254/\"}".formatted(url),
                "field api: 169.254.169.254: not a public address");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"ssh://git@github.com/a/b\"}", "field url: must be an https URL");
        assertRefused("{\"kind\": \"github\", \"url\": \"https://github.com/\"}", "field url must be a clone URL");
        assertRefused("{\"kind\": \"github\", \"url\": \"https://git hub.com/\"}", "field url must be a URL");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"%s\", \"api\": \"http://169.254.169.254/latest\"}".formatted(url),
                "field api: ");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"%s\", \"secret\": \"short\"}".formatted(url),
                "field secret must have at least 16 characters");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"%s\", \"pollSeconds\": 1}".formatted(url),
                "field pollSeconds must be a whole number from 10 to 86400");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"%s\", \"trusted\": \"octocat\"}".formatted(url),
                "field trusted must be a list");
        assertRefused(
                "{\"kind\": \"github\", \"url\": \"%s\", \"token\": \"a\\nb\"}".formatted(url),
                "field token must be one line");
        assertThat(shown().statusCode()).isEqualTo(404);
        assertThat(forge.requests).isEmpty();
    }

    private void assertRefused(String body, String reason) {
        HttpResponse<String> answer = put(body);
        assertThat(answer.statusCode()).as(body).isEqualTo(422);
        assertThat(json(answer.body()).get("detail").asText()).startsWith(reason);
    }

    @Test
    void aForgeThatIsDownIsShownAndCaughtUpWith() {
        mirrored("");
        String sha = forge.push("main", "page", "two");
        forge.down = true;
        poll();
        assertThat(complaints()).isNotEmpty().first().asString().contains("503");
        assertThat(main()).isNotEqualTo(java.util.Optional.of(sha));
        JsonNode silent = json(shown().body()).get("forge");
        assertThat(silent.get("origin").asText()).isEqualTo(forge.origin());
        assertThat(silent.get("silentLooks").asInt()).isPositive();
        assertThat(silent.get("silentAt").asText()).isNotEmpty();
        assertThat(hub.app.why().of(wiki).everywhere())
                .as("without what only maintainers see")
                .containsExactly(Obstacle.of(
                        Obstacle.Kind.MIRROR,
                        "the last look at " + forge.cloneUrl()
                                + " could not take everything over, so what is newest there may be missing here"));
        forge.down = false;
        poll();
        assertThat(hub.app.why().of(wiki).everywhere()).isEmpty();
        assertThat(complaints()).isEmpty();
        assertThat(json(shown().body()).get("forge").get("silentLooks").asInt()).isZero();
        assertThat(main()).contains(sha);
    }

    @Test
    void aStatusThatWasNotTakenIsTriedAgainAtTheNextLook() {
        put("{\"kind\": \"github\", \"url\": \"%s\", \"secret\": \"%s\", \"token\": \"wrong\"}"
                .formatted(forge.cloneUrl(), SECRET));
        String sha = forge.push("main", "page", "one");
        look();
        assertThat(main()).contains(sha);
        assertThat(complaints()).singleElement().asString().contains("401 Bad credentials");
        settle();
        assertThat(forge.statuses).isEmpty();

        mirror("");
        look();
        assertThat(state(sha, "softservice/branch")).isEqualTo("success");
    }

    @Test
    void aMirrorWaitsUntilTheForgesRateLimitIsReset() {
        mirrored("");
        String sha = forge.push("main", "page", "two");
        // The forge's clock is the machine's, the hub's stands months before it.
        long reset = Instant.now().plus(Duration.ofMinutes(30)).getEpochSecond();
        forge.apiHeaders = Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", Long.toString(reset));
        forge.apiStatus = 403;
        poll();
        assertThat(main()).as("git is not the API").contains(sha);
        JsonNode shown = json(shown().body());
        assertThat(Instant.parse(shown.get("nextLookAt").asText()))
                .isBetween(
                        clock.instant().plus(Duration.ofMinutes(29)),
                        clock.instant().plus(Duration.ofMinutes(31)));
        assertThat(shown.get("forge").get("silentLooks").asInt())
                .as("it does answer")
                .isZero();

        forge.requests.clear();
        poll();
        assertThat(forge.requests).as("no look is due").isEmpty();
        String third = forge.push("main", "page", "three");
        delivered(forge.pushHook(SECRET, "main"));
        look();
        assertThat(main()).as("a hook is followed by git alone").contains(third);
        assertThat(forge.requests).noneMatch(request -> request.contains(" /api/"));
        assertThat(complaints()).anySatisfy(line -> assertThat(line).contains("rate limit is used up"));

        forge.apiStatus = 0;
        clock.forward(Duration.ofMinutes(32));
        look();
        settle();
        assertThat(complaints()).isEmpty();
        assertThat(state(third, "softservice/branch")).isEqualTo("success");
    }

    @Test
    void aLookWhereNothingHasChangedAsksTheApiOnceAndForFree() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        settle();
        poll();
        int unchanged = forge.unchanged.get();
        forge.requests.clear();
        poll();
        assertThat(forge.requests.stream().filter(request -> request.contains(" /api/")))
                .containsExactly("GET /api/v3/repos/octo/wiki/pulls");
        assertThat(forge.unchanged.get()).isEqualTo(unchanged + 1);
        assertThat(forge.requests.stream().filter(request -> request.contains("POST /octo/wiki.git/git-upload-pack")))
                .as("refs are listed, nothing is fetched")
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aMirrorHasAUserWhereTheForgeWantsOne() {
        mirrored("");
        forge.authorizations.clear();
        mirror(", \"user\": \"grace\"");
        look();
        String grace = new Secret(ForgeStub.TOKEN).basic("grace");
        assertThat(forge.authorizations).isNotEmpty().containsOnly(grace);
        assertThat(json(shown().body()).get("user").asText()).isEqualTo("grace");
        HttpResponse<String> refused = mirror(", \"user\": \"a:b\"");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("field user must not contain a colon");
    }

    @Test
    void aSigningTokenThatIsNoneIsRefused() {
        assertRefused(
                "{\"kind\": \"gitlab\", \"url\": \"%s\", \"secret\": \"whsec_tooShortForAKey\"}"
                        .formatted(forge.cloneUrl()),
                "field secret: a signing token is whsec_");
    }

    @Test
    void withoutATokenNothingIsPosted() {
        put("{\"kind\": \"github\", \"url\": \"%s\", \"secret\": \"%s\"}".formatted(forge.cloneUrl(), SECRET));
        String sha = forge.push("main", "page", "one");
        look();
        settle();
        assertThat(main()).contains(sha);
        assertThat(complaints()).isEmpty();
        assertThat(forge.requests).noneMatch(request -> request.startsWith("POST /api"));
    }
}
