package dev.softservice.runner.docker.image;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.archive.BuildContext;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineWords;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.plan.Dockerfile;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Images by content. An image that was built from the same files, arguments, target and bases is found by its hash and
 * not built again.
 */
public final class DockerImages implements Images {
    static final String BUILT = "softservice/build:";

    private final Link link;
    private final Networks networks;
    private final PresentImages present;
    /** One build of one content at a time; the second one finds the first one's image. Never emptied: a lock is small, contents are few. */
    private final Map<String, ReentrantLock> building = new ConcurrentHashMap<>();

    /** What a run was given already: its tree does not change while it goes on, so neither does the image. */
    private final Map<GivenTo, Ready> given = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<GivenTo, Ready> eldest) {
            return size() > 1_000;
        }
    });

    private record GivenTo(String run, ImagePlan image) {}

    public DockerImages(Link link, Networks networks) {
        this.link = link;
        this.networks = networks;
        this.present = new PresentImages(link);
    }

    public PresentImages present() {
        return present;
    }

    @Override
    public Optional<String> find(String reference) {
        return inspect(reference).map(InspectImageResponse::getId);
    }

    @Override
    public List<String> triggers(String reference) {
        var config = inspect(reference).map(InspectImageResponse::getConfig);
        if (config.isEmpty()) return List.of();
        var steps = config.get().getOnBuild();
        return steps == null ? List.of() : List.of(steps);
    }

    @Override
    public InputStream save(List<String> ids) throws InterruptedException {
        return DockerCalls.unguarded("write images out", () -> {
            var save = link.client().saveImagesCmd();
            for (var id : ids) {
                int colon = id.indexOf(':');
                save.withImage(id.substring(0, colon), id.substring(colon + 1));
            }
            return save.exec();
        });
    }

    private Optional<InspectImageResponse> inspect(String reference) {
        try {
            return present.inspect(reference);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while looking for the image " + reference, e);
        }
    }

    @Override
    public Images anew() {
        return new Anew();
    }

    @Override
    public Optional<String> renew(String reference) throws InterruptedException {
        try {
            if (pullNow(reference, Narrator.SILENT).isPresent()) return Optional.empty();
        } catch (EngineException unreachable) {
            return Optional.empty();
        }
        return present.inspect(reference)
                .flatMap(image ->
                        ready(image, new ImagePlan.Pulled(reference)::isOf).digest());
    }

    /** See {@link Images#anew}. */
    private final class Anew implements Images {
        @Override
        public Optional<String> find(String reference) {
            return DockerImages.this.find(reference);
        }

        @Override
        public List<String> triggers(String reference) {
            return DockerImages.this.triggers(reference);
        }

        @Override
        public Images anew() {
            return this;
        }

        @Override
        public Optional<String> renew(String reference) throws InterruptedException {
            return DockerImages.this.renew(reference);
        }

        @Override
        public InputStream save(List<String> ids) throws InterruptedException {
            return DockerImages.this.save(ids);
        }

        @Override
        public Provided provide(
                ImagePlan image, Limits limits, String source, Map<String, String> labels, Narrator narrator)
                throws InterruptedException {
            return DockerImages.this.provide(image, new Making(limits, source, true), labels, narrator);
        }
    }

    /** How an image is made: {@code anew}: as {@link Images#anew} says. */
    private record Making(Limits limits, String source, boolean anew) {}

    @Override
    public Provided provide(
            ImagePlan image, Limits limits, String source, Map<String, String> labels, Narrator narrator)
            throws InterruptedException {
        return provide(image, new Making(limits, source, false), labels, narrator);
    }

    private Provided provide(ImagePlan image, Making making, Map<String, String> labels, Narrator narrator)
            throws InterruptedException {
        var run = Optional.ofNullable(labels.get(EnvironmentScope.LABEL_RUN));
        var known = run.map(id -> given.get(new GivenTo(labels.get(EnvironmentScope.LABEL_HUB) + "/" + id, image)));
        if (known.isPresent()) return known.get();
        var provided = provideNow(image, making, labels, narrator);
        if (provided instanceof Ready ready)
            run.ifPresent(id ->
                    given.put(new GivenTo(labels.get(EnvironmentScope.LABEL_HUB) + "/" + id, image), ready));
        return provided;
    }

    private Provided provideNow(ImagePlan image, Making making, Map<String, String> labels, Narrator narrator)
            throws InterruptedException {
        return switch (image) {
            case ImagePlan.Pulled pulled -> pull(pulled.reference(), making, narrator);
            case ImagePlan.Built built -> build(built, making, labels, narrator);
            case ImagePlan.Exact exact -> exactly(exact);
        };
    }

    /** The very image, by what this engine calls it; empty: it is not here. */
    public Optional<InspectImageResponse> exact(ImagePlan.Exact exact) throws InterruptedException {
        for (var id : exact.ids()) {
            var there = present.inspect(id).filter(found -> exact.ids().contains(found.getId()));
            if (there.isPresent()) return there;
        }
        return Optional.empty();
    }

    private Provided exactly(ImagePlan.Exact exact) throws InterruptedException {
        var there = exact(exact);
        if (there.isPresent()) return ready(there.get(), _ -> true);
        return new Broken(
                "image " + exact.image().id().brief() + ", which the release was tested with, is not here", List.of());
    }

    private Provided pull(String reference, Making making, Narrator narrator) throws InterruptedException {
        var there = present.inspect(reference);
        var pulled = new ImagePlan.Pulled(reference);
        // What a digest names can't have changed.
        boolean again = making.anew() && there.isPresent() && !reference.contains("@");
        if (there.isEmpty() || again) {
            var pull = new Progress.Task(Progress.Work.PULL, reference);
            narrator.progress(new Progress.Underway(pull, ""));
            var refusal = again
                    ? pullAgain(making.source(), ready(there.get(), pulled::isOf), reference, narrator)
                    : pullNow(reference, narrator);
            narrator.progress(new Progress.Done(pull));
            if (refusal.isPresent())
                return new Broken("image " + reference + " can't be pulled: " + refusal.get(), List.of());
            there = present.inspect(reference);
        }
        return there.<Provided>map(image -> ready(image, pulled::isOf))
                .orElseGet(() ->
                        new Broken("image " + reference + " was pulled but is not there under this name", List.of()));
    }

    /** Empty: it is here, and as new as can be. What never came from a registry can only be what is here; a registry that can't be reached says nothing of it. */
    private Optional<String> pullAgain(String source, Ready here, String reference, Narrator narrator)
            throws InterruptedException {
        Optional<String> refusal;
        try {
            refusal = pullNow(reference, narrator);
        } catch (EngineException unreachable) {
            said(narrator, source, unreachable.getMessage() + "; the image that is here is used");
            return Optional.empty();
        }
        if (refusal.isEmpty() || here.digest().isPresent()) return refusal;
        said(narrator, source, "image " + reference + " is no registry's; the one that is here is used");
        return Optional.empty();
    }

    private static void said(Narrator narrator, String source, String line) {
        narrator.output(source, LogLine.Stream.OUT, (line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Empty: pulled. A registry that says no has a reason for the author; one that can't be reached is the platform's trouble. */
    private Optional<String> pullNow(String reference, Narrator narrator) throws InterruptedException {
        try {
            DockerCalls.unguarded("pull " + reference, () -> {
                try (var callback = link.client().pullImageCmd(reference).exec(new PullProgress(reference, narrator))) {
                    return callback.awaitCompletion();
                }
            });
            return Optional.empty();
        } catch (DockerException e) {
            var reason = DockerCalls.reason(e);
            if (!EngineWords.registryRefused(e))
                throw new EngineException("the registry of " + reference + " can't be reached: " + reason, e);
            return Optional.of(reason);
        }
    }

    /** What was built here has no digest of a registry's, whatever the engine's image store calls it. */
    private Ready made(InspectImageResponse image, List<String> bases) throws InterruptedException {
        var made = ready(image, _ -> false);
        var found = new TreeMap<String, String>();
        for (var base : bases) {
            var named = new ImagePlan.Pulled(base);
            boolean local = !link.program().tellsDigestsOfRegistries();
            present.inspect(base)
                    .ifPresent(there -> found.put(
                            base,
                            local ? there.getId() : ready(there, named::isOf).name()));
        }
        return new Ready(made.id(), made.digest(), found, made.volumes());
    }

    /** An image may have come from several registries: only those that {@code wanted} holds for give everybody the same. */
    private static Ready ready(InspectImageResponse image, Predicate<String> wanted) {
        var digests = image.getRepoDigests();
        return new Ready(
                Objects.requireNonNull(image.getId()),
                digests == null
                        ? Optional.empty()
                        : digests.stream().filter(wanted).findFirst(),
                Map.of(),
                PresentImages.volumes(Optional.ofNullable(image.getConfig())));
    }

    private Provided build(ImagePlan.Built built, Making making, Map<String, String> labels, Narrator narrator)
            throws InterruptedException {
        BuildContext context;
        String content;
        Dockerfile dockerfile;
        try {
            context = BuildContext.of(built);
            content = context.hash();
            dockerfile = context.dockerfile();
        } catch (IOException e) {
            return new Broken(Reason.of(e), List.of());
        }
        var refusal = dockerfile.refusal();
        if (refusal.isPresent()) return new Broken(refusal.get(), List.of());
        var written = dockerfile.names(built.args(), _ -> List.of());
        if (written.doubt().isPresent()) return new Broken(written.doubt().get(), List.of());
        var lock = building.computeIfAbsent(content, _ -> new ReentrantLock());
        lock.lockInterruptibly();
        try {
            var known = dockerfile.names(built.args(), this::triggers);
            var tag = BUILT + hash(built, content, known.images(), context.dockerfileEntry());
            var there = present.inspect(tag);
            if (there.isPresent() && known.doubt().isEmpty() && !making.anew())
                return made(there.get(), known.images());
            boolean runs = dockerfile.runs();
            for (var base : written.images()) {
                if (pull(base, making, narrator) instanceof Broken broken) return broken;
                var triggers = Dockerfile.ofTriggers(triggers(base));
                var hidden = triggers.refusal();
                if (hidden.isPresent()) return new Broken("building on " + base + ": " + hidden.get(), List.of());
                runs |= triggers.runs();
            }
            // Now that they are here, what they trigger is seen.
            var names = dockerfile.names(built.args(), this::triggers);
            if (names.doubt().isPresent()) return new Broken(names.doubt().get(), List.of());
            var bases = names.images();
            var once = new Making(making.limits(), making.source(), false);
            for (var base : bases) if (pull(base, once, narrator) instanceof Broken broken) return broken;
            var outcome = new Build(
                            new Build.Bench(link, networks, present),
                            making.limits(),
                            new Build.Commands(runs, making.anew()),
                            making.source(),
                            narrator)
                    .run(context, built, labels, tag);
            if (!(outcome instanceof Ready)) return outcome;
            tagAgain(tag, BUILT + hash(built, content, bases, context.dockerfileEntry()));
            // The build itself only tells a shortened id.
            return made(
                    present.inspect(tag)
                            .orElseThrow(() -> new EngineException("the image " + tag + " was built but is not there")),
                    bases);
        } finally {
            lock.unlock();
        }
    }

    /** What an image would be built on, by the names in its Dockerfile: the id of what has this name here, if anything has. A Dockerfile that can't be read names nothing. */
    public Map<String, Optional<String>> bases(ImagePlan.Built built) throws InterruptedException {
        var found = new TreeMap<String, Optional<String>>();
        try {
            for (var base : BuildContext.of(built)
                    .dockerfile()
                    .names(built.args(), this::triggers)
                    .images()) found.put(base, present.inspect(base).map(InspectImageResponse::getId));
        } catch (IOException e) {
            // Building says why.
        }
        return found;
    }

    /** A build may have pulled its base, whose id is a part of the hash that the next run will look for. */
    private void tagAgain(String built, String now) throws InterruptedException {
        if (built.equals(now)) return;
        var tag = now.substring(now.indexOf(':') + 1);
        link.calls()
                .call(
                        "tag " + built,
                        () -> link.client()
                                .tagImageCmd(built, BUILT.substring(0, BUILT.length() - 1), tag)
                                .exec());
    }

    private String hash(ImagePlan.Built built, String content, List<String> bases, String dockerfile)
            throws InterruptedException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            feed(digest, content, dockerfile, built.target().orElse(""));
            new TreeMap<>(built.args()).forEach((name, value) -> feed(digest, name, value));
            for (var base : bases)
                feed(
                        digest,
                        base,
                        present.inspect(base).map(InspectImageResponse::getId).orElse(""));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void feed(MessageDigest digest, String... texts) {
        for (var text : texts) {
            digest.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
    }
}
