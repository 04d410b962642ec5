package dev.softservice.webhooks;

import dev.softservice.webhooks.bitbucket.CloudForge;
import dev.softservice.webhooks.bitbucket.ServerForge;
import dev.softservice.webhooks.gitea.GiteaForge;
import dev.softservice.webhooks.github.GitHubForge;
import dev.softservice.webhooks.gitlab.GitLabForge;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The payload folders: {@code KIND/EVENT-what.json}, and how each kind of forge sends one. */
final class Payloads {
    static final Path FOLDER = Path.of("src/test/resources/payloads");
    static final Secret SECRET = new Secret("correct horse battery staple");

    private static final ApiClient NO_API =
            new ApiClient(new GuardedHttp(OutboundRules.PUBLIC), Backoff.USUAL, Clock.systemUTC());
    private static final Map<String, String> GITLAB_EVENTS =
            Map.of("push", "Push Hook", "merge_request", "Merge Request Hook", "note", "Note Hook");

    private Payloads() {}

    static Stream<Path> all() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Forge forge(ForgeKind kind) {
        return switch (kind) {
            case GITHUB -> new GitHubForge(NO_API);
            case GITEA -> new GiteaForge(NO_API);
            case GITLAB -> new GitLabForge(NO_API, Clock.systemUTC());
            case BITBUCKET -> new CloudForge(NO_API);
            case BITBUCKET_SERVER -> new ServerForge(NO_API);
        };
    }

    static ForgeKind kind(Path payload) {
        return ForgeKind.named(payload.getParent().getFileName().toString()).orElseThrow();
    }

    static String event(Path payload) {
        return payload.getFileName().toString().replace(".json", "").replaceAll("-.*", "");
    }

    /** A genuine delivery as that kind of forge sends it. */
    static Delivery signed(ForgeKind kind, String event, byte[] body) {
        String hmac = Signature.hmacSha256(SECRET, body);
        return new Delivery(
                switch (kind) {
                    case GITHUB ->
                        Map.of(
                                "X-GitHub-Event",
                                List.of(event),
                                "X-GitHub-Delivery",
                                List.of("72d3162e-cc78-11e3-81ab-4c9367dc0958"),
                                "X-Hub-Signature-256",
                                List.of("sha256=" + hmac),
                                "Content-Type",
                                List.of("application/json"));
                    case GITEA ->
                        Map.of(
                                "X-Gitea-Event",
                                List.of(event),
                                "X-Gitea-Delivery",
                                List.of("f6266f16-1bf3-46a5-9ea4-602e06ead473"),
                                "X-Gitea-Signature",
                                List.of(hmac),
                                "X-GitHub-Event",
                                List.of(event),
                                "X-Hub-Signature-256",
                                List.of("sha256=" + hmac));
                    case GITLAB ->
                        Map.of(
                                "X-Gitlab-Event",
                                List.of(GITLAB_EVENTS.get(event)),
                                "X-Gitlab-Token",
                                List.of(SECRET.text()));
                    case BITBUCKET ->
                        Map.of(
                                "X-Event-Key",
                                List.of(event.equals("push") ? "repo:push" : event.replaceFirst("_", ":")),
                                "X-Request-UUID",
                                List.of("0fc0ff4c-9c6f-4bd7-8a86-9ba6e4e7b4b8"),
                                "X-Hub-Signature",
                                List.of("sha256=" + hmac));
                    case BITBUCKET_SERVER ->
                        Map.of(
                                "X-Event-Key",
                                List.of(event.equals("push") ? "repo:refs_changed" : event.replaceFirst("_", ":")),
                                "X-Request-Id",
                                List.of("6d7fd2c1-0d0f-4d0c-bc7a-3ac5b9d62b3c"),
                                "X-Hub-Signature",
                                List.of("sha256=" + hmac));
                },
                body);
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
