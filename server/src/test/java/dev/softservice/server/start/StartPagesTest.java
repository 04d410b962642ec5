package dev.softservice.server.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.WholeDistro;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.VerdictFileVerifier;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty hub to its first released distro, by a person who has a browser and the link that the hub printed. */
class StartPagesTest {
    private static final Path SOURCES = Path.of("../sample-repos");
    private static final String PASSWORD = "correct horse battery";

    @TempDir
    Path data;

    private Running hub;
    private BrowserSession browser;

    @BeforeEach
    void open() {
        hub = Running.start(ConfigForTests.in(data).config(), Clock.systemUTC(), _ -> new VerdictFileVerifier());
        browser = new BrowserSession(hub.address());
        var link = URI.create(hub.app().firstLink().orElseThrow()).getPath();
        assertThat(location("/first", browser.post(link, link, Map.of("name", "ada", "password", PASSWORD))))
                .isEqualTo("/start");
    }

    @AfterEach
    void close() {
        browser.close();
        hub.close();
    }

    @Test
    void aSampleIsBroughtInItsRunIsWatchedAndItIsReleased() throws Exception {
        assertThat(browser.get("/").body()).contains("href=\"/start\"");
        assertThat(browser.get("/start").body()).contains("Bring in Front page").doesNotContain("Released:");
        var run = bringIn("hello-web");
        assertThat(run).matches("/samples/hello-web/runs/\\d+");
        awaitReleases(1);
        assertThat(browser.get(run).body()).contains("Passed");
        assertThat(browser.get("/start").body())
                .contains("Its newest run: passed")
                .contains(run);
        assertThat(browser.get("/samples/hello-web").body()).contains("softservice install", "/samples/hello-web");

        var again = browser.post("/start", "/start/sample", Map.of("sample", "hello-web"));
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("samples/hello-web is here already");
    }

    @Test
    void whatIsMadeOfOthersWaitsForTheirReleases() throws Exception {
        var early = browser.post("/start", "/start/sample", Map.of("sample", "team-wiki"));
        assertThat(early.statusCode()).isEqualTo(409);
        assertThat(early.body()).contains("is made of samples/postgresql and samples/reverse-proxy");
        assertThat(browser.get("/samples/team-wiki").statusCode()).isEqualTo(404);

        bringIn("postgresql");
        bringIn("reverse-proxy");
        awaitReleases(2);
        assertThat(browser.get("/start").body()).doesNotContain("Bring that in first");
        assertThat(bringIn("team-wiki")).startsWith("/samples/team-wiki/runs/");
    }

    @Test
    void whatComesIsWhatIsInTheProjectWithItsScriptsExecutable() throws Exception {
        for (var sample : new Samples().all()) {
            if (!sample.parts().isEmpty()) continue;
            bringIn(sample.name());
            var folder = SOURCES.resolve(sample.name());
            int found = 0;
            var repository = hub.app().git().open(new RepositoryName("samples", sample.name()));
            try (var walk = new RevWalk(repository);
                    var files = new TreeWalk(repository)) {
                files.addTree(
                        walk.parseCommit(repository.resolve("refs/heads/main")).getTree());
                files.setRecursive(true);
                for (; files.next(); found++) {
                    var original = folder.resolve(files.getPathString());
                    assertThat(repository.open(files.getObjectId(0)).getBytes())
                            .as(original.toString())
                            .isEqualTo(Files.readAllBytes(original));
                    if (Files.isExecutable(original))
                        assertThat(files.getFileMode()).as(original.toString()).isEqualTo(FileMode.EXECUTABLE_FILE);
                }
            }
            assertThat(found).as(sample.name()).isEqualTo(count(folder));
        }
        assertThat(WholeDistro.foldersIn(SOURCES))
                .extracting(folder -> folder.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(
                        new Samples().all().stream().map(Sample::name).toList());
    }

    private static int count(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return (int) files.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void anAddressThatCannotBeOneIsSaidBesideTheFormAndMakesNothing() {
        var answer = browser.post(
                "/start",
                "/start/mirror",
                Map.of("kind", "github", "url", "http://10.1.2.3/octo/wiki.git", "owner", "ada", "name", ""));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("role=\"alert\">field url", "value=\"http://10.1.2.3/octo/wiki.git\"");
        assertThat(browser.get("/ada/wiki").statusCode()).isEqualTo(404);
    }

    private String bringIn(String sample) {
        return location(sample, browser.post("/start", "/start/sample", Map.of("sample", sample)));
    }

    private static String location(String what, java.net.http.HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(what + ": " + reply.body()).isEqualTo(303);
        return reply.headers().firstValue("Location").orElseThrow();
    }

    /** Returns once the page tells of so many. */
    private void awaitReleases(int releases) throws InterruptedException {
        var until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (browser.get("/start").body().split("Released:", -1).length <= releases) {
            assertThat(System.nanoTime()).as("not " + releases + " released").isLessThan(until);
            Thread.sleep(100);
        }
    }
}
