package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Pairs;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.Built;
import dev.softservice.manifest.model.Service.ImageSource;
import dev.softservice.manifest.model.Service.Pulled;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code image} and {@code build}, of a service and of a test's container. */
public final class ImageReader {
    /** The grammar of distribution references: registry, path, tag, digest. */
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:(?<registry>[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+(?::\\d{1,5})?|[A-Za-z0-9-]+:\\d{1,5}|localhost|\\[[0-9a-fA-F:]+](?::\\d{1,5})?)/)?"
                + "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
                + "(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?");

    private static final Pattern ADDRESS =
            Pattern.compile("[0-9.]+(:\\d+)?|\\[.*|localhost(:\\d+)?|.*\\.(local|localhost|internal)(:\\d+)?");
    private static final String[] REFUSED = {
        "ssh",
        "secrets",
        "network",
        "entitlements",
        "privileged",
        "additional_contexts",
        "extra_hosts",
        "dockerfile_inline",
        "ulimits"
    };

    private final Context context;

    public ImageReader(Context context) {
        this.context = context;
    }

    /** Exactly one is meant; where both stand, the built one is used, as Compose does. */
    public Optional<ImageSource> read(Fields fields, String what) {
        var image = fields.node("image");
        var build = fields.node("build");
        if (image.isEmpty() && build.isEmpty()) {
            // A service whose `extends` failed has been complained of.
            if (!fields.has("extends"))
                context.error(
                        fields.mark(),
                        Rule.ONE_OF,
                        what + " needs `image` or `build`",
                        (fields.mark().isCompose() ? "a file that only adds to another one is not read alone" : ""));
            return Optional.empty();
        }
        if (build.isPresent()) {
            if (image.isPresent()) fields.ignore("the image is built, and the platform names it", "image");
            return build(build.get());
        }
        return image(image.get());
    }

    private Optional<ImageSource> image(Node node) {
        var text = context.values.plainText(node, "image");
        if (text.isEmpty()) return Optional.empty();
        var matcher = REFERENCE.matcher(text.get());
        if (text.get().length() > 512 || !matcher.matches()) {
            context.values.bad(
                    node.mark(),
                    "image",
                    text.get(),
                    "name:tag or name@sha256:… in lower case, the digest with 64 digits");
            return Optional.empty();
        }
        var registry = Optional.ofNullable(matcher.group("registry"));
        if (registry.isPresent() && ADDRESS.matcher(registry.get()).matches()) {
            context.notes.refuse(node.mark(), RefusedKey.IMAGE_REGISTRY, Quote.quote(registry.get()));
            return Optional.empty();
        }
        return Optional.of(new Pulled(text.get()));
    }

    private Optional<ImageSource> build(Node node) {
        if (!(node instanceof MapNode map)) {
            return context.values
                    .plainText(node, "build")
                    .flatMap(path -> built(node.mark(), path, "Dockerfile", Map.of(), Optional.empty()));
        }
        var fields = new Fields(map, "a build", context);
        for (var key : REFUSED) {
            fields.entry(key)
                    .ifPresent(
                            entry -> context.notes.refuse(entry.keyMark(), RefusedKey.BUILD_OPTION, Quote.quote(key)));
        }
        fields.ignore(
                "the platform builds for itself and names the image",
                "labels",
                "tags",
                "platforms",
                "pull",
                "no_cache",
                "shm_size",
                "provenance",
                "sbom",
                "isolation");
        fields.ignore("the platform keeps what it has built by itself", "cache_from", "cache_to");
        var args = fields.node("args")
                .map(value -> new Pairs(context).templates(value, "args"))
                .orElse(Map.of());
        var target = fields.plainText("target");
        var dockerfile = fields.plainText("dockerfile");
        var contextPath = fields.plainText("context");
        fields.done();
        if (fields.has("context") && contextPath.isEmpty()) return Optional.empty();
        var mark = fields.node("context").map(Node::mark).orElse(map.mark());
        return built(mark, contextPath.orElse("."), dockerfile.orElse("Dockerfile"), args, target);
    }

    private Optional<ImageSource> built(
            Mark mark, String path, String dockerfile, Map<String, Template> args, Optional<String> target) {
        if (path.contains("://") || path.startsWith("git@") || path.startsWith("github.com/")) {
            context.notes.refuse(mark, RefusedKey.REMOTE_CONTEXT, Quote.quote(path));
            return Optional.empty();
        }
        var folder = RepositoryPath.resolve(RepositoryPath.folderOf(mark.path()), path);
        if (folder.isEmpty()) {
            context.error(
                    mark,
                    Rule.PATH_OUTSIDE,
                    "the build context " + Quote.quote(path) + " is not inside the repository",
                    "copy it in and name it by a relative path");
            return Optional.empty();
        }
        if (context.kind(folder.get())
                .filter(kind -> kind == RepositoryFiles.Kind.FOLDER)
                .isEmpty()) {
            context.error(
                    mark,
                    Rule.MISSING_FILE,
                    "the build context " + Quote.quote(path) + " is not a folder of the repository",
                    "add it, or correct the path");
            return Optional.empty();
        }
        var file = RepositoryPath.resolve(folder.get(), dockerfile)
                .filter(found -> RepositoryPath.isWithin(folder.get(), found));
        if (file.isEmpty()) {
            context.error(
                    mark,
                    Rule.PATH_OUTSIDE,
                    "the dockerfile " + Quote.quote(dockerfile) + " is not inside its build context",
                    "move it there");
            return Optional.empty();
        }
        if (context.kind(file.get())
                .filter(kind -> kind == RepositoryFiles.Kind.FILE)
                .isEmpty()) {
            context.error(
                    mark,
                    Rule.MISSING_FILE,
                    "there is no " + Quote.quote(file.get()) + " in the repository",
                    "add it, or name it under `dockerfile`");
            return Optional.empty();
        }
        return Optional.of(new Built(folder.get(), file.get(), args, target));
    }
}
