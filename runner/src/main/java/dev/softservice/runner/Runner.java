package dev.softservice.runner;

import dev.softservice.runner.engine.Engine;
import java.time.Clock;

/** Turns one exact tree into a verdict: read, plan, build, provision, accept. */
public final class Runner {
    private final Engine engine;
    private final Clock clock;

    public Runner(Engine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    /**
     * Verifies and returns once the verdict stands and removal has been handed off; blocks, so call it on a virtual thread. Interrupt it to cancel.
     * Never throws for what a distro does.
     */
    public Verdict run(RunRequest request, RunListener listener) {
        throw new UnsupportedOperationException("to be written");
    }

    /**
     * The key of everything that can change the outcome of verifying {@code tree} (a Git tree id) on this runner: source tree, resolved
     * composition, digests of referenced images, level, limits, runner version. 64 hex digits.
     */
    public String proofKey(String tree, RunRequest request) {
        throw new UnsupportedOperationException("to be written");
    }
}
