package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.server.app.AdminCommand;
import dev.softservice.server.app.App;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.HubForTests;
import dev.softservice.server.web.VerdictFileVerifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code softservice admin import}: a repository with a past, from a folder and from a forge, and what stock git sees of it. */
class ImportTest {
    private static final String TOKEN = "an-admin-token-for-tests";
    private static final RepositoryName WIKI = new RepositoryName("acme", "wiki");

    @TempDir
    private Path folder;

    private ForgeStub forge;
    private String tagged;
    private String proposed;

    private record Said(int code, String out, String err) {}

    /** A repository as it may have grown elsewhere: its default branch is called trunk, and it has a branch stable of its own. */
    @BeforeEach
    void grow() throws IOException {
        forge = new ForgeStub(folder);
        tagged = forge.work.commit("main", "softservice.yaml", HubForTests.manifest("Team wiki"));
        forge.work.run("tag", "-a", "v2.3.0", "-m", "The first one");
        forge.work.run("tag", "v2.3.6");
        forge.work.run("tag", "nightly");
        forge.work.run("push", "-q", "forge", "main:trunk", "main:stable", "v2.3.0", "v2.3.6", "nightly");
        forge.push("old", "b", "2");
        proposed = forge.pushToFork(7, "wider", "c", "3");
        forge.work.run("push", "-q", "forge", "wider:refs/pull/7/merge", "wider:refs/notes/verification");
        bare().run("symbolic-ref", "HEAD", "refs/heads/trunk");
        App.open(config(), Clock.systemUTC(), _ -> new VerdictFileVerifier()).close();
    }

    @AfterEach
    void stop() {
        forge.close();
    }

    private StockGit bare() {
        return new StockGit(folder.resolve("forge/octo/wiki.git"));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private dev.softservice.server.app.Config config() {
        return ConfigForTests.in(data()).adminToken(TOKEN).config();
    }

    private Said bringIn(String source, String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var words = new ArrayList<>(List.of("import", source, "acme/wiki", "--data", data().toString()));
        words.addAll(List.of(more));
        int code = AdminCommand.in(Map.of("SOFTSERVICE_IMPORT_TOKEN", ForgeStub.TOKEN))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    private Running serve() {
        return Running.start(config(), Clock.systemUTC(), _ -> new VerdictFileVerifier());
    }

    private static void settle(Running hub) throws InterruptedException {
        var load = hub.app().runs();
        while (load.load().queued() + load.load().running() > 0
                || !hub.app().feed().drain(1000)) Thread.sleep(10);
    }

    private static String text(Running hub, String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(hub.address() + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aPastComesAlongUnverifiedAndTheHubCountsOnBehindIt() throws Exception {
        var said = bringIn(bare().folder().toString());

        assertThat(said.err()).isEmpty();
        assertThat(said.code()).isZero();
        assertThat(said.out())
                .contains("main (there refs/heads/trunk) and 1 other branch, 3 tags, 1 pull request")
                .contains("left behind: refs/heads/stable is moved by the hub only");
        try (var hub = serve()) {
            hub.app().repair();
            settle(hub);
            var repository = hub.app().repositories().require(WIKI);
            assertThat(hub.app().runs().list(repository, Optional.empty(), Optional.empty(), 0, 10))
                    .as("what nobody has pushed here is not tested")
                    .extracting(Run::ref)
                    .containsExactly("refs/heads/main");
            assertThat(hub.app().releases().stable(repository).map(Release::tag))
                    .contains("v2.3.7");
            verifyWithStockGit(hub);
            proposeWithStockGit(hub);
            shownAsNotVerified(hub);
        }
    }

    private void verifyWithStockGit(Running hub) throws IOException, InterruptedException {
        var clone = new StockGit(Files.createDirectory(folder.resolve("clone")));
        clone.run("clone", "-q", hub.address() + "/acme/wiki", ".");
        clone.run("fetch", "-q", "origin", "refs/pull/*:refs/pull/*");
        assertThat(clone.run("rev-parse", "v2.3.0^{commit}", "v2.3.6", "nightly", "origin/main", "origin/stable"))
                .isEqualTo(String.join("\n", tagged, tagged, tagged, tagged, tagged));
        assertThat(clone.run("rev-parse", "refs/pull/7/head", "refs/pull/7/merge"))
                .isEqualTo(proposed + "\n" + proposed);
        assertThat(clone.run("ls-remote", "origin", "refs/notes/*"))
                .as("what the hub says itself is not taken from others")
                .doesNotContain(proposed);
        Files.writeString(folder.resolve("signers"), text(hub, "/.well-known/softservice/allowed_signers"));
        clone.run(
                "config",
                "gpg.ssh.allowedSignersFile",
                folder.resolve("signers").toString());
        assertThat(clone.run("verify-tag", "v2.3.7")).contains("Good \"git\" signature");
        assertThat(clone.fails("verify-tag", "v2.3.0")).contains("no signature found");
        assertThat(clone.fails("verify-tag", "v2.3.6")).contains("cannot verify a non-tag object");
    }

    private void proposeWithStockGit(Running hub) {
        var clone = new StockGit(folder.resolve("clone"));
        var there = hub.address().replace("://", "://admin:" + TOKEN + "@") + "/acme/wiki";
        assertThat(clone.fails("push", there, "origin/main:refs/pull/7/head")).contains("written by the hub only");
        assertThat(clone.fails("push", "-f", there, "origin/old:refs/tags/v2.3.6"))
                .contains("made by the hub only");
        assertThat(clone.run("push", there, "origin/old:refs/for/main")).contains("pull request #8");
    }

    private static void shownAsNotVerified(Running hub) throws IOException, InterruptedException {
        var json = new JsonMapper().readTree(text(hub, "/api/v1/repos/acme/wiki/import"));
        assertThat(json.path("source").asText()).isEqualTo("the folder wiki.git");
        assertThat(json.path("refs"))
                .allSatisfy(ref -> assertThat(ref.path("verified").asBoolean()).isFalse());
        assertThat(json.path("refs").findValuesAsText("ref"))
                .containsExactlyInAnyOrder(
                        "refs/heads/old",
                        "refs/pull/7/head",
                        "refs/pull/7/merge",
                        "refs/tags/nightly",
                        "refs/tags/v2.3.0",
                        "refs/tags/v2.3.6");
        assertThat(text(hub, "/acme/wiki/releases"))
                .contains("v2.3.7", "v2.3.6", "not verified", "the folder wiki.git");
        assertThat(text(hub, "/acme/wiki/pulls")).contains("7/head", "not verified");
    }

    @Test
    void aHubThatRunsImportsByItselfAndGoesOnServing() throws Exception {
        try (var hub = serve()) {
            assertThat(Files.getPosixFilePermissions(data().resolve("operator")))
                    .as("who may not enter the data folder cannot ask")
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));

            var said = bringIn(bare().folder().toString(), "--private");

            assertThat(said.err()).isEmpty();
            assertThat(said.code()).isZero();
            assertThat(said.out())
                    .contains("main (there refs/heads/trunk) and 1 other branch, 3 tags, 1 pull request")
                    .contains("left behind: refs/heads/stable is moved by the hub only");
            settle(hub);
            var repository = hub.app().repositories().require(WIKI);
            assertThat(repository.isPrivate()).isTrue();
            assertThat(hub.app().releases().stable(repository).map(Release::tag))
                    .contains("v2.3.7");
            assertThat(bringIn(folder.toString()).err())
                    .contains("is no git repository")
                    .hasLineCount(1);
            assertThat(bringIn(forge.cloneUrl().toString()).err())
                    .as("by the settings of the hub that runs")
                    .contains("the operator may list other origins with --forge")
                    .hasLineCount(1);
        }
        assertThat(data().resolve("operator")).isEmptyDirectory();
    }

    @Test
    void aForgeIsAskedOverTheGuardedWayOnly() {
        var address = forge.cloneUrl().toString();

        assertThat(bringIn(address).err())
                .contains("the operator may list other origins with --forge")
                .hasLineCount(1);
        var said = bringIn(address, "--forge", forge.origin(), "--private", "--json");

        assertThat(said.err()).isEmpty();
        assertThat(said.out()).contains("\"tags\":3", "\"main\":\"refs/heads/trunk\"");
        assertThat(said.out() + said.err()).doesNotContain(ForgeStub.TOKEN);
        try (var app = App.open(config(), Clock.systemUTC(), _ -> new VerdictFileVerifier())) {
            var repository = app.repositories().require(WIKI);
            assertThat(repository.isPrivate()).isTrue();
            assertThat(app.git().resolve(WIKI, "refs/pull/7/head")).isPresent();
            assertThat(app.imports().find(repository).orElseThrow().source()).isEqualTo(address);
        }
    }

    @Test
    void whatWasCutOffIsTakenUpAndWhatIsThereIsNotOverwritten() {
        assertThat(bringIn(bare().folder().toString()).code()).isZero();
        assertThat(bringIn(bare().folder().toString()).code())
                .as("the same again")
                .isZero();

        forge.push("old", "b", "changed");

        assertThat(bringIn(bare().folder().toString()).err())
                .contains("has branches, tags or pull requests of its own")
                .hasLineCount(1);
        try (var app = App.open(config(), Clock.systemUTC(), _ -> new VerdictFileVerifier())) {
            assertThat(app.git().resolve(WIKI, "refs/heads/old").orElseThrow().name())
                    .isNotEqualTo(bare().run("rev-parse", "old"));
        }
    }

    @Test
    void whatIsUnsoundBringsNothing() {
        var bad = forge.work.feed(
                ("tree " + forge.work.run("rev-parse", "main^{tree}")
                                + "\n"
                                + "author Ada <ada@example.org> 1 +0000\n"
                                + "committer Ada ada@example.org 1 +0000\n\n"
                                + "No.\n")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "hash-object",
                "-t",
                "commit",
                "-w",
                "--stdin",
                "--literally");
        forge.work.run("push", "-q", "forge", bad + ":refs/heads/bad");

        assertThat(bringIn(bare().folder().toString()).err())
                .contains("the folder wiki.git is not imported: ")
                .contains(bad.substring(0, 10))
                .hasLineCount(1);
        try (var app = App.open(config(), Clock.systemUTC(), _ -> new VerdictFileVerifier())) {
            assertThat(app.repositories().find(WIKI)).isEmpty();
            assertThat(app.git().resolve(WIKI, "refs/heads/main")).isEmpty();
        }
        assertThat(folder.resolve("data/repositories/acme/wiki.git/objects/pack"))
                .isEmptyDirectory();
    }

    @Test
    void whatCannotBeARepositoryIsOneLine() {
        assertThat(bringIn(folder.toString()).err())
                .contains("is no git repository")
                .hasLineCount(1);
        assertThat(bringIn(bare().folder().toString(), "--owner", "nobody-here").err())
                .contains("no account nobody-here here")
                .hasLineCount(1);
        try (var _ = App.open(config(), Clock.systemUTC(), _ -> new VerdictFileVerifier())) {
            assertThat(bringIn(bare().folder().toString()).err())
                    .contains("the hub that uses it cannot be asked from here; run this as the hub's user")
                    .hasLineCount(1);
        }
        assertThat(AdminCommand.in(Map.of())
                        .setErr(new PrintWriter(new StringWriter()))
                        .execute("import", bare().folder().toString(), "acme/wiki", "--data", folder + "/typo"))
                .isEqualTo(2);
        assertThat(folder.resolve("typo")).doesNotExist();
    }
}
