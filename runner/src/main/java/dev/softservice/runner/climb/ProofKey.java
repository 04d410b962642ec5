package dev.softservice.runner.climb;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.composition.Resolver;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.model.AcceptanceTest;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Service.Built;
import dev.softservice.manifest.model.Service.ImageSource;
import dev.softservice.manifest.model.Service.Pulled;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.plan.Dockerfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Hashes everything that can change a run's outcome. Nothing is checked out for it: a few files of the trees say what else matters. */
final class ProofKey {
    /** Raise it whenever this runner judges the same tree otherwise than before: old proofs then count no more. */
    static final String RUNNER_VERSION = "10";

    private static final int DOCKERFILE_LIMIT = 1 << 20;

    private final Images images;
    private final Composer composer;

    ProofKey(Images images, Composer composer) {
        this.images = images;
        this.composer = composer;
    }

    String of(String tree, RepositoryFiles files, RunRequest request) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            feed(
                    digest,
                    "runner " + RUNNER_VERSION,
                    "tree " + tree,
                    "level " + request.level(),
                    "limits " + request.limits());
            new TreeMap<>(request.parameters()).forEach((name, value) -> feed(digest, "parameter " + name, value));
            if (request.level() >= StepName.UPGRADE.level())
                request.stable().ifPresent(stable -> {
                    feed(digest, "stable", stable.tree());
                    stable.uses().forEach(used -> feed(digest, "stable uses", used.line()));
                    new TreeSet<>(stable.bases())
                            .forEach(base -> feed(
                                    digest,
                                    "stable base " + base,
                                    images.find(base).orElse("")));
                });
            var manifest = new ManifestReader().read(files).manifest();
            if (manifest.isPresent()
                    && composer.resolve(manifest.get(), files) instanceof Resolver.Resolved(var composition)) {
                composition.resolved().forEach(used -> feed(digest, "uses", used.line()));
                var ids = new TreeMap<String, String>();
                references(composition.root(), request.parameters(), ids);
                ids.forEach((reference, id) -> feed(digest, "image " + reference, id));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new EngineException(Reason.of(e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The id on this engine, or nothing, of every image that the trees only name: their content is not in them. Parts that it uses included. */
    private void references(Composition.Part part, Map<String, String> given, Map<String, String> ids) {
        var manifest = part.manifest();
        var sources = Stream.concat(
                manifest.services().values().stream().map(service -> service.image()),
                manifest.tests().stream()
                        .flatMap(test -> test instanceof AcceptanceTest.Run run
                                ? Stream.of(run.image())
                                : Stream.<ImageSource>empty()));
        sources.flatMap(image -> switch (image) {
                    case Pulled pulled -> Stream.of(pulled.reference());
                    case Built built -> bases(part.files(), built, plain(manifest, built.args(), given));
                })
                .forEach(name -> ids.computeIfAbsent(
                        name, reference -> images.find(reference).orElse("")));
        manifest.uses().forEach((name, use) -> {
            var used = part.uses().get(name);
            if (used != null) references(used, plain(manifest, use.with(), given), ids);
        });
    }

    /** What a build or a use is given, as far as that is plain from parameters; what parts provide and made up secrets name no image. */
    private static Map<String, String> plain(
            Manifest manifest, Map<String, Template> templates, Map<String, String> given) {
        var values = new TreeMap<String, String>();
        templates.forEach((name, template) -> values.put(name, template.resolve(reference -> {
            var parameter = reference.replaceFirst("^parameters\\.", "");
            return Optional.ofNullable(given.get(parameter))
                    .or(() -> Optional.ofNullable(manifest.parameters().get(parameter))
                            .flatMap(Parameter::defaultValue))
                    .orElse("");
        })));
        return values;
    }

    /** All images that a build names. Where that can't be told, the build is refused, and nothing is ever proven. */
    private Stream<String> bases(RepositoryFiles files, Built built, Map<String, String> args) {
        try {
            var dockerfile = Dockerfile.parse(
                    new String(files.read(built.dockerfile(), DOCKERFILE_LIMIT), StandardCharsets.UTF_8));
            return dockerfile.names(args, images::triggers).images().stream();
        } catch (IOException e) {
            // Then the build will fail for the same reason as long as the tree is the same.
            return Stream.empty();
        }
    }

    private static void feed(MessageDigest digest, String... texts) {
        for (var text : texts) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
    }
}
