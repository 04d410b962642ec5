package dev.softservice.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.BuildResponseItem;
import dev.softservice.runner.LogLine.Stream;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Images.Broken;
import dev.softservice.runner.engine.Images.Provided;
import dev.softservice.runner.engine.Images.Ready;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ImagePlan;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One image build. */
final class Build {
    private static final Pattern STEP = Pattern.compile("^Step (\\d+)/(\\d+) : (.*)", Pattern.DOTALL);
    private static final int TAIL = 30;

    private final DockerClient client;
    private final String source;
    private final Narrator narrator;
    private final Tail tail = new Tail(TAIL);
    private volatile String instruction = "";
    private volatile String error = "";
    private volatile String id = "";

    Build(DockerClient client, String source, Narrator narrator) {
        this.client = client;
        this.source = source;
        this.narrator = narrator;
    }

    Provided run(BuildContext context, ImagePlan.Built built, Map<String, String> labels, String tag) throws InterruptedException {
        try {
            var archive = Files.createTempFile("softservice-context-", ".tar");
            try {
                context.write(Files.newOutputStream(archive));
                try (var content = new BufferedInputStream(Files.newInputStream(archive), 1 << 16)) {
                    var command = client.buildImageCmd(content).withDockerfilePath(context.dockerfileEntry()).withTags(Set.of(tag))
                            .withLabels(DockerImages.labels(labels)).withRemove(true).withForcerm(true);
                    built.args().forEach(command::withBuildArg);
                    built.target().ifPresent(command::withTarget);
                    DockerCalls.unguarded("build " + source, () -> {
                        try (var callback = command.exec(new Progress())) {
                            return callback.awaitCompletion();
                        }
                    });
                }
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw new EngineException("the build context can't be written to the temporary folder: " + e.getMessage(), e);
        } catch (DockerException e) {
            return broken(DockerCalls.reason(e));
        } finally {
            narrator.output(source, Stream.OUT, new byte[0]);
        }
        if (!error.isEmpty()) return broken(error);
        if (id.isEmpty()) throw new EngineException("the container engine ended the build of " + source + " without a result");
        return new Ready(id, Optional.empty());
    }

    private Provided broken(String reason) {
        if (reason.contains("no space left on device")) throw new EngineException("the container engine's disk is full: build " + source);
        if (instruction.startsWith("FROM") && reason.matches("(?s).*(dial tcp|i/o timeout|no such host|TLS handshake|connection refused).*")) {
            throw new EngineException("the registry can't be reached: " + reason);
        }
        return new Broken((instruction.isEmpty() ? "" : "at '" + instruction + "': ") + reason.strip(), tail.lines());
    }

    private final class Progress extends ResultCallback.Adapter<BuildResponseItem> {
        @Override
        public void onNext(BuildResponseItem item) {
            if (item.isErrorIndicated()) {
                var detail = item.getErrorDetail();
                error = detail != null && detail.getMessage() != null ? detail.getMessage() : "the build failed";
            }
            if (item.isBuildSuccessIndicated()) id = item.getImageId();
            var text = item.getStream();
            if (text == null) return;
            var step = STEP.matcher(text.strip());
            if (step.matches()) {
                instruction = step.group(3).lines().findFirst().orElse("");
                narrator.progress("build " + source.substring(source.indexOf(':') + 1) + ": step " + step.group(1) + "/" + step.group(2));
            }
            tail.add(text);
            narrator.output(source, Stream.OUT, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
