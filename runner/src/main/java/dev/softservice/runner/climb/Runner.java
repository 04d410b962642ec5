package dev.softservice.runner.climb;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.DistroSource;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import java.time.Clock;
import java.util.Optional;

/** Turns one exact tree into a verdict: read, plan, build, provision, accept, and the deeper rungs that are asked for. Safe for concurrent runs. */
public final class Runner {
    private final Engine engine;
    private final Clock clock;
    private final Composer composer;

    /** For distros that stand alone. */
    public Runner(Engine engine, Clock clock) {
        this(engine, clock, new Composer(DistroSource.NONE, Optional.empty()));
    }

    public Runner(Engine engine, Clock clock, Composer composer) {
        this.engine = engine;
        this.clock = clock;
        this.composer = composer;
    }

    /** As below, for a run that nobody wants to stop. */
    public Verdict run(RunRequest request, RunListener listener) {
        return run(request, listener, new Stop());
    }

    /**
     * Verifies and returns once the verdict stands and removal has been handed off; blocks, so call it on a virtual thread. Once {@code stop} is asked the run ends as
     * {@link Verdict.Cancelled}, at whatever it was; asked before, nothing is begun. So it is where the calling thread is interrupted, which it still is afterwards.
     * Never throws for what a distro does. The last thing that the listener hears is the verdict.
     */
    public Verdict run(RunRequest request, RunListener listener, Stop stop) {
        return new RunSession(engine, composer.with(request.candidates()), clock, request, listener).run(stop);
    }

    /**
     * The key of everything that can change the outcome of verifying {@code tree} (a Git tree id) on this runner: source tree, given parameters,
     * composition, ids of the referenced images that the engine has, level, limits, runner version, and from rung 6 up the stable release with its
     * composition and the ids of what it is built on. 64 hex digits. Reads a few of
     * {@code files}, which are the tree's, and asks the engine for images; a broken engine is an {@link EngineException}. The
     * request's own folder is not looked at.
     */
    public String proofKey(String tree, RepositoryFiles files, RunRequest request) {
        return new ProofKey(engine.images(), composer.with(request.candidates())).of(tree, files, request);
    }
}
