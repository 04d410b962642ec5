package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.image.TinyImage;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.testing.Packages;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.web.StreamingEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as a registry: what the OCI distribution specification asks of the side that is pulled from. */
class RegistryTest {
    private static final TinyImage IMAGE = OutcomeFileVerifier.IMAGE;
    private static final String MANIFESTS = "/v2/samples/wiki/manifests/";
    private static final String BLOBS = "/v2/samples/wiki/blobs/";

    @TempDir
    private Path folder;

    private Hub hub;
    private Web web;
    private int port;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() {
        hub = Hub.open(folder.resolve("hub"), Optional.empty());
        web = new Web(hub.app, ConfigForTests.listening(), Clock.systemUTC(), StreamingEndpoint.NONE, MoreRoutes.NONE);
        port = web.start();
        hub.repository("other");
        hub.push(hub.repository("wiki"), "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3")));
        hub.settle();
    }

    @AfterEach
    void close() {
        client.close();
        web.close();
        hub.close();
    }

    private HttpResponse<byte[]> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) request.headers(headers);
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void anImageIsFoundByVersionAndServiceByStableAndByDigest() throws Exception {
        assertThat(ask("GET", "/v2/").statusCode()).isEqualTo(200);
        var digest = IMAGE.kept().manifest();
        for (var reference : List.of("2.3.0-web", "2.3.0", "stable-web", "stable", digest.text())) {
            var manifest = ask("GET", MANIFESTS + reference);
            assertThat(manifest.statusCode()).as(reference).isEqualTo(200);
            assertThat(Digest.of(manifest.body())).isEqualTo(digest);
            assertThat(header(manifest, "Content-Type")).isEqualTo("application/vnd.oci.image.manifest.v1+json");
            assertThat(header(manifest, "Docker-Content-Digest")).isEqualTo(digest.text());
            var head = ask("HEAD", MANIFESTS + reference);
            assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(manifest.body().length));
            assertThat(header(head, "Docker-Content-Digest")).isEqualTo(digest.text());
        }
        assertThat(text(ask("GET", "/v2/samples/wiki/tags/list")))
                .isEqualTo("{\"name\":\"samples/wiki\",\"tags\":[\"2.3.0-web\",\"stable-web\"]}");
        var page = ask("GET", "/v2/samples/wiki/tags/list?n=1");
        assertThat(text(page)).contains("[\"2.3.0-web\"]");
        assertThat(header(page, "Link")).isEqualTo("</v2/samples/wiki/tags/list?n=1&last=2.3.0-web>; rel=\"next\"");
        assertThat(text(ask("GET", "/v2/samples/wiki/tags/list?n=1&last=2.3.0-web")))
                .contains("[\"stable-web\"]");
    }

    @Test
    void aBlobIsGivenWholeOrInParts() throws Exception {
        var layer = IMAGE.layers().getLast();
        var address = BLOBS + Digest.of(layer);
        var whole = ask("GET", address);
        assertThat(whole.body()).isEqualTo(layer);
        var tag = header(whole, "ETag");
        assertThat(tag).isEqualTo("\"" + Digest.of(layer) + "\"");
        assertThat(header(ask("HEAD", address), "Content-Length")).isEqualTo(Integer.toString(layer.length));
        assertThat(ask("GET", address, "If-None-Match", tag).statusCode()).isEqualTo(304);

        var rest = ask("GET", address, "Range", "bytes=1000-");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(layer, 1_000, layer.length));
        assertThat(header(rest, "Content-Range")).isEqualTo("bytes 1000-" + (layer.length - 1) + "/" + layer.length);
        assertThat(ask("GET", address, "Range", "bytes=2-3").body()).isEqualTo(Arrays.copyOfRange(layer, 2, 4));
        assertThat(ask("GET", address, "Range", "bytes=-5").body())
                .isEqualTo(Arrays.copyOfRange(layer, layer.length - 5, layer.length));
        var beyond = ask("GET", address, "Range", "bytes=" + layer.length + "-");
        assertThat(beyond.statusCode()).isEqualTo(416);
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */" + layer.length);
        for (var ignored : List.of("bytes=3-2", "lines=1-2", "bytes=0-1,3-4", "bytes=-"))
            assertThat(ask("GET", address, "Range", ignored).body()).as(ignored).isEqualTo(layer);
        assertThat(ask("GET", address, "Range", "bytes=1-", "If-Range", "\"another\"")
                        .body())
                .isEqualTo(layer);
    }

    @Test
    void refusalsAreThoseOfTheSpecification() throws Exception {
        refused(404, "MANIFEST_UNKNOWN", "GET", MANIFESTS + "2.3.0-db");
        refused(404, "MANIFEST_UNKNOWN", "GET", MANIFESTS + "9.9.9-web");
        refused(
                404,
                "MANIFEST_UNKNOWN",
                "GET",
                MANIFESTS + Digest.of(IMAGE.layers().getFirst()));
        refused(404, "BLOB_UNKNOWN", "GET", BLOBS + "sha256:" + "0".repeat(64));
        refused(400, "DIGEST_INVALID", "GET", BLOBS + "sha256:short");
        refused(404, "NAME_UNKNOWN", "GET", "/v2/samples/nothing/manifests/latest");
        refused(404, "NAME_UNKNOWN", "GET", "/v2/samples/wiki/nothing/here");
        refused(404, "BLOB_UNKNOWN", "GET", "/v2/samples/other/blobs/" + IMAGE.id());
        refused(405, "UNSUPPORTED", "PUT", MANIFESTS + "2.3.0-web");
        var unknown = ask(
                "GET",
                "/v2/",
                "Authorization",
                "Basic " + java.util.Base64.getEncoder().encodeToString("ann:wrong".getBytes(StandardCharsets.UTF_8)));
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(header(unknown, "WWW-Authenticate")).isEqualTo("Basic realm=\"softservice\"");
    }

    private void refused(int status, String code, String method, String path) throws Exception {
        var answer = ask(method, path);
        assertThat(answer.statusCode()).as(path).isEqualTo(status);
        assertThat(text(answer)).as(path).contains("{\"errors\":[{").contains("\"code\":\"" + code + "\"");
    }

    @Test
    void skopeoCopiesAnImage() throws Exception {
        Packages.install("skopeo");
        var copy = new ProcessBuilder(
                        "skopeo",
                        "--insecure-policy",
                        "copy",
                        "--preserve-digests",
                        "--src-tls-verify=false",
                        "docker://127.0.0.1:" + port + "/samples/wiki:stable-web",
                        "oci:" + folder.resolve("copy") + ":web")
                .redirectErrorStream(true)
                .start();
        var said = new String(copy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(copy.waitFor()).as(said).isZero();
        assertThat(Files.readString(folder.resolve("copy/index.json")))
                .contains(IMAGE.kept().manifest().text());
        for (var blob : IMAGE.manifest().blobs())
            assertThat(folder.resolve("copy/blobs/sha256/" + blob.digest().hex()))
                    .as("not compressed on the way")
                    .hasSize(blob.size());
    }
}
