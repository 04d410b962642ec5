package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.World;
import dev.softservice.runner.image.TinyImage;
import dev.softservice.runner.model.Digest;
import dev.softservice.server.app.AdminCommand;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.VerdictFileVerifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release goes from one hub to another in a file, and is served there as the first hub made it. */
class BundleImportTest {
    private static final TinyImage IMAGE = OutcomeFileVerifier.IMAGE;
    private static final RepositoryName DATABASE = new RepositoryName("samples", "database");

    @TempDir
    private Path folder;

    private record Said(int code, String out, String err) {}

    /** A hub that answers over HTTP. */
    private final class Served implements AutoCloseable {
        private final Path place;
        private Running running;

        Served(String name) {
            place = folder.resolve(name);
            running = served();
        }

        private Running served() {
            return Running.start(ConfigForTests.in(place).config(), Clock.systemUTC(), _ -> new VerdictFileVerifier());
        }

        String address() {
            return running.address();
        }

        /** It answers at another address afterwards. */
        void release(String version) {
            running.close();
            try (var hub = Hub.open(place, Optional.empty())) {
                if (hub.app.repositories().find(DATABASE).isEmpty()) {
                    var database = Hub.manifest("15.0").replace("name: wiki", "name: database");
                    hub.push(hub.repository("database"), "main", "first", Map.of("softservice.yaml", database));
                    hub.settle();
                }
                var wiki = Hub.manifest(version, "uses: {store: {distro: samples/database, version: ^15}}");
                hub.push(hub.repository("wiki"), "main", version, Map.of("softservice.yaml", wiki));
                hub.settle();
            }
            running = served();
        }

        byte[] ask(String path) throws IOException, InterruptedException {
            try (var client = HttpClient.newHttpClient()) {
                var answer = client.send(
                        HttpRequest.newBuilder(URI.create(address() + path)).build(), BodyHandlers.ofByteArray());
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
                return answer.body();
            }
        }

        Path key() throws IOException, InterruptedException {
            return Files.write(folder.resolve("key"), ask("/.well-known/softservice/allowed_signers"));
        }

        @Override
        public void close() {
            running.close();
        }
    }

    private Said bundle(Served hub, String file, String... more) {
        var out = new ByteArrayOutputStream();
        var streams = new World.Streams(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                false);
        var words = new ArrayList<>(List.of(
                "bundle",
                "samples/wiki",
                "--hub",
                hub.address(),
                "-o",
                folder.resolve(file).toString()));
        words.addAll(List.of(more));
        var world = new World(streams, Map.of(), folder, Clock.systemUTC(), () -> {
            throw new AssertionError("no engine is needed for this");
        });
        int code = Cli.commandLine(world).execute(words.toArray(String[]::new));
        return new Said(code, out.toString(StandardCharsets.UTF_8), "");
    }

    private Said bringIn(String file, String... more) {
        var out = new StringWriter();
        var err = new StringWriter();
        var words = new ArrayList<>(List.of(
                "import",
                folder.resolve(file).toString(),
                "--data",
                folder.resolve("mirror").toString()));
        words.addAll(List.of(more));
        int code = AdminCommand.in(Map.of())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Said(code, out.toString(), err.toString());
    }

    @Test
    void anotherHubServesWhatTheFirstOneMade() throws Exception {
        new Served("mirror").close();
        try (var first = new Served("hub")) {
            first.release("2.3.0");
            assertThat(bundle(first, "1.bundle").out()).contains("/samples/wiki 2.3.0 is in ");
            var key = first.key().toString();

            assertThat(bringIn("1.bundle").err())
                    .contains("give the key of the hub")
                    .hasLineCount(1);
            var said = bringIn("1.bundle", "--key", key);
            assertThat(said.err()).isEmpty();
            assertThat(said.out())
                    .contains("imported samples/wiki 2.3.0 of " + first.address()
                            + "/samples/wiki: 1 image, with samples/database");
            assertThat(bringIn("1.bundle", "--key", key).code())
                    .as("the same again")
                    .isZero();

            try (var mirror = new Served("mirror")) {
                assertThat(mirror.ask("/v2/samples/wiki/manifests/2.3.0-web"))
                        .isEqualTo(IMAGE.manifest().write());
                for (var layer : IMAGE.layers())
                    assertThat(mirror.ask("/v2/samples/wiki/blobs/" + Digest.of(layer)))
                            .isEqualTo(layer);
                mirror.running.app().images().collect();
                assertThat(mirror.ask("/v2/samples/wiki/manifests/stable"))
                        .as("it is not swept away")
                        .isEqualTo(IMAGE.manifest().write());
                var again = bundle(mirror, "copy.bundle", "--key", key);
                assertThat(again.code()).as(again.out()).isZero();
                assertThat(bundle(mirror, "wrong.bundle").out())
                        .as("its own key is not that of the releases")
                        .contains("not signed by a key that is trusted here");
            }

            first.release("2.4.0");
            assertThat(bundle(first, "2.bundle").out()).contains("/samples/wiki 2.4.0 is in ");
            assertThat(bringIn("2.bundle", "--key", key).out()).contains("samples/wiki 2.4.0");
            assertThat(bringIn("1.bundle", "--key", key).err())
                    .contains("it has been set back")
                    .hasLineCount(1);
            try (var mirror = new Served("mirror")) {
                assertThat(mirror.ask("/v2/samples/wiki/manifests/2.3.0")).isNotEmpty();
                assertThat(bundle(mirror, "copy.bundle", "--key", key).out()).contains("samples/wiki 2.4.0");
            }
        }
    }

    @Test
    void whatIsThisHubsOwnIsNotOverwritten() throws Exception {
        try (var mirror = new Served("mirror")) {
            mirror.release("1.0.0");
        }
        try (var first = new Served("hub")) {
            first.release("2.3.0");
            assertThat(bundle(first, "1.bundle").out()).contains("/samples/wiki 2.3.0 is in ");
            assertThat(bringIn("1.bundle", "--key", first.key().toString()).err())
                    .contains("samples/wiki has branches or tags of its own")
                    .hasLineCount(1);
        }
    }

    @Test
    void whatCannotBeBelievedIsRefusedInOneLine() throws Exception {
        new Served("mirror").close();
        try (var first = new Served("hub");
                var other = new Served("other")) {
            first.release("2.3.0");
            bundle(first, "1.bundle");
            var wrong = other.key().toString();
            assertThat(bringIn("1.bundle", "--key", wrong).err())
                    .contains("not signed by a key that is trusted here")
                    .hasLineCount(1);
            var bytes = Files.readAllBytes(folder.resolve("1.bundle"));
            Files.write(folder.resolve("cut.bundle"), java.util.Arrays.copyOf(bytes, bytes.length / 2));
            assertThat(bringIn("cut.bundle", "--key", first.key().toString()).err())
                    .contains("it is cut short")
                    .hasLineCount(1);
            assertThat(folder.resolve("mirror/bundle")).doesNotExist();
        }
    }
}
