package dev.softservice.server.image;

import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.image.RegistryClient;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.runner.model.Reason;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Brings images to one repository of a registry, byte for byte as the hub keeps them: manifest and layers have the same digests there. */
final class RegistryPush implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Bytes a second; what is slower than this does not end. */
    private static final long SLOWEST = 128 << 10;

    private static final int MOST_SHOWN = 300;

    private final ImagePlace place;
    private final Blobs blobs;
    private final RegistryClient client;

    RegistryPush(Registry registry, ImagePlace place, Blobs blobs) {
        this.place = place;
        this.blobs = blobs;
        client = new RegistryClient(registry.login());
    }

    /** Under a tag; what is there already is not sent again. Refuses, with one line, where the registry does not take it: to be tried again. */
    void bring(KeptImage image, ImageManifest manifest, String tag) {
        try {
            for (var blob : manifest.blobs()) bring(blob);
            var digest = image.manifest();
            // Its tag may name another image, of a release that was begun and never published.
            var put = send(
                    request("/manifests/" + tag)
                            .header("Content-Type", ImageManifest.TYPE)
                            .PUT(BodyPublishers.ofByteArray(manifest.write())),
                    201);
            var said = put.headers().firstValue("Docker-Content-Digest").flatMap(Digest::read);
            if (said.isPresent() && !said.get().equals(digest))
                throw refused("it calls the manifest " + digest.brief() + " otherwise: "
                        + said.get().brief());
        } catch (IOException failed) {
            throw refused(Reason.of(failed));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw refused("the hub is stopping");
        }
    }

    private void bring(Blob blob) throws IOException, InterruptedException {
        var path = "/blobs/" + blob.digest();
        if (status(request(path).method("HEAD", BodyPublishers.noBody()).build()) == 200) return;
        var begun = send(request("/blobs/uploads/").POST(BodyPublishers.noBody()), 202);
        var location = begun.headers()
                .firstValue("Location")
                .orElseThrow(() -> new IOException("it takes an upload and does not say where"));
        var at = URI.create(place.api() + "/").resolve(location);
        var to = URI.create(at + (at.getRawQuery() == null ? "?" : "&") + "digest=" + blob.digest());
        send(
                HttpRequest.newBuilder(to)
                        .timeout(PATIENCE.plusSeconds(blob.size() / SLOWEST))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(content(blob)),
                201);
    }

    private BodyPublisher content(Blob blob) throws IOException {
        return BodyPublishers.ofFile(blobs.path(blob.digest()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(place.api() + path)).timeout(PATIENCE);
    }

    private int status(HttpRequest request) throws IOException, InterruptedException {
        var response = client.send(request);
        response.body().close();
        return response.statusCode();
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request, int expected)
            throws IOException, InterruptedException {
        var response = client.send(request.build());
        try (var body = response.body()) {
            if (response.statusCode() == expected) return response;
            var said = new String(body.readNBytes(MOST_SHOWN), StandardCharsets.UTF_8).strip();
            throw new IOException("it answers with " + response.statusCode()
                    + (said.isEmpty() ? "" : ": " + said.replaceAll("\\s+", " ")));
        }
    }

    private Refusal refused(String why) {
        return Refusal.of(
                Refusal.Kind.BUSY,
                "the registry does not take the images to " + place + " (" + why
                        + "), so the release waits: mend it, or start the hub without --registry");
    }

    @Override
    public void close() {
        client.close();
    }
}
