package dev.softservice.runner.engine;

import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ImagePlan;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The images that an engine has or can build. */
public interface Images {
    /** The id of an image that is there already. */
    Optional<String> find(String reference);

    /** What an image that is there already lets those do that build on it (ONBUILD), in order; of one that is not there, nothing. */
    List<String> triggers(String reference);

    /**
     * Makes sure of an image, by building or pulling only what is not there; blocks.
     *
     * @param limits what a build may take: memory, processors and processes of each of its steps, disk of all of them
     * @param source the log source of what the build prints, such as {@code build:web}
     * @param labels put on an image that is built
     */
    Provided provide(ImagePlan image, Limits limits, String source, Map<String, String> labels, Narrator narrator)
            throws InterruptedException;

    /**
     * The same images, made from nothing: each name is asked for at its registry again, and each image is built without what earlier builds left. What a run was
     * given once it keeps.
     */
    Images anew();

    /** Gets what has this name at its registry now; its digest ({@code name@sha256:…}), empty where that can't be told. */
    Optional<String> renew(String reference) throws InterruptedException;

    /** These images, by their ids here, as the archive that the engine writes; the caller closes it. */
    InputStream save(List<String> ids) throws InterruptedException;

    sealed interface Provided {}

    /**
     * @param id     names the exact image on this engine
     * @param digest the same for everybody, where it came from a registry
     * @param bases  of one that was built: what each image that its Dockerfile names was, a registry's digest ({@code name@sha256:…}) or else the id on this engine
     * @param volumes the folders that it declares as volumes
     */
    record Ready(String id, Optional<String> digest, Map<String, String> bases, Set<String> volumes)
            implements Provided {
        public Ready {
            volumes = Set.copyOf(volumes);
        }

        /** Built on nothing, and declaring nothing. */
        public Ready(String id, Optional<String> digest) {
            this(id, digest, Map.of(), Set.of());
        }

        /** By the name that says most to others. */
        public String name() {
            return digest.orElse(id);
        }
    }

    /**
     * Its author has to change something.
     *
     * @param reason one line: the failing instruction, or why the reference can't be pulled
     * @param tail   the last lines that the build printed
     */
    record Broken(String reason, List<String> tail) implements Provided {}
}
