package dev.softservice.runner.install;

import dev.softservice.runner.image.Blobs;
import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.image.ImageManifest.Blob;
import dev.softservice.runner.image.RegistryClient;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.ImagePlace;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Fetches blobs into a folder: from the registry that has them, and from their hub where that one can't give them. What was cut off goes on where it stopped, in this process or a later one. Nothing is taken whose
 * digest is another than the one asked for.
 */
final class HubImages implements ImageSource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** A server that sends nothing for so long has gone. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private static final int ATTEMPTS = 5;
    private static final long PAUSE = 500;

    /** Each has the same; the last one is the hub. */
    private final List<String> places;

    private final AtomicInteger asked = new AtomicInteger();
    private final Consumer<String> told;
    private final Blobs blobs;
    private final Path parts;
    private final RegistryClient client = new RegistryClient(Optional.empty());
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("fetch-watch").factory());

    /** When anything came last, over all connections. */
    private final AtomicLong heard = new AtomicLong(System.nanoTime());

    /** Whole blobs and begun ones are kept in the folder. */
    HubImages(Supply.WantedImages wanted) {
        var source = wanted.source();
        var hub = source.hub()
                .orElseThrow(() -> InstallRefusal.input("a repository on disk carries no images: install from its hub,"
                        + " or add --build to build from source"));
        places = Stream.concat(
                        wanted.places().stream().map(ImagePlace::api),
                        Stream.of(hub + "/v2" + source.url().substring(hub.length())))
                .toList();
        told = wanted.told();
        blobs = new Blobs(wanted.folder());
        parts = wanted.folder().resolve("parts");
    }

    @Override
    public Blobs blobs() {
        return blobs;
    }

    @Override
    public ImageManifest manifest(Digest digest) throws InterruptedException {
        try {
            if (!blobs.has(digest)) {
                var response = send("/manifests/" + digest, 0);
                try (var body = response.body()) {
                    var bytes = body.readNBytes(ImageManifest.LARGEST);
                    if (!Digest.of(bytes).equals(digest)) throw other(digest);
                    blobs.add(bytes);
                }
            }
            return ImageManifest.read(blobs.read(digest, ImageManifest.LARGEST));
        } catch (IOException failed) {
            throw InstallRefusal.unreachable(place() + ": manifest " + digest.brief() + ": " + Reason.of(failed));
        }
    }

    /** As {@link ImageSource#fetch}; bytes of earlier attempts come at once. */
    @Override
    public void fetch(Blob blob, LongConsumer came) throws InterruptedException {
        if (blobs.has(blob.digest())) {
            came.accept(blob.size());
            return;
        }
        long before = -1;
        for (int attempt = 1; ; attempt++) {
            try {
                once(blob, came, before);
                return;
            } catch (IOException cut) {
                long now = length(blob);
                if (now > Math.max(0, before)) attempt = 1;
                before = now;
                if (attempt >= ATTEMPTS)
                    throw InstallRefusal.unreachable(place() + ": layer "
                            + blob.digest().brief() + " can't be fetched: " + Reason.of(cut)
                            + "; what has come is kept, and going on later fetches only the rest");
                Thread.sleep(PAUSE * attempt);
            }
        }
    }

    private Path part(Blob blob) {
        return parts.resolve(blob.digest().hex());
    }

    private long length(Blob blob) {
        try {
            return Files.exists(part(blob)) ? Files.size(part(blob)) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }

    /** @param told how many of the bytes that are here have been told already; -1: none */
    private void once(Blob blob, LongConsumer came, long told) throws IOException, InterruptedException {
        Files.createDirectories(parts);
        var hasher = Digest.hasher();
        try (var file = FileChannel.open(
                part(blob), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (file.size() > blob.size()) file.truncate(0);
            long here = hash(file, hasher);
            if (here > Math.max(0, told)) came.accept(here - Math.max(0, told));
            if (here < blob.size()) receive(blob, file, hasher, came);
            file.force(true);
        }
        if (!Digest.of(hasher).equals(blob.digest())) {
            Files.deleteIfExists(part(blob));
            throw other(blob.digest());
        }
        blobs.take(part(blob), blob.digest());
    }

    private static long hash(FileChannel file, MessageDigest hasher) throws IOException {
        var buffer = ByteBuffer.allocate(1 << 16);
        while (file.read(buffer) >= 0) {
            hasher.update(buffer.flip());
            buffer.clear();
        }
        return file.position();
    }

    private void receive(Blob blob, FileChannel file, MessageDigest hasher, LongConsumer came)
            throws IOException, InterruptedException {
        long here = file.position();
        var response = send("/blobs/" + blob.digest(), here);
        if (here > 0
                && !response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + here + "-")) {
            // It sends all of it again.
            came.accept(-here);
            hasher.reset();
            file.truncate(0);
            here = 0;
        }
        try (var body = response.body();
                var _ = watched(body)) {
            var buffer = new byte[1 << 16];
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                heard.set(System.nanoTime());
                here += read;
                if (here > blob.size()) throw other(blob.digest());
                hasher.update(buffer, 0, read);
                var bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) file.write(bytes);
                came.accept(read);
            }
        }
        if (here < blob.size()) throw new IOException("the connection was cut after " + here + " bytes");
    }

    private interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    private Watched watched(InputStream body) {
        heard.set(System.nanoTime());
        var look = watch.scheduleWithFixedDelay(
                () -> {
                    if (System.nanoTime() - heard.get() < SILENCE.toNanos()) return;
                    try {
                        body.close();
                    } catch (IOException closed) {
                        // The reader learns it.
                    }
                },
                5,
                5,
                TimeUnit.SECONDS);
        return () -> look.cancel(false);
    }

    private String place() {
        return places.get(asked.get());
    }

    /** From the first place that gives it; one that does not is not asked again. */
    private HttpResponse<InputStream> send(String path, long from) throws IOException, InterruptedException {
        while (true) {
            int now = asked.get();
            boolean last = now == places.size() - 1;
            try {
                return send(places.get(now), path, from);
            } catch (IOException silent) {
                if (last) throw silent;
                next(now, Reason.of(silent));
            } catch (InstallRefusal lacking) {
                if (last) throw lacking;
                next(now, lacking.getMessage());
            }
        }
    }

    private void next(int now, String why) {
        if (asked.compareAndSet(now, now + 1))
            told.accept(
                    places.get(now) + " can't give the images (" + why + "), so they come from " + places.get(now + 1));
    }

    private HttpResponse<InputStream> send(String place, String path, long from)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(place + path))
                .timeout(PATIENCE)
                .header("Accept", ImageManifest.TYPE + ", application/octet-stream");
        if (from > 0) request.header("Range", "bytes=" + from + "-");
        var response = client.send(request.build());
        int status = response.statusCode();
        if (status == 200 || status == 206) return response;
        response.body().close();
        if (status == 404)
            throw InstallRefusal.failed(place + path + " is not there any more: the hub does not keep this image;"
                    + " add --build to build it from source");
        if (status == 401 || status == 403)
            throw InstallRefusal.unreachable(place + path + " answers with " + status + ": it is not for everybody");
        throw new IOException("it answers with " + status);
    }

    private InstallRefusal other(Digest digest) {
        return InstallRefusal.untrusted(place() + " gives other content as " + digest
                + " than the release's evidence names: refused, nothing was changed");
    }

    @Override
    public void close() {
        watch.shutdownNow();
        client.close();
    }
}
