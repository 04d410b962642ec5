package dev.softservice.runner.bench;

import dev.softservice.runner.docker.DockerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** One way to bring up the benchmark's environment, to test it and to remove it. Several cycles may run at once. */
public interface Contender extends AutoCloseable {
    String name();

    /**
     * From nothing to nothing; throws where the environment's test fails.
     *
     * @param id unique on the engine, {@code [a-z0-9-]}
     */
    Cycle cycle(String id) throws Exception;

    /** How its environments came up so far; nothing where that is not known. */
    default Roads roads() {
        return new Roads();
    }

    @Override
    void close();

    /**
     * How long it took, from the first call.
     *
     * @param verdict until the outcome of the test and its output were known
     * @param whole   until everything was removed
     */
    record Cycle(Duration verdict, Duration whole) {}

    /**
     * What all work with.
     *
     * @param folder of the distro, for those who need files
     * @param image  the id of the one image
     * @param hub    for labels: whatever is left over is found by it
     */
    record Stage(DockerEngine engine, Path folder, String image, String hub) {}

    /** Opens a contender where its program is there; more are found as services of this type. */
    interface Entry {
        Optional<Contender> enter(Stage stage) throws Exception;
    }
}
