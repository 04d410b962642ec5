package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;

import dev.softservice.runner.image.ImageManifest;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.ByteRange;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Problems;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Validators;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The images of releases, by the pull side of the OCI distribution specification, so that any container engine takes them. A repository of the hub is one of the
 * registry; a tag is a version, or {@code stable}, and the service's name: {@code samples/team-wiki:2.3.0-web}. Where a release has one image only, the version alone names it.
 */
public final class RegistryApi {
    private static final String STABLE = "stable";
    private static final String VERSIONED = "Docker-Distribution-API-Version";
    private static final int MOST_TAGS = 1_000;

    private final Repositories repositories;
    private final Releases releases;
    private final ImageStore images;

    public RegistryApi(Repositories repositories, Releases releases, ImageStore images) {
        this.repositories = repositories;
        this.releases = releases;
        this.images = images;
    }

    public List<Route> routes() {
        return List.of(
                Route.registry("/v2/", ANONYMOUS, _ -> Reply.json(Map.of()).with(VERSIONED, "registry/2.0")),
                Route.registry("/v2/{owner}/{name}/tags/list", ANONYMOUS, this::tags),
                Route.registry("/v2/{owner}/{name}/manifests/{reference}", ANONYMOUS, this::manifest),
                Route.registry("/v2/{owner}/{name}/blobs/{digest}", ANONYMOUS, this::blob));
    }

    private Reply tags(Call call) {
        var repository = repositories.require(call.repository());
        var last = call.query("last").orElse("");
        int most = (int) call.query("n", 0, MOST_TAGS, MOST_TAGS);
        var tags = new TreeSet<String>();
        images(repository)
                .forEach((tag, images) -> images.get().keySet().forEach(service -> tags.add(tag + "-" + service)));
        var page = tags.tailSet(last, last.isEmpty()).stream().limit(most).toList();
        var reply = Reply.json(new Tags(repository.name().toString(), page));
        boolean more = !page.isEmpty() && tags.higher(page.getLast()) != null;
        return more
                ? reply.with(
                        "Link",
                        "</v2/" + repository.name() + "/tags/list?n=" + most + "&last=" + page.getLast()
                                + ">; rel=\"next\"")
                : reply;
    }

    /** As the specification has it. */
    record Tags(String name, List<String> tags) {}

    /** By the tag that they have, stable first, and by service; the hub's own releases, or its copies of another hub's. */
    private Map<String, Supplier<Map<String, KeptImage>>> images(HostedRepository repository) {
        var images = new LinkedHashMap<String, Supplier<Map<String, KeptImage>>>();
        var copies = this.images.copies(repository.id());
        releases.stable(repository).ifPresent(release -> images.put(STABLE, () -> this.images.of(release.id())));
        copies.values().stream().findFirst().ifPresent(copy -> images.putIfAbsent(STABLE, () -> copy));
        releases.list(repository, 0)
                .forEach(release -> images.put(release.version(), () -> this.images.of(release.id())));
        copies.forEach((version, copy) -> images.put(version, () -> copy));
        return images;
    }

    private Reply manifest(Call call) {
        var repository = repositories.require(call.repository());
        var reference = call.path("reference");
        var digest = Digest.read(reference);
        if (digest.isEmpty()) {
            var named = named(repository, reference);
            digest = named.map(KeptImage::manifest);
        }
        var file = digest.flatMap(each -> images.manifest(repository.id(), each));
        if (file.isEmpty())
            return Problems.registry(
                    404,
                    "MANIFEST_UNKNOWN",
                    repository.name() + " has no image " + reference + "; " + choice(repository));
        return content(call, file.get(), digest.get(), ImageManifest.TYPE);
    }

    private String choice(HostedRepository repository) {
        var images = new TreeSet<>(
                images(repository).getOrDefault(STABLE, Map::of).get().keySet());
        return images.isEmpty()
                ? "its stable release keeps none here"
                : "its tags are VERSION-SERVICE, of stable " + STABLE + "-" + String.join(", " + STABLE + "-", images);
    }

    private Optional<KeptImage> named(HostedRepository repository, String tag) {
        for (var each : images(repository).entrySet()) {
            if (!tag.equals(each.getKey()) && !tag.startsWith(each.getKey() + "-")) continue;
            var images = each.getValue().get();
            if (tag.equals(each.getKey()))
                return images.size() == 1 ? images.values().stream().findFirst() : Optional.empty();
            return Optional.ofNullable(images.get(tag.substring(each.getKey().length() + 1)));
        }
        return Optional.empty();
    }

    private Reply blob(Call call) {
        var repository = repositories.require(call.repository());
        var digest = Digest.read(call.path("digest"));
        if (digest.isEmpty())
            return Problems.registry(400, "DIGEST_INVALID", "a digest is sha256: and 64 hex digits in lower case");
        return images.file(repository.id(), digest.get())
                .map(file -> content(call, file, digest.get(), "application/octet-stream"))
                .orElseGet(() ->
                        Problems.registry(404, "BLOB_UNKNOWN", repository.name() + " has no blob " + digest.get()));
    }

    /** What is named by its digest never changes: it may be asked for in parts, and kept by every cache. */
    private static Reply content(Call call, Path file, Digest digest, String type) {
        long size = size(file);
        var tag = Validators.strong(digest.text());
        var reply = part(call, tag, type, file, size);
        return reply.with("ETag", tag)
                .with("Docker-Content-Digest", digest.text())
                .with("Accept-Ranges", "bytes")
                .with(VERSIONED, "registry/2.0");
    }

    private static Reply part(Call call, String tag, String type, Path file, long size) {
        var all = new ByteRange(0, size);
        if (Validators.known(call, tag)) return Reply.bytes(304, type, new byte[0]);
        var wanted = call.header("Range").filter(_ -> Validators.inRange(call, tag));
        if (wanted.isEmpty()) return Reply.file(200, type, file, all);
        return switch (ByteRange.read(wanted.get(), size)) {
            case ByteRange.Asked.Part part ->
                Reply.file(206, type, file, part.range())
                        .with("Content-Range", part.range().of(size));
            case ByteRange.Asked.Beyond _ ->
                Problems.registry(416, "RANGE_INVALID", "there are " + size + " bytes")
                        .with("Content-Range", "bytes */" + size);
            case ByteRange.Asked.Whole _ -> Reply.file(200, type, file, all);
        };
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
