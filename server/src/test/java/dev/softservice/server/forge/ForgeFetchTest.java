package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.softservice.webhooks.ForgeKind;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForgeFetchTest {
    private static final ForgeFetch.Choice ALL = there -> there.all().keySet();

    private static final long PLENTY = 100 << 20;

    @TempDir
    private Path folder;

    private ForgeStub forge;
    private Repository here;

    @BeforeEach
    void start() throws IOException {
        forge = new ForgeStub(folder);
        here = new FileRepository(folder.resolve("here.git").toFile());
        here.create(true);
    }

    @AfterEach
    void stop() {
        here.close();
        forge.close();
    }

    @Test
    void bringsBranchesAndTheNamedPullRequestsAndMovesNoRef() throws IOException {
        ObjectId main = ObjectId.fromString(forge.push("main", "a", "1"));
        ObjectId side = ObjectId.fromString(forge.push("side", "b", "2"));
        ObjectId pull = ObjectId.fromString(forge.pushToFork(7, "wider", "c", "3"));
        ObjectId other = ObjectId.fromString(forge.pushToFork(8, "other", "d", "4"));

        ForgeFetch.Seen seen = fetch(rules(), List.of("refs/pull/7/head", "refs/pull/9/head"));

        assertThat(seen.refs())
                .containsOnly(
                        java.util.Map.entry("refs/heads/main", main),
                        java.util.Map.entry("refs/heads/side", side),
                        java.util.Map.entry("refs/pull/7/head", pull));
        assertThat(seen.there().defaultBranch()).isEqualTo("refs/heads/main");
        assertThat(List.of(main, side, pull)).allMatch(this::isHere);
        assertThat(isHere(other)).isFalse();
        assertThat(here.getRefDatabase().getRefs().stream().filter(ref -> ref.getObjectId() != null))
                .isEmpty();
    }

    @Test
    void bringsOnlyWhatIsNew() throws IOException {
        String first = forge.push("main", "a", "1");
        fetch(rules(), List.of());
        var update = here.updateRef("refs/heads/main");
        update.setNewObjectId(ObjectId.fromString(first));
        update.update();
        forge.requests.clear();

        fetch(rules(), List.of());
        assertThat(forge.requests)
                .as("one look at the refs, and no pack")
                .containsExactly("GET /octo/wiki.git/info/refs", "POST /octo/wiki.git/git-upload-pack");

        ObjectId second = ObjectId.fromString(forge.push("main", "a", "2"));
        fetch(rules(), List.of());
        assertThat(isHere(second)).isTrue();
    }

    @Test
    void leavesTheHubsOwnStableAlone() throws IOException {
        forge.push("main", "a", "1");
        forge.push("stable", "a", "evil");
        assertThat(fetch(rules(), List.of()).refs()).containsOnlyKeys("refs/heads/main");
    }

    @Test
    void seesNothingInAnEmptyRepository() throws IOException {
        assertThat(fetch(rules(), List.of()).refs()).isEmpty();
    }

    @Test
    void sendsTheTokenAsAPasswordAndToNobodyElse() throws IOException {
        forge.push("main", "a", "1");
        fetch(rules(), List.of());
        String basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("x-access-token:" + ForgeStub.TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(forge.authorizations).isNotEmpty().containsOnly(basic);
    }

    @Test
    void refusesWhatGitsOwnCheckRefuses() {
        String blob = forge.bare().feed("x".getBytes(StandardCharsets.UTF_8), "hash-object", "-w", "--stdin");
        byte[] id = ObjectId.fromString(blob).name().getBytes(StandardCharsets.UTF_8);
        byte[] tree = tree(".git", id);
        String treeId = forge.bare().feed(tree, "hash-object", "-w", "--literally", "-t", "tree", "--stdin");
        String commit = forge.bare().run("commit-tree", "-m", "evil", treeId);
        forge.bare().run("update-ref", "refs/heads/main", commit);

        assertThatThrownBy(() -> fetch(rules(), List.of()))
                .isInstanceOf(IOException.class)
                .rootCause()
                .hasMessageContaining(".git");
        assertThat(isHere(ObjectId.fromString(commit))).isFalse();
    }

    private static byte[] tree(String name, byte[] hexId) {
        byte[] head = ("100644 " + name + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] tree = java.util.Arrays.copyOf(head, head.length + 20);
        ObjectId.fromString(hexId, 0).copyRawTo(tree, head.length);
        return tree;
    }

    @Test
    void takesNothingWholeThatIsNot() throws IOException {
        ObjectId main = ObjectId.fromString(forge.push("main", "a", "1"));
        // The commit alone, as a fetch leaves it that was refused for what it lacked.
        byte[] commit =
                forge.bare().run("cat-file", "commit", main.name()).concat("\n").getBytes(StandardCharsets.UTF_8);
        try (var inserter = here.newObjectInserter()) {
            assertThat(inserter.insert(org.eclipse.jgit.lib.Constants.OBJ_COMMIT, commit))
                    .isEqualTo(main);
            inserter.flush();
        }
        assertThatThrownBy(() -> fetch(rules(), List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("did not send all objects");
    }

    @Test
    void stopsAtTheByteLimit() {
        forge.push("main", "a", "x");
        assertThatThrownBy(() -> new ForgeFetch(new GuardedHttp(rules()), 20, Clock.systemUTC())
                        .fetch(here, settings(forge.cloneUrl()), List.of(), ALL))
                .isInstanceOf(IOException.class)
                .rootCause()
                .hasMessageContaining("more than 20 bytes");
    }

    @Test
    void neverDialsAnAddressThatTheRulesForbid() {
        forge.push("main", "a", "1");
        assertThatThrownBy(() -> fetch(OutboundRules.PUBLIC, List.of())).isInstanceOf(IOException.class);
        assertThat(forge.requests).isEmpty();
    }

    @Test
    void followsNoRedirectToAnotherOrigin() throws IOException {
        forge.push("main", "a", "1");
        HttpServer redirecting = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        redirecting.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Location", forge.origin() + exchange.getRequestURI());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        redirecting.start();
        try {
            String origin = "http://127.0.0.1:" + redirecting.getAddress().getPort();
            OutboundRules both = OutboundRules.listing(List.of(origin, forge.origin()));
            assertThatThrownBy(() -> new ForgeFetch(new GuardedHttp(both), PLENTY, Clock.systemUTC())
                            .fetch(here, settings(URI.create(origin + "/octo/wiki.git")), List.of(), ALL))
                    .isInstanceOf(IOException.class)
                    .rootCause()
                    .hasMessageContaining("redirected away");
            assertThat(forge.requests).isEmpty();
        } finally {
            redirecting.stop(0);
        }
    }

    /** JGit reads no body but that of the answer it hoped for; each of the others has held a connection of the pool for ever. */
    @ParameterizedTest
    @ValueSource(ints = {200, 204, 206, 301, 302, 303, 307, 308, 400, 401, 403, 404, 407, 410, 418, 429, 500, 502, 503})
    void leavesNoConnectionOpenWhateverTheAnswerIs(int status) throws IOException {
        HttpServer answering = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String origin = "http://127.0.0.1:" + answering.getAddress().getPort();
        answering.createContext("/", exchange -> {
            byte[] said = "not what was asked for".repeat(10_000).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", origin + "/else" + exchange.getRequestURI());
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
            exchange.sendResponseHeaders(status, status == 204 ? -1 : said.length);
            try (exchange) {
                if (status != 204) {
                    exchange.getResponseBody().write(said);
                }
            } catch (IOException hungUp) {
                // that is what the hub is asked to do
            }
        });
        answering.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
        answering.start();
        try (var http = new GuardedHttp(OutboundRules.listing(List.of(origin)))) {
            for (int look = 0; look < 12; look++) {
                assertThatThrownBy(() -> new ForgeFetch(http, PLENTY, Clock.systemUTC())
                                .fetch(here, settings(URI.create(origin + "/octo/wiki.git")), List.of(), ALL))
                        .isInstanceOf(IOException.class)
                        .satisfies(said ->
                                assertThat(String.valueOf(said.getCause())).doesNotContain("imeout"));
                assertThat(http.open()).isZero();
            }
        } finally {
            answering.stop(0);
        }
    }

    @Test
    void leavesNoConnectionOpenWhereAnAnswerBreaksOffOrIsTooLongOrWasGood() throws IOException {
        forge.push("main", "a", "x");
        try (var http = new GuardedHttp(rules())) {
            for (long limit : new long[] {1, 20, 300, PLENTY}) {
                try {
                    new ForgeFetch(http, limit, Clock.systemUTC())
                            .fetch(here, settings(forge.cloneUrl()), List.of(), ALL);
                } catch (IOException tooLong) {
                    assertThat(limit).isLessThan(PLENTY);
                }
                assertThat(http.open()).as("after at most %d bytes", limit).isZero();
            }
        }
    }

    private ForgeFetch.Seen fetch(OutboundRules rules, List<String> pulls) throws IOException {
        try (var http = new GuardedHttp(rules)) {
            return new ForgeFetch(http, PLENTY, Clock.systemUTC()).fetch(here, settings(forge.cloneUrl()), pulls, ALL);
        }
    }

    private OutboundRules rules() {
        return OutboundRules.listing(List.of(forge.origin()));
    }

    private static Mirror.Settings settings(URI url) {
        return new Mirror.Settings(
                ForgeKind.GITHUB,
                url,
                URI.create(url.resolve("/") + "api/v3"),
                new Secret("a secret for the hook"),
                Optional.of(new Secret(ForgeStub.TOKEN)),
                Set.of(),
                Duration.ofMinutes(1),
                Mirror.Choices.USUAL);
    }

    private boolean isHere(ObjectId id) {
        try {
            return here.getObjectDatabase().has(id);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
