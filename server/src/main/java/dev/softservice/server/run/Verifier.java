package dev.softservice.server.run;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The container engine's side of a run, as far as the hub needs it: a boundary of process, and so an interface. */
public interface Verifier extends AutoCloseable {
    /** What a hub gives to the engine's side: the id that labels its things there, and what distros of distros are made of. */
    record Place(String hubId, Composer composer) {}

    /** As {@link dev.softservice.runner.climb.Runner#run}. */
    Verdict run(RunRequest request, RunListener listener, Stop stop);

    /** As {@link dev.softservice.runner.climb.Runner#proofKey}. */
    String proofKey(String tree, RepositoryFiles files, RunRequest request);

    /** Why nothing can run at present, one line for the operator; empty while the engine answers. */
    Optional<String> trouble();

    /** Removes the images that this hub's runs had built before {@code madeBefore} and that are not {@code used} (asked by image id); returns how many. */
    int collectImages(Instant madeBefore, Predicate<String> used);

    /** The id that the engine has for an image as a report names it; empty: it is not there any more. */
    Optional<String> findImage(String reference);

    /** As {@link dev.softservice.runner.engine.Images#renew}. */
    Optional<String> renewImage(String reference) throws InterruptedException;

    /** These images by their ids there, as the archive that the engine writes; the caller closes it. */
    InputStream saveImages(List<String> ids) throws InterruptedException;

    /** Removes what runs of this hub that are not among {@code live} (request ids) left on the engine; returns how many things. */
    int sweep(Supplier<Set<String>> live);

    /** Lets go of what it opened itself; called once, when the hub has stopped. */
    @Override
    default void close() {}
}
