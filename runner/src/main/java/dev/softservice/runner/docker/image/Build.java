package dev.softservice.runner.docker.image;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.BuildResponseItem;
import dev.softservice.runner.archive.BuildContext;
import dev.softservice.runner.docker.link.BuildNetwork;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineWords;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.HostGuard;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Images.Broken;
import dev.softservice.runner.engine.Images.Provided;
import dev.softservice.runner.engine.Images.Ready;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.output.Tail;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ImagePlan;
import java.io.BufferedInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** One image build. */
final class Build {
    private static final Pattern STEP = Pattern.compile("^Step (\\d+)/(\\d+) : (.*)", Pattern.DOTALL);
    private static final Pattern RUNNING = Pattern.compile("^ ---> Running in ([0-9a-f]{12,64})\\s*$");
    private static final Pattern MADE = Pattern.compile("^ ---> ([0-9a-f]{12,64})\\s*$");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final int TAIL = 30;

    private final Link link;
    private final Networks networks;
    private final PresentImages present;
    private final Limits limits;
    private final Commands commands;
    private final String source;
    private final Narrator narrator;
    private final Tail tail = new Tail(TAIL);
    private volatile String instruction = "";
    private volatile String error = "";
    private volatile String id = "";
    private volatile String last = "";
    private volatile Optional<BuildWatch> watch = Optional.empty();

    /** Where images are built. */
    record Bench(Link link, Networks networks, PresentImages present) {}

    /** {@code any}: whether any step runs a command; {@code anew}: also those whose outcome the engine has kept. */
    record Commands(boolean any, boolean anew) {}

    Build(Bench bench, Limits limits, Commands commands, String source, Narrator narrator) {
        this.link = bench.link();
        this.networks = bench.networks();
        this.present = bench.present();
        this.limits = limits;
        this.commands = commands;
        this.source = source;
        this.narrator = narrator;
    }

    Provided run(BuildContext context, ImagePlan.Built built, Map<String, String> labels, String tag)
            throws InterruptedException {
        try {
            try (var archive = nameless()) {
                context.write(kept(archive));
                return within(
                        labels,
                        network -> build(archive, command -> {
                            command.withDockerfilePath(context.dockerfileEntry())
                                    .withTags(Set.of(tag))
                                    .withLabels(imageLabels(labels))
                                    .withNetworkMode(network);
                            built.args().forEach(command::withBuildArg);
                            built.target().ifPresent(command::withTarget);
                        }));
            }
        } catch (IOException e) {
            throw new EngineException(
                    "the build context can't be written to the temporary folder: " + e.getMessage(), e);
        } catch (DockerException e) {
            return broken(DockerCalls.reason(e));
        } finally {
            narrator.output(source, Stream.OUT, new byte[0]);
        }
    }

    private static Map<String, String> imageLabels(Map<String, String> environment) {
        var labels = new TreeMap<>(environment);
        // An image outlives its run, as the cache that it is.
        labels.remove(EnvironmentScope.LABEL_RUN);
        labels.put(EnvironmentScope.LABEL_ROLE, "build");
        return labels;
    }

    /** A file that has lost its name already: whatever becomes of this process, it leaves nothing. */
    private static FileChannel nameless() throws IOException {
        var file = Files.createTempFile("softservice-context-", ".tar");
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(file);
        }
    }

    /** Closing it leaves the file open. */
    private static OutputStream kept(FileChannel archive) {
        return new FilterOutputStream(Channels.newOutputStream(archive)) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        };
    }

    private interface OnNetwork {
        Provided build(String network) throws IOException, InterruptedException;
    }

    /** On a network that only this build's containers are on: no other build, no run and none of this machine's ports is its neighbour. */
    private Provided within(Map<String, String> labels, OnNetwork build) throws IOException, InterruptedException {
        if (!commands.any()) return build.build("none");
        networks.guardHost();
        if (link.buildsOnItsOwnNetwork()) return build.build(BuildNetwork.OWN);
        var name = "ss-" + labels.getOrDefault(EnvironmentScope.LABEL_RUN, "install") + "-build-"
                + Long.toHexString(ThreadLocalRandom.current().nextLong());
        var marked = new TreeMap<>(labels);
        marked.put(EnvironmentScope.LABEL_ROLE, "network");
        try {
            link.calls()
                    .call(
                            "create the network " + name,
                            () -> link.client()
                                    .createNetworkCmd()
                                    .withName(name)
                                    .withDriver("bridge")
                                    .withEnableIpv6(false)
                                    .withLabels(marked)
                                    .withOptions(HostGuard.options(name))
                                    .exec());
            var looked = BuildWatch.start(link, present, limits, name);
            watch = Optional.of(looked);
            try (looked) {
                return build.build(name);
            }
        } finally {
            networks.drop(name);
        }
    }

    private Provided build(FileChannel archive, Consumer<BuildImageCmd> settings)
            throws IOException, InterruptedException {
        archive.position(0);
        try (var content = new BufferedInputStream(Channels.newInputStream(archive), 1 << 16)) {
            var command = link.client()
                    .buildImageCmd(content)
                    .withRemove(true)
                    .withForcerm(true)
                    .withNoCache(commands.anew());
            // Memory and swap together are as much as memory: no swap on top of it.
            if (link.held().memory()) command.withMemory(limits.memory()).withMemswap(limits.memory());
            settings.accept(command);
            DockerCalls.unguarded("build " + source, () -> {
                try (var callback = command.exec(new Steps())) {
                    return callback.awaitCompletion();
                }
            });
        }
        if (!error.isEmpty()) return broken(error);
        // Podman's own interface ends with the bare id.
        if (id.isEmpty() && ID.matcher(last).matches()) id = "sha256:" + last;
        if (id.isEmpty())
            throw new EngineException("the container engine ended the build of " + source + " without a result");
        return new Ready(id, Optional.empty());
    }

    private Provided broken(String reason) throws InterruptedException {
        var met = watch.isPresent() ? watch.get().met() : Optional.<String>empty();
        if (met.isPresent())
            return new Broken("at '" + instruction + "': it met its " + met.get() + " and was killed", tail.lines());
        if (EngineWords.buildMetFullDisk(reason))
            throw new EngineException("the container engine's disk is full: build " + source);
        requireBegun();
        if (instruction.startsWith("FROM") && EngineWords.registryUnreachable(reason))
            throw new EngineException("the registry can't be reached: " + reason);
        return new Broken((instruction.isEmpty() ? "" : "at '" + instruction + "': ") + reason.strip(), tail.lines());
    }

    /** Steps may print the same words: believed only where nobody's distros but one's own are built. */
    private void requireBegun() throws InterruptedException {
        if (!link.buildsOnItsOwnNetwork()) return;
        for (var line : tail.lines()) {
            if (EngineWords.stepNotBegun(line))
                throw new EngineException(
                        "the container engine can't run a step of an image's build (" + source + "): " + line.strip());
        }
    }

    private Progress.Task task() {
        return new Progress.Task(Progress.Work.BUILD, source.substring(source.indexOf(':') + 1));
    }

    private final class Steps extends ResultCallback.Adapter<BuildResponseItem> {
        @Override
        public void onNext(BuildResponseItem item) {
            if (item.isErrorIndicated()) {
                var detail = item.getErrorDetail();
                error = detail != null && detail.getMessage() != null ? detail.getMessage() : "the build failed";
            }
            if (item.isBuildSuccessIndicated()) {
                id = item.getImageId();
                narrator.progress(new Progress.Done(task()));
            }
            var text = item.getStream();
            if (text == null) return;
            last = text.strip();
            watch.ifPresent(looking -> tell(looking, text));
            var step = STEP.matcher(text.strip());
            if (step.matches()) {
                instruction = step.group(3).lines().findFirst().orElse("");
                narrator.progress(new Progress.Underway(task(), "step " + step.group(1) + "/" + step.group(2)));
            }
            tail.add(text);
            narrator.output(source, Stream.OUT, text.getBytes(StandardCharsets.UTF_8));
        }

        private void tell(BuildWatch looking, String text) {
            var running = RUNNING.matcher(text.stripTrailing());
            var made = MADE.matcher(text.stripTrailing());
            if (running.matches()) looking.running(running.group(1));
            else if (made.matches()) looking.made(made.group(1));
        }
    }
}
