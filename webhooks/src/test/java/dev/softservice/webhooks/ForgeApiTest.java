package dev.softservice.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.webhooks.bitbucket.CloudForge;
import dev.softservice.webhooks.bitbucket.ServerForge;
import dev.softservice.webhooks.gitea.GiteaForge;
import dev.softservice.webhooks.github.GitHubForge;
import dev.softservice.webhooks.gitlab.GitLabForge;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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
        {"number":%d,"state":"open","title":"Wider","user":null,"body":null,"head":{"sha":"%s","ref":"wider","repo":{"full_name":"c/b"}},\
        "base":{"ref":"main","repo":{"full_name":"a/b"}}}\
        """;

    private final Deque<StubServer.Response> answers = new ArrayDeque<>();
    private final List<Duration> waits = new ArrayList<>();
    private StubServer server;
    private GuardedHttp http;
    private ApiClient api;
    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void start() throws IOException {
        server = new StubServer(_ -> answers.removeFirst());
        http = new GuardedHttp(OutboundRules.listing(List.of("http://127.0.0.1:" + server.port())));
        api = new ApiClient(http, new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(30), waits::add), clock);
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
        GitLabForge gitlab = new GitLabForge(api, clock);

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
    void postsABuildStatusInBothShapesOfBitbucket() {
        answer(201, "{}");
        answer(204, "");
        var cloud = new CloudForge(api);
        var data = new ServerForge(api);

        cloud.post(remote(cloud, "/octo/wiki.git").withToken(new Secret("t1")), STATUS);
        data.post(remote(data, "/scm/OCTO/wiki.git").withUser("grace").withToken(new Secret("t2")), STATUS);

        assertThat(server.requests())
                .extracting(StubServer.Request::path)
                .containsExactly(
                        "/2.0/repositories/octo/wiki/commit/" + SHA + "/statuses/build",
                        "/rest/api/1.0/projects/OCTO/repos/wiki/commits/" + SHA + "/builds");
        assertThat(server.requests())
                .extracting(request -> request.headers().get("Authorization").getFirst())
                .containsExactly("Bearer t1", "Basic Z3JhY2U6dDI=");
        assertThat(server.requests())
                .allSatisfy(request -> assertThat(new String(request.body(), StandardCharsets.UTF_8))
                        .isEqualTo(
                                "{\"key\":\"softservice\",\"name\":\"softservice\",\"state\":\"FAILED\",\"url\":\"https://hub.example.org/runs/7\",\"description\":\"1"
                                    + " of 4 tests failed\"}"));
    }

    @Test
    void readsPagesOfPullRequestsFromBothShapesOfBitbucket() throws IOException {
        String cloudPull = payload("bitbucket/pullrequest_created", "pullrequest");
        String serverPull = payload("bitbucket-server/pr_opened", "pullRequest");
        answer(200, "{\"values\":[" + cloudPull + "],\"next\":\"http://evil.example/2\"}");
        answer(200, "{\"values\":[]}");
        answer(200, "{\"values\":[" + serverPull + "],\"isLastPage\":false,\"nextPageStart\":100}");
        answer(200, "{\"values\":[],\"isLastPage\":true}");
        answer(200, payload("bitbucket-server/pr_merged", "pullRequest"));
        var cloud = new CloudForge(api);
        var data = new ServerForge(api);
        var words = new RemotePull.Words("Wider pages", "grace", "So that tables fit.");
        assertThat(cloud.openPulls(remote(cloud, "/octo/wiki.git")))
                .isEqualTo(new Answer.Got<>(List.of(
                        new RemotePull(7, new RemotePull.Open(), words, new RemotePull.Head("wider", true), "main"))));
        var two = new RemotePull.Words("Wider pages", "grace", "So that\ntables fit.");
        var head = new RemotePull.Head("wider", false);
        assertThat(data.openPulls(remote(data, "/scm/OCTO/wiki.git")))
                .isEqualTo(new Answer.Got<>(List.of(new RemotePull(7, new RemotePull.Open(), two, head, "main"))));
        assertThat(data.pull(remote(data, "/scm/OCTO/wiki.git"), 7))
                .isEqualTo(new Answer.Got<>(new RemotePull(
                        7, new RemotePull.Merged("7e48f426f0a6e20f263d9a3b8f7d6a2e1c4b5d6f"), two, head, "main")));
        assertThat(server.requests())
                .extracting(StubServer.Request::path)
                .containsExactly(
                        "/2.0/repositories/octo/wiki/pullrequests?state=OPEN&pagelen=50&page=1",
                        "/2.0/repositories/octo/wiki/pullrequests?state=OPEN&pagelen=50&page=2",
                        "/rest/api/1.0/projects/OCTO/repos/wiki/pull-requests?state=OPEN&limit=100&start=0",
                        "/rest/api/1.0/projects/OCTO/repos/wiki/pull-requests?state=OPEN&limit=100&start=100",
                        "/rest/api/1.0/projects/OCTO/repos/wiki/pull-requests/7");
    }

    @Test
    void knowsWhereEachForgeKeepsThePullRequestsHeadAndItsPage() {
        var mine = new RemotePull(
                7,
                new RemotePull.Open(),
                new RemotePull.Words("", "", ""),
                new RemotePull.Head("wider", false),
                "main");
        var forks = new RemotePull(7, mine.state(), mine.words(), new RemotePull.Head("wider", true), "main");
        assertThat(new GitHubForge(api).headRef(forks)).contains("refs/pull/7/head");
        assertThat(new GitLabForge(api, clock).headRef(forks)).contains("refs/merge-requests/7/head");
        assertThat(new ServerForge(api).headRef(forks)).contains("refs/pull-requests/7/from");
        assertThat(new CloudForge(api).headRef(mine)).contains("refs/heads/wider");
        assertThat(new CloudForge(api).headRef(forks)).isEmpty();
        assertThat(ForgeKind.GITLAB.pullPage(URI.create("https://gitlab.com/g/s/b.git"), 7))
                .hasToString("https://gitlab.com/g/s/b/-/merge_requests/7");
        assertThat(ForgeKind.GITEA.pullPage(URI.create("https://codeberg.org/a/b/"), 7))
                .hasToString("https://codeberg.org/a/b/pulls/7");
        assertThat(ForgeKind.BITBUCKET.pullPage(URI.create("https://bitbucket.org/a/b.git"), 7))
                .hasToString("https://bitbucket.org/a/b/pull-requests/7");
        assertThat(ForgeKind.BITBUCKET_SERVER.pullPage(URI.create("https://git.lan/bb/scm/OCTO/wiki.git"), 7))
                .hasToString("https://git.lan/bb/projects/OCTO/repos/wiki/pull-requests/7");
    }

    private static String payload(String file, String field) throws IOException {
        return new JsonMapper()
                .readTree(Payloads.FOLDER.resolve(file + ".json").toFile())
                .get(field)
                .toString();
    }

    @Test
    void takesGitLabsRefusalOfTheSameStatusForSuccess() {
        answer(400, "{\"message\":\"Cannot transition status via :run from :running\"}");
        GitLabForge gitlab = new GitLabForge(api, clock);
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
                .isEqualTo(new Answer.Got<>(
                        List.of(wider(7, new RemotePull.Open(), true), wider(3, new RemotePull.Open(), true))));
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
        GitLabForge gitlab = new GitLabForge(api, clock);
        assertThat(gitlab.openPulls(remote(gitlab, "/a/b")))
                .isEqualTo(new Answer.Got<>(List.of(new RemotePull(
                        4,
                        new RemotePull.Open(),
                        new RemotePull.Words("Wider", "grace", ""),
                        new RemotePull.Head("wider", false),
                        "main"))));
    }

    @Test
    void asksForAPullRequestsOwnStateInEachForgesShape() {
        answer(
                200,
                PULL.formatted(7, SHA)
                        .replace("\"open\"", "\"closed\",\"merged\":true,\"merge_commit_sha\":\"" + SHA + "\""));
        answer(
                200,
                PULL.formatted(8, SHA)
                        .replace("\"open\"", "\"closed\",\"merged\":false,\"merge_commit_sha\":\"" + SHA + "\""));
        answer(200, """
            {"iid":4,"state":"merged","title":"Wider","author":{"username":"grace"},"description":"Two\\r\\nlines","sha":"%1$s",
             "merge_commit_sha":null,"squash_commit_sha":"%2$s","source_project_id":33,"target_project_id":15,
             "source_branch":"wider","target_branch":"main"}\
            """.formatted("1".repeat(40), SHA));
        var github = new GitHubForge(api);
        var gitea = new GiteaForge(api);
        var gitlab = new GitLabForge(api, clock);

        assertThat(github.pull(remote(github, "/a/b"), 7))
                .isEqualTo(new Answer.Got<>(wider(7, new RemotePull.Merged(SHA), true)));
        assertThat(gitea.pull(remote(gitea, "/a/b"), 8))
                .isEqualTo(new Answer.Got<>(wider(8, new RemotePull.Closed(), true)));
        assertThat(gitlab.pull(remote(gitlab, "/g/s/b"), 4))
                .isEqualTo(new Answer.Got<>(new RemotePull(
                        4,
                        new RemotePull.Merged(SHA),
                        new RemotePull.Words("Wider", "grace", "Two\nlines"),
                        new RemotePull.Head("wider", true),
                        "main")));
        assertThat(server.requests())
                .extracting(StubServer.Request::path)
                .containsExactly(
                        "/api/v3/repos/a/b/pulls/7",
                        "/api/v1/repos/a/b/pulls/8",
                        "/api/v4/projects/g%2Fs%2Fb/merge_requests/4");
    }

    private static RemotePull wider(int number, RemotePull.State state, boolean fork) {
        return new RemotePull(
                number, state, new RemotePull.Words("Wider", "ghost", ""), new RemotePull.Head("wider", fork), "main");
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
    void asksNothingUntilTheRateLimitIsReset() {
        String reset = Long.toString(now.plusSeconds(1_800).getEpochSecond());
        answers.add(new StubServer.Response(
                403, Map.of("X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset), new byte[0]));
        answer(200, "[]");
        GitHubForge github = new GitHubForge(api);
        Remote mine = remote(github, "/a/b").withToken(new Secret("mine"));
        Answer<List<RemotePull>> refused = github.openPulls(mine);
        assertThat(refused).isInstanceOf(Answer.Unavailable.class);
        Instant until = ((Answer.Unavailable<List<RemotePull>>) refused).until().orElseThrow();
        assertThat(until).isBetween(now.plusSeconds(1_700), now.plusSeconds(1_801));
        assertThat(refused.toString()).doesNotContain("token and its permissions");

        now = until.minusSeconds(1);
        assertThat(github.post(mine, STATUS).toString())
                .contains("rate limit is used up", until.toString())
                .doesNotContain("mine");
        assertThat(server.requests()).as("asked once").hasSize(1);
        now = until;
        assertThat(github.openPulls(mine)).isEqualTo(new Answer.Got<>(List.of()));
        assertThat(waits).isEmpty();
    }

    @Test
    void stopsWhereTheLastAnswerUsesUpWhatIsLeftAndOnlyForThatToken() {
        answers.add(new StubServer.Response(200, Map.of("RateLimit-Remaining", "0", "RateLimit-Reset", "60"), list()));
        answer(200, "[]");
        GitLabForge gitlab = new GitLabForge(api, clock);
        Remote mine = remote(gitlab, "/a/b").withToken(new Secret("mine"));
        assertThat(gitlab.openPulls(mine)).isInstanceOf(Answer.Got.class);
        assertThat(gitlab.openPulls(mine)).isInstanceOf(Answer.Unavailable.class);
        assertThat(gitlab.openPulls(remote(gitlab, "/a/b").withToken(new Secret("another"))))
                .isInstanceOf(Answer.Got.class);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void asksOnlyWhetherWhatItKnowsHasChanged() {
        answers.add(new StubServer.Response(
                200, Map.of("ETag", "W/\"one\"", "Link", "<x>; rel=\"next\""), list(PULL.formatted(7, SHA))));
        answers.add(new StubServer.Response(200, Map.of("ETag", "\"two\""), list(PULL.formatted(3, SHA))));
        answer(304, "");
        answer(304, "");
        GitHubForge github = new GitHubForge(api);
        Answer<List<RemotePull>> first = github.openPulls(remote(github, "/a/b"));
        assertThat(github.openPulls(remote(github, "/a/b"))).isEqualTo(first);
        assertThat(server.requests())
                .extracting(request -> request.headers().getOrDefault("If-none-match", List.of()))
                .containsExactly(List.of(), List.of(), List.of("W/\"one\""), List.of("\"two\""));
        answer(200, "[]");
        github.openPulls(remote(github, "/a/b").withToken(new Secret("t0ken")));
        assertThat(server.requests().getLast().headers()).as("another caller").doesNotContainKey("If-none-match");
    }

    @Test
    void keepsNothingUnderATagThatIsNone() {
        for (String tag : List.of("", "one", "\"" + "x".repeat(4_000) + "\"", "\"a\" \"b\"", "W/one", "\"é\"")) {
            answers.add(new StubServer.Response(200, Map.of("ETag", tag), list()));
        }
        answer(304, "");
        GitHubForge github = new GitHubForge(api);
        for (int i = 0; i < 6; i++) {
            assertThat(github.openPulls(remote(github, "/a/b"))).isInstanceOf(Answer.Got.class);
        }
        assertThat(server.requests()).noneMatch(request -> request.headers().containsKey("If-none-match"));
        assertThat(github.openPulls(remote(github, "/a/b")))
                .as("304 to what was not asked that way")
                .isInstanceOf(Answer.Refused.class);
    }

    @Test
    void aHeaderWithoutEndIsNoAnswer() {
        for (int i = 0; i < 4; i++) {
            answers.add(new StubServer.Response(200, Map.of("ETag", "\"" + "x".repeat(100_000) + "\""), list()));
        }
        GitHubForge github = new GitHubForge(api);
        assertThat(github.openPulls(remote(github, "/a/b"))).isInstanceOf(Answer.Unavailable.class);
        assertThat(http.open()).isZero();
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
        assertThat(api("https://gitlab.com/g/sub/b.git", new GitLabForge(api, clock)))
                .contains("https://gitlab.com/api/v4 g/sub/b");
        assertThat(api("https://github.com/octo/.github.git", new GitHubForge(api)))
                .contains("https://api.github.com octo/.github");
        assertThat(api("https://git.lan/bb/scm/~grace/-wiki.git", new ServerForge(api)))
                .contains("https://git.lan/bb/rest/api/1.0 ~grace/-wiki");
        for (String bad : List.of(
                "https://github.com/",
                "https://github.com/a",
                "ssh://git@github.com/a/b",
                "https://u:p@github.com/a/b",
                "file:///etc/passwd",
                "https://github.com/a/..",
                "https://github.com/a/.",
                "https://github.com/a/.git",
                "https://github.com/../b",
                "https://github.com/.a/b",
                "https://github.com/~/b",
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
