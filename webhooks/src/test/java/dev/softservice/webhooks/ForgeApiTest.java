package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.webhooks.gitea.GiteaForge;
import dev.softservice.webhooks.github.GitHubForge;
import dev.softservice.webhooks.gitlab.GitLabForge;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForgeApiTest {
    private static final String SHA = "6113728f27ae82c7b1a177c8d03f9e96e0adf246";
    private static final CommitStatus STATUS = new CommitStatus(
            SHA,
            CommitStatus.State.FAILURE,
            "softservice",
            URI.create("https://hub.example.org/runs/7"),
            "1 of 4 tests failed");
    private static final String PULL = """
        {"number":%d,"state":"open","title":"Wider","user":null,"head":{"sha":"%s","ref":"wider"},"base":{"ref":"main"}}\
        """;

    private final Deque<StubServer.Response> answers = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private StubServer server;
    private GuardedHttp http;
    private ApiClient api;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer(_ -> answers.removeFirst());
        http = new GuardedHttp(OutboundRules.listing(List.of("http://127.0.0.1:" + server.port())));
        api = new ApiClient(http, new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(30), waits::add));
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        server.close();
    }

    @Test
    void postsACommitStatusInGitHubsShape() {
        answer(201, "{}");
        Remote remote = remote(new GitHubForge(api), "/a/b.git").withToken(new Secret("t0ken"));

        assertThat(new GitHubForge(api).post(remote, STATUS)).isEqualTo(new Answer.Got<>(STATUS));

        StubServer.Request request = server.requests().getFirst();
        assertThat(request.method() + " " + request.path()).isEqualTo("POST /api/v3/repos/a/b/statuses/" + SHA);
        assertThat(request.headers().get("Authorization")).containsExactly("Bearer t0ken");
        assertThat(request.headers().get("Content-type")).containsExactly("application/json");
        assertThat(new String(request.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"state\":\"failure\",\"context\":\"softservice\","
                        + "\"target_url\":\"https://hub.example.org/runs/7\",\"description\":\"1 of 4 tests failed\"}");
    }

    @Test
    void postsACommitStatusInGiteasAndGitLabsShape() {
        answer(201, "{}");
        answer(201, "{}");
        GiteaForge gitea = new GiteaForge(api);
        GitLabForge gitlab = new GitLabForge(api);

        gitea.post(remote(gitea, "/sub/a/b.git").withToken(new Secret("t1")), STATUS);
        gitlab.post(remote(gitlab, "/group/sub/b.git").withToken(new Secret("t2")), STATUS);

        assertThat(server.requests())
                .extracting(StubServer.Request::path)
                .containsExactly(
                        "/sub/api/v1/repos/a/b/statuses/" + SHA, "/api/v4/projects/group%2Fsub%2Fb/statuses/" + SHA);
        assertThat(server.requests().get(0).headers().get("Authorization")).containsExactly("token t1");
        assertThat(new String(server.requests().get(1).body(), StandardCharsets.UTF_8))
                .contains("\"state\":\"failed\"", "\"name\":\"softservice\"");
    }

    @Test
    void takesGitLabsRefusalOfTheSameStatusForSuccess() {
        answer(400, "{\"message\":\"Cannot transition status via :run from :running\"}");
        GitLabForge gitlab = new GitLabForge(api);
        assertThat(gitlab.post(remote(gitlab, "/a/b.git"), STATUS)).isInstanceOf(Answer.Got.class);
    }

    @Test
    void cutsADescriptionThatTheForgeWouldRefuse() {
        assertThat(new CommitStatus(SHA, CommitStatus.State.ERROR, "c", STATUS.target(), "é".repeat(200) + "\nx")
                        .description())
                .hasSize(140)
                .endsWith("…");
    }

    @Test
    void readsEveryPageOfOpenPullRequests() {
        answers.add(new StubServer.Response(
                200, Map.of("Link", "<http://evil.example/?page=2>; rel=\"next\""), list(PULL.formatted(7, SHA))));
        answers.add(new StubServer.Response(200, Map.of(), list(PULL.formatted(3, SHA))));
        GitHubForge github = new GitHubForge(api);

        Answer<List<RemotePull>> pulls = github.openPulls(remote(github, "/a/b"));

        assertThat(pulls)
                .isEqualTo(new Answer.Got<>(List.of(
                        new RemotePull(7, RemotePull.State.OPEN, "Wider", "ghost", SHA, "wider", "main"),
                        new RemotePull(3, RemotePull.State.OPEN, "Wider", "ghost", SHA, "wider", "main"))));
        assertThat(server.requests())
                .extracting(StubServer.Request::path)
                .containsExactly(
                        "/api/v3/repos/a/b/pulls?state=open&per_page=100&page=1",
                        "/api/v3/repos/a/b/pulls?state=open&per_page=100&page=2");
    }

    @Test
    void givesNoPartOfAListThatItCouldNotReadWhole() {
        answers.add(new StubServer.Response(200, Map.of("Link", "<x>; rel=\"next\""), list(PULL.formatted(7, SHA))));
        answer(404, "");
        GitHubForge github = new GitHubForge(api);
        assertThat(github.openPulls(remote(github, "/a/b"))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void readsGitLabsMergeRequests() {
        answers.add(new StubServer.Response(200, Map.of("X-Next-Page", ""), list("""
            {"iid":4,"state":"opened","title":"Wider","author":{"username":"grace"},"sha":"%s","source_branch":"wider","target_branch":"main"}\
            """.formatted(SHA))));
        GitLabForge gitlab = new GitLabForge(api);
        assertThat(gitlab.openPulls(remote(gitlab, "/a/b")))
                .isEqualTo(new Answer.Got<>(
                        List.of(new RemotePull(4, RemotePull.State.OPEN, "Wider", "grace", SHA, "wider", "main"))));
    }

    @Test
    void asksAgainWhereTheForgeIsBusy() {
        answer(503, "");
        answer(502, "");
        answer(200, "[]");
        GitHubForge github = new GitHubForge(api);
        assertThat(github.openPulls(remote(github, "/a/b"))).isEqualTo(new Answer.Got<>(List.of()));
        assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void waitsAsLongAsTheForgeAsks() {
        answers.add(new StubServer.Response(429, Map.of("Retry-After", "7"), new byte[0]));
        answer(200, "[]");
        GitHubForge github = new GitHubForge(api);
        assertThat(github.openPulls(remote(github, "/a/b"))).isInstanceOf(Answer.Got.class);
        assertThat(waits).containsExactly(Duration.ofSeconds(7));
    }

    @Test
    void leavesAForgeAloneThatAsksForALongWait() {
        answers.add(new StubServer.Response(403, Map.of("Retry-After", "3600"), new byte[0]));
        GitHubForge github = new GitHubForge(api);
        assertThat(github.openPulls(remote(github, "/a/b"))).isInstanceOf(Answer.Unavailable.class);
        assertThat(waits).isEmpty();
    }

    @Test
    void givesUpAfterTheLastAttempt() {
        for (int i = 0; i < 4; i++) {
            answer(500, "");
        }
        GitHubForge github = new GitHubForge(api);
        assertThat(github.openPulls(remote(github, "/a/b"))).isInstanceOf(Answer.Unavailable.class);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void saysWhatToDoAboutARefusalAndDoesNotAskAgain() {
        answer(401, "{\"message\":\"Bad credentials\"}");
        GitHubForge github = new GitHubForge(api);
        Remote remote = remote(github, "/a/b").withToken(new Secret("t0ken"));
        assertThat(github.openPulls(remote))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason())
                                .contains("401 Bad credentials", "token and its permissions")
                                .doesNotContain("t0ken"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void findsTheApiBesideACloneUrl() {
        assertThat(api("https://github.com/Octo/Hello-World.git", new GitHubForge(api)))
                .contains("https://api.github.com Octo/Hello-World");
        assertThat(api("https://ghe.example.org/a/b", new GitHubForge(api)))
                .contains("https://ghe.example.org/api/v3 a/b");
        assertThat(api("https://git.example.org/sub/a/b.git", new GiteaForge(api)))
                .contains("https://git.example.org/sub/api/v1 a/b");
        assertThat(api("https://gitlab.com/g/sub/b.git", new GitLabForge(api)))
                .contains("https://gitlab.com/api/v4 g/sub/b");
        for (String bad : List.of(
                "https://github.com/",
                "https://github.com/a",
                "ssh://git@github.com/a/b",
                "https://u:p@github.com/a/b",
                "file:///etc/passwd",
                "https://github.com/a/..",
                "https://github.com/a/b?x",
                "https://github.com/a/%2e%2e")) {
            assertThat(api(bad, new GitHubForge(api))).as(bad).isEmpty();
        }
    }

    private static Optional<String> api(String url, Forge forge) {
        return forge.remote(URI.create(url)).map(remote -> remote.api() + " " + remote.name());
    }

    private Remote remote(Forge forge, String path) {
        return forge.remote(server.uri(path)).orElseThrow();
    }

    private void answer(int status, String body) {
        answers.add(new StubServer.Response(status, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] list(String... items) {
        return ("[" + String.join(",", items) + "]").getBytes(StandardCharsets.UTF_8);
    }
}
