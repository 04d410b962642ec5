package dev.softservice.runner.bench;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.files.Bundled;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/** The environment that all contenders bring up. */
final class BenchDistro {
    private BenchDistro() {}

    /** Writes the distro into an empty folder; returns its image's id, which is built where it is not there yet, from Debian's packages. */
    static String set(Path folder, DockerEngine engine, String hub) throws IOException {
        for (var file : new String[] {"softservice.yaml", "image/Dockerfile"}) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.writeString(folder.resolve(file), Bundled.text(BenchDistro.class, file));
        }
        var request = new RunRequest(
                new Footprint(hub + "-build", hub),
                SourceTree.in(folder),
                Map.of(),
                new Reach(StepName.BUILD.level(), Limits.DEFAULT));
        return switch (new Runner(engine, Clock.systemUTC()).run(request, RunListener.SILENT)) {
            case Verdict.Passed passed ->
                Objects.requireNonNull(passed.report().images().get("web"));
            case Verdict.Failed failed ->
                throw new EngineException("the benchmark's image can't be built: "
                        + failed.reasons().getFirst());
            case Verdict.Errored errored -> throw new EngineException(errored.reason());
            case Verdict.Cancelled _ -> throw new EngineException("interrupted while the benchmark's image was built");
        };
    }
}
